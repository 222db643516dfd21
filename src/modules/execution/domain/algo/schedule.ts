import { type Exact, err, exact, ok, parseExact, type Result, toDecimalText } from "@/modules/_kernel";
import { makeSeededRandom } from "../venue/seeded-random";

/** How a parent order is spread: evenly over time, or as the volume of its market usually is. */
export const ALGO_KINDS = ["twap", "vwap"] as const;
export type AlgoKind = (typeof ALGO_KINDS)[number];

export const ALGO_DURATION_S_MIN = 10;
/** A day: whoever wants longer makes another parent tomorrow, with tomorrow's profile. */
export const ALGO_DURATION_S_MAX = 86_400;
export const ALGO_SLICES_MAX = 500;
/** Seconds between slices where nobody said how many there are to be. */
const SLICE_EVERY_S = 30;
/** Most slices where nobody said how many. */
const SLICES_UNSAID_MAX = 60;
const SLICES_MIN = 2;
/** The part of the time between two slices by which a seed may delay one: slices keep their order. */
const JITTER = 0.5;
/** Weights are told apart to this part of their sum. */
const WEIGHT_UNITS = 1_000_000_000;

/** One child order to be: sent once its moment has come, for whatever of its share was not sent yet. */
export interface AlgoSlice {
  readonly number: number;
  /** Milliseconds of working time after the start. */
  readonly dueMs: number;
  /** What of the parent is to be sent by then, with all before: decimal text. */
  readonly upTo: string;
}

export interface ScheduleTerms {
  readonly qty: Exact;
  readonly lot: Exact;
  readonly durationMs: number;
  readonly slices: number;
  /** Null: slices are sent to the moment. The same seed delays them alike. */
  readonly seed: number | null;
  /** What share of the whole each slice has, in any unit; null: the same. */
  readonly weights: readonly number[] | null;
}

/** How many slices an order has: as many as were asked for, else one in half a minute; never more than lots. */
export function sliceCount(
  asked: number | null,
  { qty, lot, durationMs }: Pick<ScheduleTerms, "qty" | "lot" | "durationMs">,
): Result<number, { readonly kind: "algo.slices"; readonly min: number; readonly max: number }> {
  const lots = lotsOf(qty, lot);
  const max = lots > BigInt(ALGO_SLICES_MAX) ? ALGO_SLICES_MAX : Number(lots);
  if (asked === null) {
    const usual = Math.min(SLICES_UNSAID_MAX, Math.max(SLICES_MIN, Math.round(durationMs / 1_000 / SLICE_EVERY_S)));
    return ok(Math.max(1, Math.min(usual, max)));
  }
  if (!Number.isInteger(asked) || asked < 1 || asked > Math.max(1, max))
    return err({ kind: "algo.slices", min: 1, max: Math.max(1, max) });
  return ok(asked);
}

const lotsOf = (qty: Exact, lot: Exact): bigint => (lot.isPositive() ? qty.wholeTimes(lot) : 0n);

/** When each slice is due and how much is to be sent by then: whole lots, and the last one takes what is left. Pure. */
export function planSlices(terms: ScheduleTerms): readonly AlgoSlice[] {
  const { qty, lot, durationMs, slices, seed } = terms;
  const random = seed === null ? null : makeSeededRandom(seed);
  const everyMs = durationMs / slices;
  const lots = lotsOf(qty, lot);
  const shares = wholeWeights(terms);
  const whole = shares.reduce((sum, share) => sum + share, 0n);
  let before = 0n;
  return shares.map((share, number): AlgoSlice => {
    before += share;
    const isLast = number === slices - 1;
    const upTo = isLast ? qty : exact(((lots * before) / whole).toString()).times(lot);
    const lateMs = random === null ? 0 : random() * JITTER * everyMs;
    return { number, dueMs: Math.floor(number * everyMs + lateMs), upTo: toDecimalText(upTo) };
  });
}

/** Weights as whole numbers, so that nothing is rounded twice; slices share alike where nothing is known of their weights. */
function wholeWeights({ slices, weights }: Pick<ScheduleTerms, "slices" | "weights">): readonly bigint[] {
  const sum = (weights ?? []).reduce((total, weight) => total + Math.max(0, weight), 0);
  if (weights === null || weights.length !== slices || !(sum > 0) || !Number.isFinite(sum))
    return Array.from({ length: slices }, () => 1n);
  return weights.map((weight) => BigInt(Math.round((Math.max(0, weight) / sum) * WEIGHT_UNITS)));
}

/** Shares of a schedule, one by one, for whoever shows them. */
export function sliceSizes(slices: readonly AlgoSlice[]): readonly string[] {
  return slices.map(({ upTo }, place) => {
    const before = slices[place - 1]?.upTo ?? "0";
    return toDecimalText((parseExact(upTo) ?? exact(0)).minus(parseExact(before) ?? exact(0)));
  });
}
