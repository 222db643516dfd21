import type { InstrumentId } from "@/modules/_kernel";

/** What a list can show of an instrument, in the usual order. */
export const WATCHLIST_COLUMNS = ["name", "last", "change", "changePercent", "bid", "ask", "age", "spark"] as const;
export type WatchlistColumn = (typeof WATCHLIST_COLUMNS)[number];

/** Instruments of one list: more than a person watches, and what one browser may ask live quotes of. */
export const WATCHLIST_ITEMS_MAX = 500;
/** Lists of one person. */
export const WATCHLISTS_MAX = 50;
export const WATCHLIST_NAME_CHARS_MAX = 60;

const ONE_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

/** The name as it is kept, or null for one that tells nothing: empty, too long, or of more than a line. */
export function watchlistName(written: string): string | null {
  const name = written.trim();
  return name !== "" && name.length <= WATCHLIST_NAME_CHARS_MAX && ONE_LINE.test(name) ? name : null;
}

/** True for the name of a column. */
export function isWatchlistColumn(value: unknown): value is WatchlistColumn {
  return WATCHLIST_COLUMNS.some((column) => column === value);
}

/**
 * The order after `moved` was put before `before` (null: at the end). Null when one of the two is not in the list: somebody
 * took it out meanwhile. A move says where, not how the whole list is, so two people who move at once both get theirs.
 */
export function moveItem(
  order: readonly InstrumentId[],
  moved: InstrumentId,
  before: InstrumentId | null,
): readonly InstrumentId[] | null {
  if (!order.includes(moved) || (before !== null && !order.includes(before))) return null;
  if (before === moved) return order;
  const rest = order.filter((id) => id !== moved);
  return rest.toSpliced(before === null ? rest.length : rest.indexOf(before), 0, moved);
}

/** Who may see and change a list. Private ones are their owner's alone; shared ones everybody sees, owner and admins change. */
export function accessTo(
  list: { readonly ownerId: string; readonly shared: boolean },
  person: { readonly userId: string | null; readonly role: "viewer" | "trader" | "risk" | "admin" },
): { readonly see: boolean; readonly change: boolean } {
  const owns = person.userId === list.ownerId;
  const see = owns || list.shared;
  return { see, change: see && person.role !== "viewer" && (owns || person.role === "admin") };
}
