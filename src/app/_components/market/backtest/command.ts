import type { RunSpec } from "../types";

const PLAIN = /^[A-Za-z0-9._/:=-]+$/;

/** A word as a POSIX shell takes it literally. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command that runs the same backtest without a browser. */
export function backtestCommand(spec: RunSpec): string {
  const { benchmark, financing } = spec;
  const rates = financing === undefined ? [] : Object.entries(financing).filter(([, rate]) => rate !== 0);
  const options: (readonly [string, string | readonly string[]])[] = [
    ["symbol", [spec.symbol, ...(spec.others ?? [])]],
    ["resolution", spec.resolution],
    ["strategy", spec.strategy],
    ...Object.entries(spec.params).map(([name, value]) => ["param", `${name}=${value}`] as const),
    ...(spec.from === null ? [] : [["from", spec.from] as const]),
    ...(spec.to === null ? [] : [["to", spec.to] as const]),
    ["prices", spec.adjustment],
    ["cash", String(spec.cash)],
    ["commission-percent", String(spec.commissionPercent)],
    ["slippage-bps", String(spec.slippageBps)],
    ...(benchmark === undefined ? [] : [["benchmark", benchmark] as const]),
    ...rates.map(([name, rate]) => [name.replace("Percent", "-percent"), String(rate)] as const),
  ];
  return [
    "./bifrost backtest",
    ...options.map(([name, value]) => `--${name} ${[value].flat().map(shellWord).join(" ")}`),
  ].join(" ");
}
