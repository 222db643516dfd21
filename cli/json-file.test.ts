import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readJsonFile } from "./json-file";

const folder = mkdtempSync(join(tmpdir(), "bifrost-json-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const file = join(folder, "given.json");
  writeFileSync(file, text);
  return file;
}

describe("a JSON file of the command line", () => {
  it("is read", async () => {
    expect(await readJsonFile(written('{"name":"x"}'))).toEqual({ ok: true, value: { name: "x" } });
  });

  it("is refused in words when it is not there, no JSON, or far too long", async () => {
    expect(await readJsonFile(join(folder, "none"))).toMatchObject({
      error: expect.stringContaining("cannot be read"),
    });
    expect(await readJsonFile(written("{"))).toMatchObject({ error: expect.stringContaining("is no JSON") });
    expect(await readJsonFile(written(`"${"x".repeat(2_000_000)}"`))).toMatchObject({
      error: expect.stringContaining("is longer than"),
    });
  });
});
