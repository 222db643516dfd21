import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { register } from "./import";

let said: string;
beforeEach(() => {
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

async function run(...argv: readonly string[]): Promise<{ said: string; exitCode: unknown; code: string }> {
  const program = new Command("bifrost").exitOverride();
  register(program);
  for (const command of program.commands) for (const sub of command.commands) sub.exitOverride();
  let code = "";
  await program.parseAsync(["import", ...argv], { from: "user" }).catch((error: unknown) => {
    code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  });
  return { said, exitCode: process.exitCode, code };
}

describe("bifrost import, before a database is needed", () => {
  it("says that a file is not there, or is a folder", async () => {
    for (const path of ["/nowhere/bars.csv", import.meta.dirname]) {
      expect(await run("bars", path, "--symbol", "SPY")).toMatchObject({
        said: `There is no file ${path}.\n`,
        exitCode: 2,
      });
      said = "";
    }
  });

  it("says that an id is none", async () => {
    expect(await run("undo", "not an id")).toMatchObject({ exitCode: 2, said: expect.stringContaining("import list") });
  });

  it.each([
    [["bars", "x.csv"], "--symbol"],
    [["bars", "x.csv", "--symbol", "A", "--resolution", "2m"], "Allowed choices are 1m, 5m"],
    [["bars", "x.csv", "--symbol", "A", "--delimiter", "x"], "Use one of"],
    [["bars", "x.csv", "--symbol", "A", "--map", "price=Close"], "one of time, open, high"],
    [["bars", "x.csv", "--symbol", "A", "--map", "close="], "Write field=column"],
    [["bars", "x.csv", "--symbol", "A", "--kind", "house"], "equity, etf"],
  ])("refuses %j and says what would pass", async (argv, part) => {
    const answer = await run(...argv);
    expect(answer.code).toMatch(/^commander\./);
    expect(answer.said).toContain(part);
  });
});
