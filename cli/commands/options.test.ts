import { Command, CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { register as registerBacktest } from "./backtest";
import { register as registerBench } from "./bench";
import { register as registerScreen } from "./screen";
import { register as registerWatchlist } from "./watchlist";

/** What a command says of wrong use: nothing is opened or measured before its options were understood. */
async function wrongUse(register: (program: Command) => void, argv: readonly string[]): Promise<string> {
  const said: string[] = [];
  const program = new Command("bifrost").exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
  register(program);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
  }
  await expect(program.parseAsync(argv, { from: "user" })).rejects.toBeInstanceOf(CommanderError);
  return said.join("");
}

describe("bifrost backtest", () => {
  const asked = ["backtest", "--symbol", "SPY", "--strategy", "sma-cross"];
  it.each([
    [["--param", "fast"], "name=value, such as fast=10."],
    [["--param", "fast=ten"], "a number like 0.1."],
    [["--param", "=3"], "name=value, such as fast=10."],
    [["--cash", ""], "a number like 0.1."],
    [["--commission-percent", "1,5"], "a number like 0.1."],
    [["--resolution", "2d"], "Allowed choices are 1m, 5m"],
  ])("%j is refused with what would pass", async (more, words) => {
    expect(await wrongUse(registerBacktest, [...asked, ...more])).toContain(words);
  });

  it("needs an instrument and a strategy", async () => {
    expect(await wrongUse(registerBacktest, ["backtest", "--symbol", "SPY"])).toContain("--strategy");
    expect(await wrongUse(registerBacktest, ["backtest", "--strategy", "sma-cross"])).toContain("--symbol");
  });
});

describe("bifrost bench", () => {
  it.each([
    [["--rows", "99"], "some of 1,2,3,4,5,6,7,"],
    [["--rows", ""], "some of 1,2,3,4,5,6,7,"],
    [["--bars", "10"], "whole numbers from 100"],
    [["--bars", "1e9"], "whole numbers from 100"],
    [["--probe", "gpu"], "Allowed choices are engine, bare."],
  ])("%j is refused with what would pass", async (more, words) => {
    expect(await wrongUse(registerBench, ["bench", ...more])).toContain(words);
  });
});

describe("bifrost screen and bifrost watchlist", () => {
  it.each([
    [registerScreen, ["screen", "run"], "missing required argument 'screen'"],
    [registerScreen, ["screen", "save"], "missing required argument 'file'"],
    [registerScreen, ["screen", "hits", "x", "--runs", "y"], "Did you mean --run"],
    [registerWatchlist, ["watchlist", "add", "x"], "missing required argument 'symbols'"],
    [registerWatchlist, ["watchlist", "rename", "x"], "missing required argument 'new-name'"],
  ])("%o %j is refused with what is missing", async (register, argv, words) => {
    expect(await wrongUse(register, argv)).toContain(words);
  });
});
