import {
  EpochMs,
  type Exact,
  err,
  exact,
  invariant,
  type OrderId,
  type OrderIntent,
  ok,
  parseExact,
  type Result,
  toDecimalText,
} from "@/modules/_kernel";
import { civilFromDays, daysFromCivil, type Instrument } from "@/modules/data";
import { checkIntent } from "../order/intent";
import { hasLimit, isTrailing } from "../order/order-types";

/** An order as somebody typed it: amounts are any text. */
export interface RequestedOrder
  extends Omit<OrderIntent, "orderId" | "currency" | "expireAt" | "parentId" | "ocoGroupId"> {
  /** ISO 8601 in UTC. */
  readonly expireAt: string | null;
  readonly takeProfit: { readonly limitPrice: string } | null;
  readonly stopLoss: { readonly stopPrice: string; readonly limitPrice: string | null } | null;
}

/** Fields that a person fills in. */
export type RequestField =
  | keyof RequestedOrder
  | "takeProfit.limitPrice"
  | "stopLoss.stopPrice"
  | "stopLoss.limitPrice";

/** What is wrong with one field, and what would pass. */
export type RequestProblem = { readonly path: RequestField } & (
  | { readonly kind: "order.number_malformed" }
  | { readonly kind: "order.not_positive" }
  | { readonly kind: "order.too_large"; readonly max: string }
  /** The two closest that pass; `below` is null where that is not above 0. */
  | { readonly kind: "order.tick_off"; readonly tick: string; readonly below: string | null; readonly above: string }
  | { readonly kind: "order.lot_off"; readonly lot: string; readonly below: string | null; readonly above: string }
  | { readonly kind: "order.field_missing" | "order.field_unfit"; readonly expected: string }
  | { readonly kind: "order.time_malformed" | "order.time_past" }
  /** Profit is taken above the entry of a buy and below that of a sell; a loss is stopped on the other side. */
  | { readonly kind: "order.exit_wrong_side"; readonly entry: string; readonly side: "above" | "below" }
);

/** Largest quantity and price that are taken: far above any market, and far below what any sum could be broken by. */
export const AMOUNT_MAX = "1000000000000";
const MOMENT_PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z$/;
const DAY_MS = 86_400_000;

interface Facts {
  readonly instrument: Pick<Instrument, "symbol" | "currency" | "tick" | "lot">;
  /** What the market trades at now, for orders without a price of their own; null is unknown. */
  readonly price: Exact | null;
  /** Time of the market. */
  readonly marketMs: number;
  readonly newId: () => OrderId;
}

/** What one request makes: the order, then the children that are sent once it is filled. */
export interface CheckedRequest {
  readonly intent: OrderIntent;
  readonly children: readonly OrderIntent[];
}

/** The orders that a request makes, or everything that is wrong with its fields. */
export function checkRequest(
  request: RequestedOrder,
  { instrument, price, marketMs, newId }: Facts,
): Result<CheckedRequest, readonly RequestProblem[]> {
  const problems: RequestProblem[] = [];
  const amount = (path: RequestField, text: string, step: Step | null): string => {
    const checked = checkAmount(path, text, step);
    if (checked.ok) return checked.value;
    problems.push(checked.error);
    return text;
  };
  const tick: Step = { kind: "order.tick_off", of: instrument.tick };
  const maybe = (path: RequestField, text: string | null, step: Step | null) =>
    text === null ? null : amount(path, text, step);
  const expireAt = checkMoment(request.expireAt, marketMs);
  if (!expireAt.ok) problems.push(expireAt.error);
  const intent: OrderIntent = {
    orderId: newId(),
    symbol: instrument.symbol,
    side: request.side,
    qty: amount("qty", request.qty, { kind: "order.lot_off", of: instrument.lot }),
    currency: instrument.currency,
    ordType: request.ordType,
    limitPrice: maybe("limitPrice", request.limitPrice, tick),
    stopPrice: maybe("stopPrice", request.stopPrice, tick),
    trailAmount: maybe("trailAmount", request.trailAmount, tick),
    trailPercent: maybe("trailPercent", request.trailPercent, null),
    timeInForce: request.timeInForce,
    expireAt: expireAt.ok ? expireAt.value : null,
    reduceOnly: request.reduceOnly,
    postOnly: request.postOnly,
    parentId: null,
    ocoGroupId: null,
  };
  const takeProfit =
    request.takeProfit === null ? null : amount("takeProfit.limitPrice", request.takeProfit.limitPrice, tick);
  const stopLoss =
    request.stopLoss === null
      ? null
      : {
          stopPrice: amount("stopLoss.stopPrice", request.stopLoss.stopPrice, tick),
          limitPrice: maybe("stopLoss.limitPrice", request.stopLoss.limitPrice, tick),
        };
  // What the parts are to each other is only asked of parts that are something.
  if (problems.length === 0)
    problems.push(...fitProblems(intent), ...exitProblems(intent, { takeProfit, stopLoss, price }));
  if (problems.length > 0) return err(problems);
  return ok({ intent, children: childrenOf(intent, takeProfit, stopLoss, newId) });
}

interface Step {
  readonly kind: "order.tick_off" | "order.lot_off";
  readonly of: string;
}

/** An amount as plain decimal text: above 0, within bounds, on its grid. */
export function checkAmount(path: RequestField, text: string, step: Step | null): Result<string, RequestProblem> {
  const value = parseExact(text.trim());
  if (value === null) return err({ kind: "order.number_malformed", path });
  if (!value.isPositive()) return err({ kind: "order.not_positive", path });
  if (value.gt(exact(AMOUNT_MAX))) return err({ kind: "order.too_large", path, max: AMOUNT_MAX });
  const grid = step === null ? null : parseExact(step.of);
  if (step !== null && grid?.isPositive() === true) {
    const below = exact(value.wholeTimes(grid).toString()).times(grid);
    if (!below.eq(value)) {
      const near = { below: below.isPositive() ? toDecimalText(below) : null, above: toDecimalText(below.plus(grid)) };
      return err(
        step.kind === "order.tick_off"
          ? { kind: step.kind, path, tick: step.of, ...near }
          : { kind: step.kind, path, lot: step.of, ...near },
      );
    }
  }
  return ok(toDecimalText(value));
}

function checkMoment(text: string | null, marketMs: number): Result<EpochMs | null, RequestProblem> {
  if (text === null) return ok(null);
  const at = momentOf(text);
  if (at === null) return err({ kind: "order.time_malformed", path: "expireAt" });
  return at <= marketMs ? err({ kind: "order.time_past", path: "expireAt" }) : ok(at);
}

/** Null: no moment that exists. */
function momentOf(text: string): EpochMs | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0] = (
    MOMENT_PATTERN.exec(text)?.slice(1) ?? []
  ).map((part) => Number(part ?? 0));
  const days = daysFromCivil({ year, month, day });
  const same = civilFromDays(days);
  const isDate = year > 0 && same.year === year && same.month === month && same.day === day;
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  return EpochMs.of(days * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1_000 + millis);
}

function fitProblems(intent: OrderIntent): readonly RequestProblem[] {
  const unfit = checkIntent(intent);
  if (unfit === null || unfit.kind === "order.own_parent") return [];
  const { kind, path, expected } = unfit;
  invariant(isTyped(path), `what nobody typed is made here and fits, was ${path}`);
  return [{ kind, path, expected }];
}

/** Fields of an intent that a request has too. */
function isTyped(path: keyof OrderIntent): path is keyof OrderIntent & RequestField {
  return path !== "orderId" && path !== "currency" && path !== "parentId" && path !== "ocoGroupId";
}

interface Exits {
  readonly takeProfit: string | null;
  readonly stopLoss: { readonly stopPrice: string; readonly limitPrice: string | null } | null;
  readonly price: Exact | null;
}

function exitProblems(intent: OrderIntent, { takeProfit, stopLoss, price }: Exits): readonly RequestProblem[] {
  if (takeProfit === null && stopLoss === null) return [];
  const entry = entryOf(intent, price);
  if (entry === null) return [];
  const isBuy = intent.side === "buy";
  const wrong = (path: RequestField, text: string | null | undefined, side: "above" | "below"): RequestProblem[] => {
    const value = text === null || text === undefined ? null : parseExact(text);
    if (value === null || (side === "above" ? value.gt(entry) : value.lt(entry))) return [];
    return [{ kind: "order.exit_wrong_side", path, entry: toDecimalText(entry), side }];
  };
  return [
    ...wrong("takeProfit.limitPrice", takeProfit, isBuy ? "above" : "below"),
    ...wrong("stopLoss.stopPrice", stopLoss?.stopPrice, isBuy ? "below" : "above"),
  ];
}

/** What an order enters at, as far as that is known: its limit, its stop, or the market. */
export function entryOf({ ordType, limitPrice, stopPrice }: OrderIntent, price: Exact | null): Exact | null {
  if (hasLimit(ordType) && limitPrice !== null) return parseExact(limitPrice);
  if (stopPrice !== null && !isTrailing(ordType)) return parseExact(stopPrice);
  return price;
}

/** Sent once the parent is filled, good until canceled, and never more than it filled: one cancels the other. */
function childrenOf(
  parent: OrderIntent,
  takeProfit: string | null,
  stopLoss: Exits["stopLoss"],
  newId: () => OrderId,
): readonly OrderIntent[] {
  const ocoGroupId = takeProfit !== null && stopLoss !== null ? newId() : null;
  const child = (change: Pick<OrderIntent, "ordType" | "limitPrice" | "stopPrice">): OrderIntent => ({
    ...parent,
    ...change,
    orderId: newId(),
    side: parent.side === "buy" ? "sell" : "buy",
    trailAmount: null,
    trailPercent: null,
    timeInForce: "gtc",
    expireAt: null,
    reduceOnly: true,
    postOnly: false,
    parentId: parent.orderId,
    ocoGroupId,
  });
  return [
    ...(takeProfit === null ? [] : [child({ ordType: "limit", limitPrice: takeProfit, stopPrice: null })]),
    ...(stopLoss === null
      ? []
      : [child({ ordType: stopLoss.limitPrice === null ? "stop" : "stop_limit", ...stopLoss })]),
  ];
}
