import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMPILE_HINT, hintScripts } from "../../scripts/launcher/compile-hints.mjs";

describe("hints for compiling", () => {
  let folder = "";
  const text = (name: string) => readFileSync(join(folder, name), "utf8");

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bifrost-hints-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("stand once on the first line of scripts that are run at once, and nowhere else", () => {
    const page = `say("ü${"x".repeat(10_000)}")`;
    const long = `"${"x".repeat(300_000)}"`;
    writeFileSync(join(folder, "page.js"), page);
    writeFileSync(join(folder, "small.js"), "say()");
    writeFileSync(join(folder, "editor.js"), long);
    writeFileSync(join(folder, "page.css"), "a{}");
    hintScripts(folder);
    hintScripts(folder);
    expect(text("page.js")).toBe(COMPILE_HINT + page);
    expect(text("small.js")).toBe("say()");
    expect(text("editor.js")).toBe(long);
    expect(text("page.css")).toBe("a{}");
  });
});
