import { skewness } from "@/modules/portfolio";
import type { Check } from "./run-facts";
import { profitOf } from "./run-facts";
import { percent, plain, whole } from "./words";

/** Whether the outcome is likely to be more than luck, and whether one could live with it. */

const [DEFLATED_GOOD, DEFLATED_POOR] = [0.95, 0.5];
const TRIALS_MANY = 100;
const [SHARPE_GOOD, SHARPE_INCREDIBLE] = [3, 5];
const [WON_INCREDIBLE, WON_TRADES] = [0.9, 20];
const DRAWDOWN_DEEP = 0.5;
const DRAWDOWN_LONG = 0.5;
const DRAWDOWN_NOW = 0.05;
const SKEWED = -1;
const SKEW_TRADES = 10;
const OPEN_SHARE = 0.25;
const SHUFFLE_WORSE = 1.5;
const LOSS_SHARE = 0.25;

/** Luck alone makes the best of so many tries look like this. */
export const deflated: Check = ({ honesty, stats }) => {
  const { deflatedSharpe: certainty, trials, luckSharpe } = honesty;
  if (certainty === null || stats.filled === 0 || certainty >= DEFLATED_GOOD) return null;
  const tries = trials === 1 ? "It is the first try" : `${whole(trials)} tries were made on these data`;
  const luck =
    trials === 1 || luckSharpe === null ? "" : `, the best of which reaches a Sharpe of ${plain(luckSharpe)} by luck`;
  return {
    id: "deflated_sharpe",
    severity: certainty < DEFLATED_POOR ? "reject" : "doubt",
    sentence: `${tries}${luck}. That its Sharpe is better than luck is ${percent(certainty, 0)} sure; ${percent(DEFLATED_GOOD, 0)} would be trusted.`,
    todo: "Stop trying on these data: hold some back, or wait for new ones.",
  };
};

/** So many tries that something had to come out. */
export const manyTrials: Check = ({ honesty }) =>
  honesty.trials < TRIALS_MANY
    ? null
    : {
        id: "many_trials",
        severity: "note",
        sentence: `${whole(honesty.trials)} tries were made on these data with this strategy.`,
        todo: "Every further try makes the next good one less worth.",
      };

/** The band of its Sharpe ratio reaches below nothing. */
export const sharpeUncertain: Check = ({ honesty }) => {
  const band = honesty.paths?.sharpe ?? null;
  if (band === null || band.low > 0) return null;
  return {
    id: "sharpe_uncertain",
    severity: "doubt",
    sentence: `With returns like these its Sharpe lies between ${plain(band.low)} and ${plain(band.high)} in 9 of 10 cases: 0 is inside.`,
    todo: "Test a longer window; what is there cannot tell it from nothing.",
  };
};

/** Other draws of the same trades lose often. */
export const tradesUncertain: Check = ({ honesty, stats }) => {
  const share = honesty.trades?.lossShare ?? null;
  if (share === null || share < LOSS_SHARE || !((stats.totalReturn ?? 0) > 0)) return null;
  return {
    id: "trades_uncertain",
    severity: "doubt",
    sentence: `Drawn again at random, trades like these lose in ${percent(share, 0)} of the cases.`,
    todo: "The profit hangs on which trades came: look for more of them.",
  };
};

/** Holding the instrument would have done better. */
export const noExcess: Check = ({ stats, spec }) => {
  const { totalReturn, benchmarkReturn } = stats;
  if (totalReturn === null || benchmarkReturn === null || totalReturn > benchmarkReturn) return null;
  const { symbol, others = [], benchmark } = spec;
  const held = benchmark ?? (others.length === 0 ? symbol : "its instruments in equal parts");
  const shallower = (stats.maxDrawdown ?? 0) > (stats.benchmarkMaxDrawdown ?? 0);
  return {
    id: "no_excess",
    severity: "doubt",
    sentence: `Holding ${held} returned ${percent(benchmarkReturn)}, this ${percent(totalReturn)}${shallower ? ", though with a smaller fall" : ""}.`,
    todo: shallower ? "Ask whether the calm is worth the difference." : "Hold it instead, or find what this adds.",
  };
};

/** Too good to be true. */
export const tooGood: Check = ({ stats }) => {
  const { sharpe } = stats;
  if (sharpe === null || sharpe <= SHARPE_GOOD) return null;
  return {
    id: "too_good",
    severity: sharpe > SHARPE_INCREDIBLE ? "reject" : "doubt",
    sentence: `A Sharpe of ${plain(sharpe)} is better than anything that lasts: a mistake is likelier than a discovery.`,
    todo: "Check fills, costs and data of its best trades by hand.",
  };
};

/** Wins nearly always: the losses are still to come, or hidden. */
export const alwaysWins: Check = ({ stats }) => {
  const { winRate, trades } = stats;
  if (winRate === null || trades < WON_TRADES || winRate <= WON_INCREDIBLE) return null;
  return {
    id: "always_wins",
    severity: "doubt",
    sentence: `${percent(winRate, 0)} of ${trades} trades won: small gains are being taken against a large loss that has not come yet.`,
    todo: "Give every trade a stop and see what is left.",
  };
};

/** A few large losses against many small gains. */
export const skewedLosses: Check = ({ trades, stats }) => {
  const skew = skewness(trades.pnl);
  if (skew === null || stats.trades < SKEW_TRADES || skew >= SKEWED) return null;
  const worst = trades.pnl.reduce((least, pnl) => Math.min(least, pnl), 0);
  return {
    id: "skewed_losses",
    severity: "doubt",
    sentence: `Its losses are far larger than its gains (skew ${plain(skew, 1)}); the worst took ${whole(-worst)}.`,
    todo: "Cap the loss of a trade, and size for the worst one.",
  };
};

/** A fall few would sit through. */
export const deepDrawdown: Check = ({ stats }) => {
  const depth = -(stats.maxDrawdown ?? 0);
  if (depth <= DRAWDOWN_DEEP) return null;
  return {
    id: "deep_drawdown",
    severity: "doubt",
    sentence: `It fell ${percent(depth, 0)} below its peak: few would have stayed.`,
    todo: "Size it so that its fall is one you have lived through before.",
  };
};

/** Under water for most of the window. */
export const longDrawdown: Check = ({ stats, bars }) => {
  const share = (stats.maxDrawdownDuration ?? 0) / bars;
  if (share <= DRAWDOWN_LONG) return null;
  return {
    id: "long_drawdown",
    severity: "note",
    sentence: `It was below an earlier peak for ${percent(share, 0)} of the window without a break.`,
    todo: "Ask whether you would have kept it running.",
  };
};

/** It ends in a fall. */
export const drawdownAtEnd: Check = ({ drawdownNow, stats }) => {
  if (-drawdownNow <= DRAWDOWN_NOW || drawdownNow > (stats.maxDrawdown ?? 0) / 2) return null;
  return {
    id: "drawdown_at_end",
    severity: "note",
    sentence: `It ends ${percent(-drawdownNow)} below its peak.`,
    todo: "See whether the last months are different from the others.",
  };
};

/** What it still holds at the end is a good part of its profit. */
export const openAtEnd: Check = (facts) => {
  const { open } = facts;
  if (open === null) return null;
  const share = open.profit / profitOf(facts);
  const carries = profitOf(facts) > 0 && share > OPEN_SHARE;
  return {
    id: "open_at_end",
    severity: carries ? "doubt" : "note",
    sentence: carries
      ? `${percent(share, 0)} of the profit is in a position that was never closed.`
      : `It ends with an open position of ${percent(open.share, 0)} of its equity; trade statistics are without it.`,
    todo: "Move the end of the window and see how much the result moves with it.",
  };
};

/** The order in which its trades came spared it a deeper fall. */
export const luckyOrder: Check = ({ honesty, stats }) => {
  const deepest = honesty.trades?.shuffledDrawdown?.low ?? null;
  const seen = stats.maxDrawdown ?? 0;
  if (deepest === null || seen === 0 || deepest > seen * SHUFFLE_WORSE) return null;
  return {
    id: "lucky_order",
    severity: "note",
    sentence: `In another order the same trades fall ${percent(-deepest)} in 1 of 20 cases; it fell ${percent(-seen)}.`,
    todo: "Size it for the deeper fall.",
  };
};

/** The best parameters may lie outside of what was allowed. */
export const parameterAtBound: Check = ({ spec, fields }) => {
  const at = fields.filter(({ name, minimum, maximum }) => {
    const value = spec.params[name];
    return typeof value === "number" && (value === minimum || value === maximum);
  });
  const [first] = at;
  if (first === undefined) return null;
  return {
    id: "parameter_at_bound",
    severity: "note",
    sentence: `${at.map(({ label, name }) => `${label} (${spec.params[name]})`).join(", ")} is at the edge of what the strategy allows.`,
    todo: "A value at the edge is rarely the right one: look at what lies around it.",
  };
};
