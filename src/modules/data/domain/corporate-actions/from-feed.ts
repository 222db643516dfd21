import type { FeedAction, FeedId } from "../feed/feed";
import type { QuarantineFacts, QuarantineReason } from "../feed/quarantine";
import { isListDate, parsePositive } from "../lists/cells";
import { DAY_MS } from "../resolution";
import type { ActionFacts, CorporateAction } from "./corporate-action";

/** Dates of announced actions lie ahead, and not by more than this. */
const AHEAD_MAX_MS = 400 * DAY_MS;
/** A thousand new shares for one old, or one for a thousand: beyond it is a slip. */
const RATIO_MAX = 1_000;

/** What a feed told that is no corporate action of the instrument, with why. */
export interface RefusedAction {
  readonly action: FeedAction;
  readonly reason: QuarantineReason;
  readonly facts: QuarantineFacts;
}

export interface ToldActions {
  /** To be laid over what is known. */
  readonly actions: readonly ActionFacts[];
  readonly refused: readonly RefusedAction[];
}

export interface TellingFeed {
  readonly feed: FeedId;
  /** Of the instrument's prices. */
  readonly currency: string;
  readonly nowMs: number;
}

/** What is known of an instrument, and what persons took out of it. */
export interface KnownToHouse {
  readonly actions: readonly CorporateAction[];
  readonly removed: readonly Pick<CorporateAction, "type" | "exDateMs">[];
}

/**
 * What of a feed's splits and dividends becomes corporate actions of an instrument. A feed corrects itself; where a person or
 * another source said something of a type on a date, that stays; what a person took out of a date stays out, whatever the
 * feed makes of it later. Dividends in another currency than the prices, ratios and
 * amounts that are none, and dates out of reason are refused.
 */
export function actionsOfFeed(
  told: readonly FeedAction[],
  { actions: known, removed }: KnownToHouse,
  { feed, currency, nowMs }: TellingFeed,
): ToldActions {
  const others = new Set(
    [...known.filter(({ source }) => source !== feed), ...removed].map(({ type, exDateMs }) => `${type} ${exDateMs}`),
  );
  const actions: ActionFacts[] = [];
  const refused: RefusedAction[] = [];
  for (const action of told) {
    const verdict = refusalOf(action, currency, nowMs);
    if (verdict !== null) refused.push({ action, ...verdict });
    else if (!others.has(`${action.type} ${action.dateMs}`)) actions.push(factsOf(action));
  }
  return { actions, refused };
}

function refusalOf(action: FeedAction, currency: string, nowMs: number): Omit<RefusedAction, "action"> | null {
  const { dateMs } = action;
  if (!Number.isSafeInteger(dateMs) || dateMs % DAY_MS !== 0 || !isListDate(dateMs)) {
    return { reason: "time_malformed", facts: {} };
  }
  if (dateMs - nowMs > AHEAD_MAX_MS) return { reason: "time_future", facts: {} };
  if (action.type === "dividend") {
    if (parsePositive(action.amount) === null) return { reason: "price_not_positive", facts: { price: action.amount } };
    if (action.currency === currency) return null;
    return { reason: "currency_differs", facts: { said: action.currency, expected: currency } };
  }
  const ratio = ratioOf(action);
  const passes = ratio !== null && Number(ratio) <= RATIO_MAX && Number(ratio) >= 1 / RATIO_MAX;
  return passes
    ? null
    : { reason: "malformed", facts: { what: `a split of ${action.numerator} for ${action.denominator}` } };
}

function factsOf(action: FeedAction): ActionFacts {
  const { dateMs: exDateMs } = action;
  return action.type === "dividend"
    ? { type: "dividend", exDateMs, amount: action.amount, currency: action.currency }
    : { type: "split", exDateMs, ratio: ratioOf(action) ?? "" };
}

/** New shares for one old, decimal text; null where either side is no number above 0. */
function ratioOf({ numerator, denominator }: Extract<FeedAction, { readonly type: "split" }>): string | null {
  if (parsePositive(numerator) === null || parsePositive(denominator) === null) return null;
  // Thirds do not end: twelve digits are more than any price has.
  return parsePositive(String(Number((Number(numerator) / Number(denominator)).toPrecision(12))));
}
