import { finiteOrNull } from "./returns";

/** An amount of money on a day: out of the pocket negative, back into it positive. */
export interface DatedAmount {
  /** 00:00 UTC of the day. */
  readonly atMs: number;
  readonly amount: number;
}

const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;
/** e to this is the largest rate that fits a number. */
const LOG_GROWTH_MAX = 709;
/** All but nothing lost within a day: ln(1.8e308) · 365, so that a root above -1 is found however near it is. */
const LOG_LOSS_MAX = 260_000;
/** The smallest rate above -1 that a number can hold. */
const LOWEST_RATE = -1 + 2 ** -53;
/** A sum smaller than this share of what was added up is rounding. */
const NOISE = 4e-16;
/** Where two roots touch, the sum is not exactly 0 in floats; this share of what was added up counts as 0. */
const TOUCH = 1e-13;
/** Steps of the scan: the first is this part of 1 / span in years, each next one longer by a constant factor. */
const FIRST_STEP = 0.25;
const STEP_GROWTH = 1.02;
/** Halvings that take any bracket of the scan to neighboring numbers. */
const HALVINGS_MAX = 200;

/**
 * The yearly rate at which the flows, discounted from the earliest, add up to nothing:
 * Σ amountᵢ · (1 + rate)^(−daysᵢ / 365) = 0. Flows come in any order. Null when there is no root above −1 or it leaves the range of
 * numbers; of several roots the one nearest 0.
 *
 * With x = ln(1 + rate) the sum is one of exponentials. The partial sums in the order of time change sign at least as often as
 * there are roots above x, those from the end at least as often as there are roots below it, so one change is one root to be
 * bracketed and none is none; where there are more, a scan outwards from 0 finds each change of sign of the sum and of its slope
 * (two roots close together, or touching).
 *
 * Source: the definition of XIRR (Microsoft Excel and OpenDocument 1.3 part 4, section 6.12.52, days / 365); the rule of
 * signs for partial sums: Laguerre 1883, "Sur la théorie des équations numériques", as in Pólya and Szegő, part V, 77–80.
 */
export function internalRate(flows: readonly DatedAmount[]): number | null {
  const columns = byDay(flows);
  if (columns === null) return null;
  if (Math.abs(sumAt(columns, 0).sum) <= NOISE * columns.size) return 0;
  const up = rootOnSide(columns, LOG_GROWTH_MAX);
  const down = rootOnSide(mirrored(columns), LOG_LOSS_MAX);
  const gain = up === null ? null : finiteOrNull(Math.expm1(up));
  const loss = down === null ? null : Math.max(LOWEST_RATE, Math.expm1(-down));
  if (gain === null || loss === null) return gain ?? loss;
  return -loss <= gain ? loss : gain;
}

/** Flows of different days, earliest first. */
interface FlowColumns {
  /** Years after the first flow (before the last one, in the mirror), ascending from 0. */
  readonly years: Float64Array;
  readonly amounts: Float64Array;
  /** Σ |amount| from each flow on. */
  readonly remaining: Float64Array;
  /** Σ |amount| of all. */
  readonly size: number;
}

function byDay(flows: readonly DatedAmount[]): FlowColumns | null {
  const days = new Map<number, number>();
  for (const { atMs, amount } of flows) days.set(atMs, (days.get(atMs) ?? 0) + amount);
  const sorted = [...days].filter(([, amount]) => amount !== 0).toSorted(([left], [right]) => left - right);
  const [first] = sorted;
  if (first === undefined || sorted.length < 2) return null;
  const years = Float64Array.from(sorted, ([atMs]) => (atMs - first[0]) / DAY_MS / DAYS_PER_YEAR);
  const largest = sorted.reduce((most, [, amount]) => Math.max(most, Math.abs(amount)), 0);
  // Only the proportions matter: at most 1, nothing overflows.
  return withRemaining(
    years,
    Float64Array.from(sorted, ([, amount]) => amount / largest),
  );
}

function withRemaining(years: Float64Array, amounts: Float64Array): FlowColumns {
  const remaining = new Float64Array(amounts.length);
  let size = 0;
  for (let i = amounts.length - 1; i >= 0; i -= 1) {
    size += Math.abs(amounts[i] ?? 0);
    remaining[i] = size;
  }
  return { years, amounts, remaining, size };
}

/** The same flows seen from the last one backwards: its roots are those of the flows with the sign turned. */
function mirrored({ years, amounts }: FlowColumns): FlowColumns {
  const last = years.at(-1) ?? 0;
  return withRemaining(years.map((each) => last - each).toReversed(), amounts.toReversed());
}

interface SumAt {
  /** Σ amountᵢ · e^(−x · yearsᵢ). */
  readonly sum: number;
  /** Its slope by x. */
  readonly slope: number;
  /** How often the partial sums change sign: no fewer than there are roots above x. */
  readonly changes: number;
  /** Σ |amountᵢ| · e^(−x · yearsᵢ): what rounding is a share of. */
  readonly size: number;
}

function sumAt({ years, amounts, remaining }: FlowColumns, x: number): SumAt {
  let [sum, slope, changes, size, sign] = [0, 0, 0, 0, 0];
  for (let i = 0; i < years.length; i += 1) {
    const year = years[i] ?? 0;
    const weight = Math.exp(-x * year);
    // All that is left cannot reach the last bit of the sum.
    if ((remaining[i] ?? 0) * weight < Math.abs(sum) * 1e-18) break;
    const present = (amounts[i] ?? 0) * weight;
    sum += present;
    slope -= present * year;
    size += Math.abs(present);
    const now = Math.abs(sum) <= NOISE * size ? 0 : Math.sign(sum);
    if (now !== 0 && sign !== 0 && now !== sign) changes += 1;
    if (now !== 0) sign = now;
  }
  return { sum, slope, changes, size };
}

/** The smallest root above 0, or null when there is none up to `end`. */
function rootOnSide(flows: FlowColumns, end: number): number | null {
  const sum = (x: number) => sumAt(flows, x).sum;
  const slope = (x: number) => sumAt(flows, x).slope;
  let step = FIRST_STEP / (flows.years.at(-1) ?? 1);
  let [x, here] = [0, sumAt(flows, 0)];
  while (x < end && here.changes > 0) {
    // One change of sign is one root, wherever it is: no need to walk to it.
    const next = here.changes === 1 ? end : Math.min(end, x + step);
    const there = sumAt(flows, next);
    if (here.sum * there.sum <= 0) return bisect(sum, x, next);
    if (here.slope * there.slope < 0) {
      const turn = bisect(slope, x, next);
      const atTurn = sumAt(flows, turn);
      if (Math.abs(atTurn.sum) <= TOUCH * atTurn.size) return turn;
      if (atTurn.sum * here.sum < 0) return bisect(sum, x, turn);
    }
    [x, here, step] = [next, there, step * STEP_GROWTH];
  }
  return null;
}

/** Halves a bracket whose ends differ in sign until its ends are neighbors. */
function bisect(value: (x: number) => number, from: number, to: number): number {
  const sign = Math.sign(value(from));
  let [low, high] = [from, to];
  for (let halving = 0; halving < HALVINGS_MAX; halving += 1) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (Math.sign(value(middle)) === sign) low = middle;
    else high = middle;
  }
  return high;
}
