import type { AppError, AppErrorKind } from "@/server/flows/errors";

export const iso = (epochMs: number) => new Date(epochMs).toISOString();

/** A message as a sentence: those of a strategy's author end as they like. */
const ended = (message: string) => (/[.?!]$/.test(message) ? message : `${message}.`);

type Facts = NonNullable<AppError["facts"]>;

/** What this command can be refused for, and what would pass. Faults of single fields come with their own words. */
const SENTENCES: Readonly<Partial<Record<AppErrorKind, (facts: Facts) => string>>> = {
  "strategy.not_found": ({ known }) =>
    `There is no such strategy: choose one of ${known}, or one that bifrost strategy list shows.`,
  "instrument.not_found": ({ symbol }) =>
    `There is no instrument ${symbol}: import bars first with bifrost import bars FILE --symbol ${symbol}.`,
  "backtest.window_empty": ({ symbol, resolution, firstMs, lastMs }) =>
    typeof firstMs === "number" && typeof lastMs === "number"
      ? `${symbol} has no ${resolution} bar between these dates: there are bars from ${iso(firstMs)} to ${iso(lastMs)}.`
      : `${symbol} has no ${resolution} bars: choose another --resolution or import some.`,
  "adjust.dividend_too_large": ({ exDateMs, amount, closeBefore }) =>
    `The dividend of ${amount} on ${typeof exDateMs === "number" ? iso(exDateMs).slice(0, 10) : exDateMs} is not below the close before it, ${closeBefore}: correct one of them, or use --prices split.`,
  "adjust.days_needed": ({ resolution }) =>
    `Stored ${resolution} bars mix prices of before and after a corporate action: import daily bars, or use --prices raw.`,
  "strategy.faulted": ({ line, bar, message }) =>
    `The strategy was stopped${line == null ? "" : ` at line ${line}`}${typeof bar === "number" ? `, at its bar ${bar + 1}` : ""}: ${ended(String(message))}`,
  "backtest.window_short": ({ bars, needed }) =>
    `There are ${bars} bars and the strategy needs ${needed} before it can decide: choose a longer window.`,
};

/** A refusal in words: what is wrong, where, and what would pass. */
export function sentenceOf({ kind, path, facts = {}, issues = [] }: AppError): string {
  if (issues.length > 0) return issues.map((issue) => `${flagOf(issue.path)}: ${issue.message}`).join("\n");
  return SENTENCES[kind]?.(facts) ?? `Refused: ${kind}${path === undefined ? "" : ` (${path})`}.`;
}

const FLAGS: ReadonlyMap<string, string> = new Map([
  ["commissionPercent", "--commission-percent"],
  ["slippageBps", "--slippage-bps"],
  ["adjustment", "--prices"],
  ["others", "--symbol"],
  ["financing.creditPercent", "--credit-percent"],
  ["financing.debitPercent", "--debit-percent"],
  ["financing.borrowPercent", "--borrow-percent"],
]);

/** The flag that set a field: `params.fast` is `--param fast`. */
function flagOf(path: string): string {
  return path.startsWith("params.") ? `--param ${path.slice("params.".length)}` : (FLAGS.get(path) ?? `--${path}`);
}
