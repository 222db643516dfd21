import type { Check } from "./run-facts";
import { profitOf } from "./run-facts";
import { bps, percent, whole } from "./words";

/** Whether the fills could have been had, the costs are those of a market, and the data can be trusted. */

const SHARE_FELT = 0.1;
const SHARE_IMPOSSIBLE = 1;
const SILENT_SHARE_MAX = 0.05;
/** What a small account pays for a liquid share and its spread, per fill. */
const COST_OF_A_FILL_BPS = 5;
const COST_BARELY_BPS = 2;
const REFUSED_SHARE = 0.1;
const [QUALITY_GOOD, QUALITY_POOR] = [80, 50];
const COST_SHARE = 0.5;
const SAME_BAR_SHARE = 0.1;

/** Decisions changed when the future was taken away. */
export const looksAhead: Check = ({ honesty }) => {
  const { found, cuts } = honesty.lookAhead;
  if (found === null) return null;
  return {
    id: "looks_ahead",
    severity: "reject",
    sentence: `It knows the future: with the data cut after bar ${whole(found.cut)}, what it did at bar ${whole(found.bar)} changed (${cuts} cuts tried).`,
    todo: "Find what it computes over bars that had not closed yet, and compute it bar by bar.",
  };
};

/** Running it again gave something else. */
export const otherBits: Check = ({ honesty }) =>
  honesty.sameBits
    ? null
    : {
        id: "other_bits",
        severity: "reject",
        sentence: "Running it again on the same data gave another result.",
        todo: "Look for a clock, a random number without a seed, or state that outlives a run.",
      };

/** It lost money at its own costs. */
export const lostMoney: Check = (facts) => {
  const profit = profitOf(facts);
  if (facts.stats.filled === 0 || profit > 0) return null;
  return {
    id: "lost_money",
    severity: "reject",
    sentence: profit === 0 ? "It earned nothing." : `It lost ${whole(-profit)} after costs.`,
    todo: "Drop it, or ask whether the costs or the idea did it: the cost breakdown says.",
  };
};

/** The account went to nothing on the way. */
export const wipedOut: Check = ({ equityMin }) =>
  equityMin > 0
    ? null
    : {
        id: "wiped_out",
        severity: "reject",
        sentence: "The account was worth nothing at one point: a broker would have ended it there.",
        todo: "Size smaller, or give every position a stop.",
      };

/** The broker closed the account out. */
export const marginCalled: Check = ({ marginCalls }) =>
  marginCalls === 0
    ? null
    : {
        id: "margin_called",
        severity: "doubt",
        sentence: `The broker closed everything ${marginCalls === 1 ? "once" : `${marginCalls} times`} for want of margin.`,
        todo: "Size smaller.",
      };

/** It dies at a cost that a market can well have. */
export const diesOfCost: Check = ({ honesty }) => {
  const { breakEven } = honesty;
  if (breakEven.kind !== "dies_at" || breakEven.bps >= COST_OF_A_FILL_BPS) return null;
  return {
    id: "dies_of_cost",
    severity: breakEven.bps < COST_BARELY_BPS ? "reject" : "doubt",
    sentence: `It dies at ${bps(breakEven.bps)} more cost on each fill; a thin market takes more than that.`,
    todo: "Trade less often, or only where spread and commission are known to be smaller.",
  };
};

/** Trading for free. */
export const freeTrading: Check = ({ spec, stats }) => {
  if (stats.filled === 0 || spec.commissionPercent > 0 || spec.slippageBps > 0) return null;
  return {
    id: "free_trading",
    severity: "doubt",
    sentence: "It trades for free: commission and slippage are 0.",
    todo: "Run it again with your broker's costs; 0.1 % and 1 bps are a start.",
  };
};

/** Fills at exactly the open or close of the bar. */
export const noSlippage: Check = ({ spec, stats }) => {
  if (stats.filled === 0 || spec.slippageBps > 0 || spec.commissionPercent === 0) return null;
  return {
    id: "no_slippage",
    severity: "note",
    sentence: "Every order is filled at the very price of the bar: slippage is 0.",
    todo: "Give it 1 to 5 bps, more where the market is thin.",
  };
};

/** Costs took most of what was earned. */
export const costsEat: Check = (facts) => {
  const { freeEquity } = facts.details.costs;
  const gross = (freeEquity ?? Number.NaN) - facts.spec.cash;
  const share = 1 - profitOf(facts) / gross;
  if (!(gross > 0) || !(profitOf(facts) > 0) || share <= COST_SHARE) return null;
  return {
    id: "costs_eat",
    severity: "doubt",
    sentence: `Costs took ${percent(share, 0)} of the ${whole(gross)} it would have earned without any.`,
    todo: "A little more cost or a little less edge and it loses: trade less often.",
  };
};

/** Fills on bars on which nobody traded. */
export const silentFills: Check = ({ volume }) => {
  if (!volume.known || volume.silent === 0) return null;
  const share = volume.silent / volume.fills;
  return {
    id: "silent_fills",
    severity: share > SILENT_SHARE_MAX ? "reject" : "doubt",
    sentence: `${volume.silent} of ${volume.fills} fills are on bars without volume: nobody was there to trade with.`,
    todo: "Use bars with trades in them, or let orders fill only where there is volume.",
  };
};

/** Nobody knows whether there was anybody to trade with. */
export const volumeUnknown: Check = ({ volume }) =>
  volume.known || volume.fills === 0
    ? null
    : {
        id: "volume_unknown",
        severity: "note",
        sentence: "The bars carry no volume, so nobody can say whether its orders would have been filled.",
        todo: "Test it on something that can be traded, with volume: a fund of the index rather than the index.",
      };

/** An order that the market would have felt. */
export const largeFills: Check = ({ volume }) => {
  if (volume.largestShare <= SHARE_FELT) return null;
  return {
    id: "large_fills",
    severity: volume.largestShare > SHARE_IMPOSSIBLE ? "reject" : "doubt",
    sentence: `Its largest order is ${percent(volume.largestShare, 0)} of the volume of its bar: it would have moved the price or waited.`,
    todo: "Size smaller, or trade something larger.",
  };
};

/** Orders that cash did not cover. */
export const refusedOrders: Check = ({ stats }) => {
  if (stats.orders === 0 || stats.refused / stats.orders <= REFUSED_SHARE) return null;
  return {
    id: "refused_orders",
    severity: "doubt",
    sentence: `${stats.refused} of ${stats.orders} orders were refused: which entries it could pay for decided the result.`,
    todo: "Give it more cash or a smaller size.",
  };
};

/** In and out within one bar: its inside is not known. */
export const insideOneBar: Check = ({ trades, stats }) => {
  const inside = trades.entryBar.filter((bar, trip) => bar === trades.exitBar[trip]).length;
  if (stats.trades === 0 || inside / stats.trades <= SAME_BAR_SHARE) return null;
  return {
    id: "inside_one_bar",
    severity: "doubt",
    sentence: `${inside} of ${stats.trades} trades open and close within one bar, whose inside nobody knows.`,
    todo: "Test it on shorter bars.",
  };
};

/** Bars that are known to be bad, or that nobody has looked at. */
export const poorData: Check = ({ quality }) => {
  if (quality === null || quality.score === null) {
    return {
      id: "data_unjudged",
      severity: "note",
      sentence: "Nobody has judged the bars it ran on.",
      todo: "Check them on the coverage page.",
    };
  }
  if (quality.score >= QUALITY_GOOD) return null;
  return {
    id: "poor_data",
    severity: quality.score < QUALITY_POOR ? "reject" : "doubt",
    sentence: `The bars score ${quality.score} of 100 for quality.`,
    todo: "Repair what the coverage page lists and run it again.",
  };
};
