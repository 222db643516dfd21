import type { Check } from "./run-facts";
import { percent, plain, whole } from "./words";

/** Whether there is enough to judge from, and whether a few of it carry the rest. */

const TRADES_FEW = 30;
const TRADES_HANDFUL = 10;
const DAYS_A_YEAR = 365.25;
const YEARS_FEW = 2;
const WARM_UP_SHARE = 0.25;
const EXPOSURE_TINY = 0.02;
const EXPOSURE_ALL = 0.98;
const CARRIED_SHARE = 0.5;
/** Trades that "a few" are. */
const FEW = 3;
const YEARS_TO_COMPARE = 3;

/** It never traded: there is nothing to trust. */
export const neverTraded: Check = ({ stats }) =>
  stats.filled > 0
    ? null
    : {
        id: "never_traded",
        severity: "reject",
        sentence: "It never traded: no order was filled in the whole window.",
        todo: "Loosen the rule or the parameters, or see why its orders were refused.",
      };

/** Fewer trades than chance needs to look like skill. */
export const fewTrades: Check = ({ stats }) => {
  const { trades, filled } = stats;
  if (filled === 0 || trades >= TRADES_FEW) return null;
  const few = trades < TRADES_HANDFUL;
  return {
    id: "few_trades",
    severity: few ? "doubt" : "note",
    sentence: `Only ${trades} trades were closed; ${TRADES_FEW} are the least to tell skill from luck.`,
    todo: "Test a longer window, shorter bars or more instruments.",
  };
};

/** A window too short to see more than one kind of market. */
export const shortWindow: Check = ({ days }) => {
  const years = days / DAYS_A_YEAR;
  if (years >= YEARS_FEW) return null;
  return {
    id: "short_window",
    severity: "doubt",
    sentence: `The window is ${plain(years, 1)} years long: it has seen one kind of market at most.`,
    todo: "Test over a fall and a calm as well as a rise.",
  };
};

/** Most of the window went by before anything could be decided. */
export const longWarmUp: Check = ({ warmUp, bars }) => {
  const share = warmUp / bars;
  if (share <= WARM_UP_SHARE) return null;
  return {
    id: "long_warm_up",
    severity: "note",
    sentence: `It watches ${percent(share, 0)} of the bars before it can decide anything.`,
    todo: "Begin the window earlier, so that what is judged is the rule and not its start.",
  };
};

/** Money at work so rarely that idle cash is what was measured. */
export const tinyExposure: Check = ({ stats }) => {
  const { exposure, filled } = stats;
  if (exposure === null || filled === 0 || exposure >= EXPOSURE_TINY) return null;
  return {
    id: "tiny_exposure",
    severity: "doubt",
    sentence: `It held something on ${percent(exposure)} of the bars: its drawdown and volatility are those of idle cash.`,
    todo: "Judge it by the trade, and size or combine it so that the money works.",
  };
};

/** Never out of the market: the instrument is what was measured. */
export const alwaysIn: Check = ({ stats }) => {
  const { exposure } = stats;
  if (exposure === null || exposure <= EXPOSURE_ALL) return null;
  return {
    id: "always_in",
    severity: "note",
    sentence: `It held something on ${percent(exposure, 0)} of the bars: it is close to holding the instrument.`,
    todo: "Compare it with holding rather than with cash.",
  };
};

/** The best trade made the profit. */
export const oneTrade: Check = ({ trades, stats }) => {
  const total = sum(trades.pnl);
  const best = trades.pnl.reduce((most, pnl) => Math.max(most, pnl), Number.NEGATIVE_INFINITY);
  if (stats.trades < 2 || !(total > 0) || total - best > 0) return null;
  return {
    id: "one_trade",
    severity: "doubt",
    sentence: `One of ${stats.trades} trades made the profit: without it the rest lost ${whole(best - total)}.`,
    todo: "See what that trade was, and whether its like will come again.",
  };
};

/** A few trades carry most of the profit. */
export const fewCarry: Check = ({ trades, stats }) => {
  const total = sum(trades.pnl);
  const top = sum(trades.pnl.toSorted().slice(-FEW));
  if (stats.trades < TRADES_HANDFUL || !(total > 0) || top / total <= CARRIED_SHARE) return null;
  return {
    id: "few_carry",
    severity: "doubt",
    sentence: `${FEW} of ${stats.trades} trades carry ${percent(top / total, 0)} of the profit.`,
    todo: "Look at these trades one by one; a trend rule lives on few, a reversion rule should not.",
  };
};

/** The last trade made the profit: where the window ends decided. */
export const lastTrade: Check = ({ trades, stats }) => {
  const total = sum(trades.pnl);
  const last = trades.pnl.at(-1) ?? 0;
  if (stats.trades < FEW || !(total > 0) || total - last > 0) return null;
  return {
    id: "last_trade",
    severity: "doubt",
    sentence: `The last trade made the profit: a window that ends before it lost ${whole(last - total)}.`,
    todo: "End the window earlier and see whether anything is left.",
  };
};

/** One year made all of the profit. */
export const oneYear: Check = ({ details, stats }) => {
  const { years } = details;
  const best = years.reduce<(typeof years)[number] | null>(
    (most, year) => (most === null || year.return > most.return ? year : most),
    null,
  );
  if (years.length < YEARS_TO_COMPARE || best === null || !((stats.totalReturn ?? 0) > 0)) return null;
  const rest = (1 + (stats.totalReturn ?? 0)) / (1 + best.return) - 1;
  if (rest > 0) return null;
  return {
    id: "one_year",
    severity: "doubt",
    sentence: `${best.year} made all of the profit: the other ${years.length - 1} years together returned ${percent(rest)}.`,
    todo: "Ask what was special about that year.",
  };
};

/** It earned in the first half of its trades and lost in the second. */
export const fades: Check = ({ trades, stats }) => {
  const half = Math.floor(trades.pnl.length / 2);
  const [first, second] = [sum(trades.pnl.subarray(0, half)), sum(trades.pnl.subarray(half))];
  if (stats.trades < TRADES_HANDFUL || !(first > 0) || !(second < 0)) return null;
  return {
    id: "fades",
    severity: "doubt",
    sentence: `The first half of its trades earned ${whole(first)}, the second lost ${whole(-second)}.`,
    todo: "Whatever it used may be gone: test the last years alone.",
  };
};

const sum = (values: Float64Array) => values.reduce((total, each) => total + each, 0);
