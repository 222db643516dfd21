import { type Exact, err, exact, ok, type Result } from "@/modules/_kernel";
import { ALGO_DURATION_S_MAX, ALGO_DURATION_S_MIN } from "@/modules/execution";
import { type SizeError, type SizeTerms, sizeByRisk, sizeByValue } from "@/modules/risk";
import type { RouterInputs } from "@/server/api/root";
import { readDecimal } from "../trading/amounts";
import { type Draft, type DraftField, fieldsOf } from "./draft";

type Whole<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** What the server is asked for, with nothing left to its defaults. */
export type OrderRequest = Whole<RouterInputs["orders"]["preview"]>;

/** How a parent order is spread over time. */
export interface AlgoChoice {
  readonly kind: "twap" | "vwap";
  readonly durationS: number;
  /** A fraction; null: no bound. */
  readonly participation: string | null;
}

/** What the ticket sends: an order, or a parent of which the order is the whole. */
export interface TicketRequest extends OrderRequest {
  readonly algo: AlgoChoice | null;
}

/** What a draft becomes an order with. */
export interface DraftFacts {
  readonly accountId: string;
  readonly symbol: string;
  /** Decimal text, above 0. */
  readonly tick: string;
  readonly lot: string;
  readonly multiplier: string;
  /** Prices that market orders are reckoned with: the far sides of a fresh quote; null is unknown. */
  readonly prices: { readonly buy: string | null; readonly sell: string | null };
  /** Of the account, in its base currency; null is unknown. */
  readonly equity: string | null;
  /** Base currency for one of the instrument's; null is unknown. */
  readonly fxRate: string | null;
  readonly nowMs: number;
}

/** What is wrong with one field, as a key of the catalog and the facts of its text. */
export interface DraftProblem {
  readonly field: DraftField;
  readonly kind:
    | "missing"
    | "no_number"
    | "not_above_zero"
    | "off_grid"
    | "percent_range"
    | "minutes_range"
    | "time_past"
    | "price_unknown"
    | "equity_unknown"
    | "rate_unknown"
    | "stop_missing"
    | "stop_wrong_side"
    | "target_wrong_side"
    | "below_lot";
  readonly facts: ProblemFacts;
}

/** What the texts of problems name; each kind has those of its own text. */
export interface ProblemFacts {
  readonly step?: string;
  readonly near?: string;
  readonly price?: string;
  readonly least?: string;
}

/** The same with nothing left out, as the catalog takes them. */
export const factsOf = (facts: ProblemFacts) => ({ step: "", near: "", price: "", least: "", ...facts });

/** The multiples of `step` at and around a value: itself when it is one. */
export function gridNeighbours(value: Exact, step: Exact): readonly Exact[] {
  const below = step.times(exact(value.wholeTimes(step).toString()));
  return below.eq(value) ? [value] : [below, below.plus(step)];
}

class Reader {
  readonly problems: DraftProblem[] = [];
  readonly #draft: Draft;
  readonly #fields: ReadonlySet<DraftField>;

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#fields = fieldsOf(draft);
  }

  refuse(field: DraftField, kind: DraftProblem["kind"], facts: DraftProblem["facts"] = {}): null {
    this.problems.push({ field, kind, facts });
    return null;
  }

  /** The amount in a field, above 0 and on the grid of `step`; null where it is not drawn, optional and empty, or wrong. */
  amount(
    field: "size" | "trail" | "minutes" | "volumePart" | PriceField,
    step: Exact | null,
    needed: boolean,
  ): Exact | null {
    if (!this.#fields.has(field)) return null;
    const text = this.#draft[field].trim();
    if (text === "") return needed ? this.refuse(field, "missing") : null;
    const value = readDecimal(text);
    if (value === null) return this.refuse(field, "no_number");
    if (!value.isPositive()) return this.refuse(field, "not_above_zero");
    if (step === null) return value;
    const near = gridNeighbours(value, step);
    if (near.length === 1) return value;
    const passes = near.filter((one) => one.isPositive()).map((one) => one.toFixed());
    return this.refuse(field, "off_grid", { step: step.toFixed(), near: passes.join(" / ") });
  }
}

type PriceField = "limitPrice" | "stopPrice" | "takeProfit" | "stopLoss" | "stopLossLimit";

const HUNDRED = exact(100);

function readTrail(reader: Reader, draft: Draft, tick: Exact) {
  const trail = reader.amount("trail", draft.trailBy === "amount" ? tick : null, true);
  if (trail === null || draft.trailBy === "amount")
    return { trailAmount: trail?.toFixed() ?? null, trailPercent: null };
  if (trail.gte(HUNDRED)) reader.refuse("trail", "percent_range");
  // A fraction of the price, as the order core has it.
  return { trailAmount: null, trailPercent: trail.times(exact("0.01")).toFixed() };
}

/** Whole seconds that a parent may take. */
function readAlgo(reader: Reader, draft: Draft): AlgoChoice | null {
  if (draft.executeAs === "order") return null;
  const minutes = reader.amount("minutes", null, true);
  const part = reader.amount("volumePart", null, false);
  const durationS = Math.round(Number(minutes?.toFixed() ?? 0) * 60);
  const isWithin = durationS >= ALGO_DURATION_S_MIN && durationS <= ALGO_DURATION_S_MAX;
  if (minutes !== null && !isWithin) reader.refuse("minutes", "minutes_range");
  if (part?.gt(HUNDRED) === true) reader.refuse("volumePart", "percent_range");
  return { kind: draft.executeAs, durationS, participation: part?.times(exact("0.01")).toFixed() ?? null };
}

function readExpiry(reader: Reader, draft: Draft, nowMs: number): string | null {
  if (draft.timeInForce !== "gtd" || draft.executeAs !== "order") return null;
  const atMs = Date.parse(draft.expireAt);
  if (!Number.isFinite(atMs)) return reader.refuse("expireAt", "missing");
  if (atMs <= nowMs) return reader.refuse("expireAt", "time_past");
  return new Date(atMs).toISOString();
}

const SIZE_PROBLEMS: Record<SizeError["kind"], DraftProblem["kind"]> = {
  "size.price_unknown": "price_unknown",
  "size.equity_unknown": "equity_unknown",
  "size.rate_unknown": "rate_unknown",
  "size.stop_missing": "stop_missing",
  "size.stop_wrong_side": "stop_wrong_side",
  "size.below_lot": "below_lot",
};

/** Price at which the order is expected to be filled: its own, else the market's. */
function entryOf(
  draft: Draft,
  prices: { readonly limit: Exact | null; readonly stop: Exact | null },
  market: Exact | null,
) {
  if (prices.limit !== null) return prices.limit;
  return draft.ordType === "stop" ? prices.stop : market;
}

interface Sizing {
  readonly entry: Exact | null;
  readonly stopLoss: Exact | null;
}

function sizeOf(draft: Draft, asked: Exact, facts: DraftFacts, { entry, stopLoss }: Sizing): Result<Exact, SizeError> {
  const terms: SizeTerms = { price: entry, multiplier: exact(facts.multiplier), lot: exact(facts.lot) };
  if (draft.sizeBy === "qty") return ok(asked);
  if (draft.sizeBy === "value") return sizeByValue(asked, terms);
  return sizeByRisk(asked, {
    ...terms,
    side: draft.side,
    stop: stopLoss,
    equity: facts.equity === null ? null : exact(facts.equity),
    fxRate: facts.fxRate === null ? null : exact(facts.fxRate),
  });
}

/** Refuses children on the wrong side of the entry: they would fill at once. */
function checkChildren(
  reader: Reader,
  draft: Draft,
  entry: Exact | null,
  children: readonly [Exact | null, Exact | null],
) {
  if (entry === null) return;
  const sign = draft.side === "buy" ? exact(1) : exact(-1);
  const [target, stop] = children;
  const facts = { price: entry.toFixed() };
  if (target !== null && !target.minus(entry).times(sign).isPositive())
    reader.refuse("takeProfit", "target_wrong_side", facts);
  if (stop !== null && !entry.minus(stop).times(sign).isPositive()) reader.refuse("stopLoss", "stop_wrong_side", facts);
}

/**
 * The order that a draft asks for, or everything that is wrong with it. What the server alone can know (limits, session, cash) it
 * says at the preview; this is what can be said beside a field while it is typed.
 */
export function checkDraft(draft: Draft, facts: DraftFacts): Result<TicketRequest, readonly DraftProblem[]> {
  const reader = new Reader(draft);
  const tick = exact(facts.tick);
  const asked = reader.amount("size", draft.sizeBy === "qty" ? exact(facts.lot) : null, true);
  if (draft.sizeBy === "risk" && asked?.gt(HUNDRED) === true) reader.refuse("size", "percent_range");
  const limit = reader.amount("limitPrice", tick, true);
  const stop = reader.amount("stopPrice", tick, true);
  const trail = readTrail(reader, draft, tick);
  const target = reader.amount("takeProfit", tick, false);
  const stopLoss = reader.amount("stopLoss", tick, false);
  const stopLossLimit = reader.amount("stopLossLimit", tick, false);
  const algo = readAlgo(reader, draft);
  const expireAt = readExpiry(reader, draft, facts.nowMs);
  const market = facts.prices[draft.side];
  const entry = entryOf(draft, { limit, stop }, market === null ? null : exact(market));
  checkChildren(reader, draft, entry, [target, stopLoss]);
  const qty = asked === null ? null : sizeOf(draft, asked, facts, { entry, stopLoss });
  const isStopTold = reader.problems.some(({ field }) => field === "stopLoss");
  if (qty !== null && !qty.ok) {
    const isOfStop = qty.error.kind === "size.stop_missing" || qty.error.kind === "size.stop_wrong_side";
    const { kind, ...more } = qty.error;
    if (!(isOfStop && isStopTold)) reader.refuse(isOfStop ? "stopLoss" : "size", SIZE_PROBLEMS[kind], more);
  }
  if (reader.problems.length > 0 || qty === null || !qty.ok) return err(reader.problems);
  return ok({
    accountId: facts.accountId,
    symbol: facts.symbol,
    side: draft.side,
    qty: qty.value.toFixed(),
    ordType: draft.ordType,
    limitPrice: limit?.toFixed() ?? null,
    stopPrice: stop?.toFixed() ?? null,
    ...trail,
    timeInForce: algo === null ? draft.timeInForce : "day",
    expireAt,
    reduceOnly: draft.reduceOnly,
    postOnly: algo === null && draft.postOnly,
    takeProfit: target === null ? null : { limitPrice: target.toFixed() },
    stopLoss:
      stopLoss === null ? null : { stopPrice: stopLoss.toFixed(), limitPrice: stopLossLimit?.toFixed() ?? null },
    algo,
  });
}
