import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreignPath, refusedClusterMode } from "../../scripts/launcher/permissions.mjs";

const SOMEBODY_ELSE = 12_345;

describe("permissions", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bifrost-permissions-"));
    mkdirSync(join(folder, "keys"));
    writeFileSync(join(folder, "keys", "session"), "x");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    [0o700, null],
    [0o750, null],
    [0o755, "755"],
    [0o770, "770"],
    [0o701, "701"],
  ])("PostgreSQL refuses a folder of mode %o: %s", (mode, refused) => {
    chmodSync(folder, mode);
    expect(refusedClusterMode(folder)).toBe(refused);
    chmodSync(folder, 0o700);
  });

  it("names the first thing that somebody else owns, and nothing for its owner or for root", () => {
    const { uid } = statSync(folder);
    const keys = join(folder, "keys");
    expect(foreignPath([join(folder, "none"), keys], SOMEBODY_ELSE)).toEqual({ path: keys, uid });
    expect(foreignPath([join(keys, "session")], SOMEBODY_ELSE)).toEqual({ path: join(keys, "session"), uid });
    expect(foreignPath([keys], uid)).toBeNull();
    expect(foreignPath([keys], 0)).toBeNull();
  });
});
