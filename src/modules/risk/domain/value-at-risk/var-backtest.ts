import { invariant } from "@/modules/_kernel";
import { ascending, normalCdf } from "@/modules/portfolio";
import { historicalVar } from "../tail-risk";

/** A statistic of a likelihood ratio and how often chance alone gives as much; null where the sample says nothing about it. */
export interface LikelihoodTest {
  readonly statistic: number;
  readonly pValue: number;
}

export interface VarBacktest {
  readonly confidence: number;
  /** Days of which the loss was held against the value at risk that the days before them gave. */
  readonly days: number;
  readonly exceptions: number;
  readonly expected: number;
  /** Whether the share of exceptions is what the confidence says. */
  readonly coverage: LikelihoodTest;
  /** Whether exceptions come by themselves, not in a row. Null without one. */
  readonly independence: LikelihoodTest | null;
  /** Both at once. */
  readonly conditional: LikelihoodTest | null;
  /** Basel's traffic light of 250 days at 99 %, read by the odds of at most so many: below 95 % green, from 99.99 % red. */
  readonly zone: "green" | "yellow" | "red";
}

const [YELLOW_FROM, RED_FROM] = [0.95, 0.9999];

/**
 * Holds each day's result against the historical value at risk of the `window` days before it. Exceptions are losses beyond.
 *
 * @param gains - Money of each day, oldest first; a loss is below 0.
 * @returns Null where no day has `window` days before it.
 */
export function backtestVar(gains: Float64Array, confidence: number, window: number): VarBacktest | null {
  invariant(Number.isInteger(window) && window > 0, `a window is a whole number from 1, was ${window}`);
  if (gains.length <= window) return null;
  const hits = Array.from({ length: gains.length - window }, (_, place) => {
    const limit = historicalVar(ascending(gains.subarray(place, place + window)), confidence);
    return limit !== null && (gains[place + window] ?? 0) < limit;
  });
  return judgeExceptions(hits, confidence);
}

/** What a row of days with and without exceptions says about a value at risk. */
export function judgeExceptions(hits: readonly boolean[], confidence: number): VarBacktest {
  const exceptions = hits.filter(Boolean).length;
  const coverage = coverageTest(hits.length, exceptions, 1 - confidence);
  const independence = independenceTest(hits);
  const both = independence === null ? null : coverage.statistic + independence.statistic;
  const odds = binomialBelow(hits.length, exceptions, 1 - confidence);
  return {
    confidence,
    days: hits.length,
    exceptions,
    expected: hits.length * (1 - confidence),
    coverage,
    independence,
    // Two degrees of freedom: the tail is e^(−x/2).
    conditional: both === null ? null : { statistic: both, pValue: Math.exp(-both / 2) },
    zone: odds < YELLOW_FROM ? "green" : odds < RED_FROM ? "yellow" : "red",
  };
}

/** n·ln(p), 0 where nothing happened: 0·ln(0) is 0 in a likelihood. */
const weighted = (count: number, probability: number) => (count === 0 ? 0 : count * Math.log(probability));

const oneDegree = (statistic: number): LikelihoodTest => {
  // Equal likelihoods differ by rounding.
  const size = Math.max(0, statistic);
  return { statistic: size, pValue: 2 * (1 - normalCdf(Math.sqrt(size))) };
};

/** Kupiec 1995, "Techniques for verifying the accuracy of risk measurement models": proportion of failures. */
function coverageTest(days: number, exceptions: number, expected: number): LikelihoodTest {
  const share = exceptions / days;
  const likelihood = (probability: number) =>
    weighted(days - exceptions, 1 - probability) + weighted(exceptions, probability);
  return oneDegree(-2 * (likelihood(expected) - likelihood(share)));
}

/** Christoffersen 1998, "Evaluating interval forecasts": a first-order Markov chain against independent days. */
function independenceTest(hits: readonly boolean[]): LikelihoodTest | null {
  const count = { calmCalm: 0, calmHit: 0, hitCalm: 0, hitHit: 0 };
  for (const [place, hit] of hits.slice(1).entries()) {
    const before = hits[place] === true;
    if (before) count[hit ? "hitHit" : "hitCalm"] += 1;
    else count[hit ? "calmHit" : "calmCalm"] += 1;
  }
  const { calmCalm, calmHit, hitCalm, hitHit } = count;
  if (calmHit + hitHit === 0 || hitCalm + hitHit === 0) return null;
  const after = (hit: number, calm: number) => (hit + calm === 0 ? 0 : hit / (hit + calm));
  const [calm, hit, all] = [
    after(calmHit, calmCalm),
    after(hitHit, hitCalm),
    after(calmHit + hitHit, calmCalm + hitCalm),
  ];
  const chain =
    weighted(calmCalm, 1 - calm) + weighted(calmHit, calm) + weighted(hitCalm, 1 - hit) + weighted(hitHit, hit);
  return oneDegree(-2 * (weighted(calmCalm + hitCalm, 1 - all) + weighted(calmHit + hitHit, all) - chain));
}

/**
 * Probability of at most that many exceptions where each day has one with `probability`.
 * Source: Basel Committee 1996, "Supervisory framework for the use of backtesting", table 2.
 */
function binomialBelow(days: number, exceptions: number, probability: number): number {
  let [term, sum] = [Math.exp(days * Math.log1p(-probability)), 0];
  for (let count = 0; count <= exceptions; count += 1) {
    sum += term;
    term *= ((days - count) / (count + 1)) * (probability / (1 - probability));
  }
  return Math.min(1, sum);
}
