import type { OrderIntent } from "@/modules/_kernel";
import { ALGO_KINDS, hasLimit, hasStop, isTrailing, needsStop } from "@/modules/execution";

/** How the size of an order is said: in units, in money, or as what may be lost between entry and stop. */
export const SIZES_BY = ["qty", "value", "risk"] as const;
export type SizeBy = (typeof SIZES_BY)[number];

/** How an order is sent: at once, or as a parent that is spread over time. */
export const EXECUTE_AS = ["order", ...ALGO_KINDS] as const;
export type ExecuteAs = (typeof EXECUTE_AS)[number];
/** Types that the slices of a parent can have. */
export const ALGO_ORD_TYPES = ["market", "limit"] as const satisfies readonly OrderIntent["ordType"][];

export type OrdType = OrderIntent["ordType"];
export type TimeInForce = OrderIntent["timeInForce"];

/** What somebody has written into the ticket so far: text as typed, so that nothing is lost while it is wrong. */
export interface Draft {
  readonly side: OrderIntent["side"];
  readonly executeAs: ExecuteAs;
  /** Of a parent: over how long. */
  readonly minutes: string;
  /** Of a parent: at most this part of the market's volume, in percent. Empty is no bound. */
  readonly volumePart: string;
  readonly sizeBy: SizeBy;
  readonly size: string;
  readonly ordType: OrdType;
  readonly limitPrice: string;
  readonly stopPrice: string;
  readonly trailBy: "amount" | "percent";
  readonly trail: string;
  readonly timeInForce: TimeInForce;
  /** Of gtd: local date and time as the browser's own control writes it. */
  readonly expireAt: string;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  /** Empty is none. */
  readonly takeProfit: string;
  readonly stopLoss: string;
  /** Empty sells at market once the stop is touched. */
  readonly stopLossLimit: string;
}

export type DraftField = keyof Draft;

export const EMPTY_DRAFT: Draft = {
  side: "buy",
  executeAs: "order",
  minutes: "30",
  volumePart: "",
  sizeBy: "qty",
  size: "",
  ordType: "market",
  limitPrice: "",
  stopPrice: "",
  trailBy: "percent",
  trail: "",
  timeInForce: "day",
  expireAt: "",
  reduceOnly: false,
  postOnly: false,
  takeProfit: "",
  stopLoss: "",
  stopLossLimit: "",
};

const RESTING: readonly TimeInForce[] = ["day", "gtc", "gtd"];
const ALL_TIMES: readonly TimeInForce[] = [...RESTING, "ioc", "fok", "at_the_open", "at_the_close"];

/** Times in force that a type can have: what waits to be touched cannot be over at once. */
export function timesInForce(type: OrdType): readonly TimeInForce[] {
  return hasStop(type) ? RESTING : ALL_TIMES;
}

/** Whether an order of this type and time may rest and so may be kept from taking. */
export function mayPostOnly({ ordType, timeInForce }: Pick<Draft, "ordType" | "timeInForce">): boolean {
  return ordType === "limit" && RESTING.includes(timeInForce);
}

/** The fields that the draft's type, time and size have; the others are not drawn and not sent. */
export function fieldsOf(draft: Draft): ReadonlySet<DraftField> {
  const { ordType } = draft;
  const fields = new Set<DraftField>(["side", "executeAs", "sizeBy", "size", "ordType", "reduceOnly"]);
  if (draft.executeAs !== "order") {
    for (const field of ["minutes", "volumePart"] as const) fields.add(field);
    if (hasLimit(ordType)) fields.add("limitPrice");
    return fields;
  }
  fields.add("timeInForce");
  if (hasLimit(ordType)) fields.add("limitPrice");
  if (needsStop(ordType)) fields.add("stopPrice");
  if (isTrailing(ordType)) for (const field of ["trailBy", "trail"] as const) fields.add(field);
  if (draft.timeInForce === "gtd") fields.add("expireAt");
  if (mayPostOnly(draft)) fields.add("postOnly");
  // What only shrinks a position opens nothing that needs protection.
  if (!draft.reduceOnly) for (const field of ["takeProfit", "stopLoss"] as const) fields.add(field);
  if (fields.has("stopLoss") && draft.stopLoss.trim() !== "") fields.add("stopLossLimit");
  return fields;
}

/** The draft with one thing changed, and what no longer fits it put right: a time in force that the new type cannot have. */
export function changeDraft(draft: Draft, change: Partial<Draft>): Draft {
  const asked = { ...draft, ...change };
  const isSpread = asked.executeAs !== "order" && !ALGO_ORD_TYPES.some((type) => type === asked.ordType);
  const next: Draft = isSpread ? { ...asked, ordType: hasLimit(asked.ordType) ? "limit" : "market" } : asked;
  const times = timesInForce(next.ordType);
  const timeInForce = times.includes(next.timeInForce) ? next.timeInForce : (times[0] ?? "day");
  return { ...next, timeInForce, postOnly: next.postOnly && mayPostOnly({ ...next, timeInForce }) };
}
