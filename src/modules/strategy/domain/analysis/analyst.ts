import * as outcome from "./checks-outcome";
import * as realism from "./checks-realism";
import * as sample from "./checks-sample";
import type { Finding } from "./examination";
import type { Check, RunFacts } from "./run-facts";
import { worstFirst } from "./verdict";

/** Every check, the weightiest first: among findings of one severity this is their order. */
export const CHECKS: readonly Check[] = [
  realism.looksAhead,
  realism.otherBits,
  sample.neverTraded,
  realism.lostMoney,
  realism.wipedOut,
  realism.silentFills,
  outcome.deflated,
  realism.diesOfCost,
  outcome.tooGood,
  sample.oneTrade,
  realism.freeTrading,
  outcome.sharpeUncertain,
  sample.fewTrades,
  sample.fewCarry,
  sample.oneYear,
  sample.fades,
  outcome.noExcess,
  realism.largeFills,
  realism.poorData,
  realism.costsEat,
  outcome.tradesUncertain,
  sample.lastTrade,
  outcome.alwaysWins,
  outcome.skewedLosses,
  outcome.deepDrawdown,
  outcome.openAtEnd,
  realism.insideOneBar,
  realism.refusedOrders,
  realism.marginCalled,
  sample.shortWindow,
  sample.tinyExposure,
  realism.volumeUnknown,
  realism.noSlippage,
  outcome.luckyOrder,
  outcome.drawdownAtEnd,
  outcome.longDrawdown,
  outcome.parameterAtBound,
  outcome.manyTrials,
  sample.longWarmUp,
  sample.alwaysIn,
];

/** What a careful person would say about a run, the worst first. */
export function analyseRun(facts: RunFacts): readonly Finding[] {
  return worstFirst(CHECKS.map((check) => check(facts)).filter((finding) => finding !== null));
}
