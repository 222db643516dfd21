import type { EpochMs, InstrumentId } from "@/modules/_kernel";

export const ACTION_TYPES = ["split", "dividend", "symbol_change"] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

/** Something that happened to a share on a date at its exchange, from the open of that date on. */
export type ActionFacts =
  /** `ratio` is new shares for one old, decimal text: 2 in a two for one, 0.1 in a one for ten. */
  | { readonly type: "split"; readonly exDateMs: number; readonly ratio: string }
  /** Money for one share as it was before the date, decimal text. `currency` is empty where it is that of the prices. */
  | { readonly type: "dividend"; readonly exDateMs: number; readonly amount: string; readonly currency: string }
  | {
      readonly type: "symbol_change";
      readonly exDateMs: number;
      readonly oldSymbol: string;
      readonly newSymbol: string;
    };

/** One action as it is kept. What is known is never changed: a correction ends one row and begins another. */
export type CorporateAction = ActionFacts & {
  readonly actionId: string;
  readonly instrumentId: InstrumentId;
  /** Tells several of one type and date apart, from 0: an ordinary and a special dividend. */
  readonly ordinal: number;
  /** Who says so, in a person's words: `yahoo`, a file's name. */
  readonly source: string;
  /** Since when it is known here: reads "as of" an earlier moment do not see it. */
  readonly knownAtMs: EpochMs;
};

/** What becomes of a list of actions beside those that are known. */
export interface ActionMerge {
  /** New ones, with their ordinal. */
  readonly inserted: readonly OrderedAction[];
  /** Those that are known otherwise: the id of what they replace. */
  readonly replaced: readonly { readonly actionId: string; readonly by: OrderedAction }[];
  readonly unchanged: number;
}

export type OrderedAction = ActionFacts & { readonly ordinal: number };

const keyOf = ({ type, exDateMs, ordinal }: OrderedAction) => `${type} ${exDateMs} ${ordinal}`;

/** Decimal text without what changes no value: `2.50` and `2.5` are one number. */
function plainDecimal(text: string): string {
  const [whole = "", fraction = ""] = text.split(".");
  const [head, tail] = [whole.replace(/^0+(?=\d)/, "") || "0", fraction.replace(/0+$/, "")];
  return tail === "" ? head : `${head}.${tail}`;
}

function saysTheSame(a: ActionFacts, b: ActionFacts): boolean {
  if (a.type === "split") return b.type === "split" && plainDecimal(a.ratio) === plainDecimal(b.ratio);
  if (a.type === "dividend") {
    return b.type === "dividend" && plainDecimal(a.amount) === plainDecimal(b.amount) && a.currency === b.currency;
  }
  return b.type === "symbol_change" && a.oldSymbol === b.oldSymbol && a.newSymbol === b.newSymbol;
}

/**
 * Lays a list over the actions of one instrument that are known now. Several of one type on one date are told apart by
 * their order in the list. The list has the last word on every date it names and none on the others: what it lacks stays.
 */
export function mergeActions(known: readonly CorporateAction[], given: readonly ActionFacts[]): ActionMerge {
  const current = new Map(known.map((action) => [keyOf(action), action]));
  const seen = new Map<string, number>();
  const inserted: OrderedAction[] = [];
  const replaced: { readonly actionId: string; readonly by: OrderedAction }[] = [];
  let unchanged = 0;
  for (const facts of given) {
    const day = `${facts.type} ${facts.exDateMs}`;
    const ordinal = seen.get(day) ?? 0;
    seen.set(day, ordinal + 1);
    const action = { ...facts, ordinal };
    const before = current.get(keyOf(action));
    if (before === undefined) inserted.push(action);
    else if (saysTheSame(before, action)) unchanged += 1;
    else replaced.push({ actionId: before.actionId, by: action });
  }
  return { inserted, replaced, unchanged };
}
