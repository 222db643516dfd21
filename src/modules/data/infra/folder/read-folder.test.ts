import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isFolderName, listFolder, snapshotFile } from "./read-folder";

const NEVER = new AbortController().signal;
let place: string;
let root: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "bifrost-folder-"));
  root = join(place, "root");
  mkdirSync(join(root, "prices", "us"), { recursive: true });
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

const paths = async (folder: string) => {
  const found = await listFolder(root, folder);
  return found.ok ? found.value.map(({ path }) => path) : found.error;
};
const seen = (path: string) => {
  const { size: bytes, mtimeMs } = statSync(join(root, path));
  return { path, bytes, modifiedMs: Math.floor(mtimeMs) };
};

describe("a folder of bars", () => {
  it.each(["", ".", "prices", "prices/us", "a b", "ü"])("may be named %j", (name) => {
    expect(isFolderName(name)).toBe(true);
  });

  it.each(["..", "../x", "prices/../..", "/etc", "a//b", "a\\b", "a\u0000b", "./a", "a/.", "x".repeat(1025)])(
    "may not be named %j",
    async (name) => {
      expect(isFolderName(name)).toBe(false);
      expect(await paths(name)).toBe("outside");
    },
  );

  it("lists files of bars in it and below, and nothing else", async () => {
    for (const name of ["SPY.csv", "us/AAPL_1d.parquet", "readme.txt", ".SPY.csv", "SPY.csv.part", "bad name!.csv"]) {
      writeFileSync(join(root, "prices", name), "x");
    }
    writeFileSync(join(root, "above.csv"), "x");
    expect(await paths("prices")).toEqual(["prices/SPY.csv", "prices/bad name!.csv", "prices/us/AAPL_1d.parquet"]);
  });

  it("follows no link, to a file, to a folder, or on the way to itself", async () => {
    writeFileSync(join(place, "secret.csv"), "x");
    mkdirSync(join(place, "elsewhere"));
    writeFileSync(join(place, "elsewhere", "AAPL.csv"), "x");
    symlinkSync(join(place, "secret.csv"), join(root, "prices", "SPY.csv"));
    symlinkSync(join(place, "elsewhere"), join(root, "prices", "linked"));
    symlinkSync(join(place, "elsewhere"), join(root, "out"));
    expect(await paths("prices")).toEqual([]);
    expect(await paths("out")).toBe("outside");
    expect(await paths("prices/linked")).toBe("outside");
  });

  it("says what is wrong with a folder that cannot be read", async () => {
    writeFileSync(join(root, "file.csv"), "x");
    expect(await paths("nothing")).toBe("missing");
    expect(await paths("file.csv")).toBe("not_folder");
    expect(await listFolder(join(place, "no-root"), "")).toEqual({ ok: false, error: "missing" });
  });

  it("does not wait for a pipe", async () => {
    execFileSync("mkfifo", [join(root, "PIPE.csv")]);
    expect(await paths("")).toEqual([]);
    const asked = { root, file: { path: "PIPE.csv", bytes: 0, modifiedMs: seen("PIPE.csv").modifiedMs } };
    expect(await snapshotFile(asked, join(place, "copy"), NEVER)).toEqual({ ok: false, error: "changed" });
  });
});

describe("a copy of a file", () => {
  const copyPath = () => join(place, "work", "copy");

  it("has the bytes that its digest is of", async () => {
    writeFileSync(join(root, "SPY.csv"), "x".repeat(3_000_000));
    const copied = await snapshotFile({ root, file: seen("SPY.csv") }, copyPath(), NEVER);
    if (!copied.ok) throw new Error(copied.error);
    expect(copied.value.sha256).toBe(createHash("sha256").update("x".repeat(3_000_000)).digest("hex"));
    expect(statSync(copied.value.path).size).toBe(3_000_000);
    await copied.value.remove();
    expect(existsSync(copyPath())).toBe(false);
  });

  it.each([
    ["grew", () => writeFileSync(join(root, "SPY.csv"), "longer than before")],
    ["went", () => rmSync(join(root, "SPY.csv"))],
    [
      "became a link",
      () => {
        renameSync(join(root, "SPY.csv"), join(place, "SPY.csv"));
        symlinkSync(join(place, "SPY.csv"), join(root, "SPY.csv"));
      },
    ],
  ])("is not made of a file that %s since it was listed", async (_, change) => {
    writeFileSync(join(root, "SPY.csv"), "before");
    const file = seen("SPY.csv");
    change();
    expect(await snapshotFile({ root, file }, copyPath(), NEVER)).toEqual({ ok: false, error: "changed" });
    expect(existsSync(copyPath())).toBe(false);
  });

  it("is not made through a folder that became a link since it was listed", async () => {
    writeFileSync(join(root, "prices", "SPY.csv"), "before");
    const file = seen("prices/SPY.csv");
    renameSync(join(root, "prices"), join(place, "prices"));
    symlinkSync(join(place, "prices"), join(root, "prices"));
    expect(await snapshotFile({ root, file }, copyPath(), NEVER)).toEqual({ ok: false, error: "changed" });
  });

  it("is not made of more than an import takes", async () => {
    const file = { path: "SPY.csv", bytes: 1_073_741_825, modifiedMs: 0 };
    expect(await snapshotFile({ root, file }, copyPath(), NEVER)).toEqual({ ok: false, error: "too_large" });
  });
});
