import { describe, expect, it } from "vitest";
import { backtestCommand, shellWord } from "./command";

it("names every instrument, the benchmark and the rates that are not 0", () => {
  const command = backtestCommand({
    strategy: "pairs",
    params: {},
    symbol: "^A",
    others: ["B", "C D"],
    resolution: "1d",
    from: null,
    to: null,
    adjustment: "raw",
    cash: 1,
    commissionPercent: 0,
    slippageBps: 0,
    benchmark: "SPY",
    financing: { creditPercent: 2, debitPercent: 0, borrowPercent: 0.5 },
  });
  expect(command).toContain("--symbol '^A' B 'C D' --resolution 1d");
  expect(command).toMatch(/--benchmark SPY --credit-percent 2 --borrow-percent 0.5$/);
});

describe("shellWord", () => {
  it.each([
    ["sma-cross", "sma-cross"],
    ["fast=10", "fast=10"],
    ["^GSPC", "'^GSPC'"],
    ["a b", "'a b'"],
    ["it's", `'it'\\''s'`],
    ["", "''"],
  ])("writes %j as %s", (text, word) => {
    expect(shellWord(text)).toBe(word);
  });
});

describe("backtestCommand", () => {
  const spec = {
    strategy: "sma-cross",
    params: { fast: 10, slow: 30 },
    symbol: "^GSPC",
    resolution: "1d",
    from: null,
    to: null,
    adjustment: "split",
    cash: 100_000,
    commissionPercent: 0.1,
    slippageBps: 0,
  } as const;

  it("says everything the run was given", () => {
    expect(backtestCommand(spec)).toBe(
      "./bifrost backtest --symbol '^GSPC' --resolution 1d --strategy sma-cross --param fast=10 --param slow=30 --prices split --cash 100000 --commission-percent 0.1 --slippage-bps 0",
    );
  });

  it("names the window only when it was chosen", () => {
    expect(backtestCommand({ ...spec, from: "2005-01-03", to: "2010-12-31" })).toContain(
      "--from 2005-01-03 --to 2010-12-31",
    );
  });
});
