import { InstrumentId } from "@/modules/_kernel";
import type { FeedId } from "../feed/feed";

/** Price in the quote currency per unit, and units there. */
export type DepthLevel = readonly [price: number, size: number];

/** A trade of the tape. `size` null: its feed does not say. */
export interface TapeTrade {
  readonly eventMs: number;
  readonly price: number;
  readonly size: number | null;
}

/** What one instrument's market shows beside its quote, as far as its feed tells it. */
export interface Depth {
  readonly instrumentId: InstrumentId;
  readonly feed: FeedId;
  /** Best first; empty: its feed tells no depth. */
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
  /** When the levels were true, by the source's clock; null: none were told. */
  readonly depthMs: number | null;
  /** Newest first; empty: no trade was heard since it is listened to. */
  readonly trades: readonly TapeTrade[];
}

/** Levels of a side that are passed on, and trades that are remembered: what a panel shows. */
export const DEPTH_LEVELS_MAX = 10;
export const TAPE_TRADES_MAX = 20;

/**
 * Key under which an instrument's depth travels among the live values: below 0, so that nobody who shows only its quote gets it.
 * The same of such a key is the instrument again.
 */
export const depthKeyOf = (instrumentId: number): number => -instrumentId;

/** Depth as one line of text: a JSON array that begins with its key, as {@link encodeQuote} does it for quotes. */
export function encodeDepth({ instrumentId, feed, bids, asks, depthMs, trades }: Depth): string {
  const tape = trades.map(({ eventMs, price, size }) => [eventMs, price, size]);
  return JSON.stringify([depthKeyOf(instrumentId), feed, bids, asks, depthMs, tape]);
}

const DEPTH_CELLS = 6;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** The depth of a line that {@link encodeDepth} wrote; null for any other text, such as a quote or that of a newer version. */
export function decodeDepth(line: string): Depth | null {
  if (!line.startsWith("[-")) return null;
  let cells: unknown;
  try {
    cells = JSON.parse(line);
  } catch {
    return null; // cut off on its way: the next one comes soon
  }
  if (!Array.isArray(cells) || cells.length !== DEPTH_CELLS) return null;
  const [key, feed, bidCells, askCells, depthMs, tapeCells]: readonly unknown[] = cells;
  const instrumentId = isNumber(key) ? depthKeyOf(key) : null;
  const [bids, asks, trades] = [levelsOf(bidCells), levelsOf(askCells), tapeOf(tapeCells)];
  if (!InstrumentId.is(instrumentId) || typeof feed !== "string") return null;
  if (bids === null || asks === null || trades === null) return null;
  if (depthMs !== null && !isNumber(depthMs)) return null;
  return { instrumentId, feed, bids, asks, depthMs, trades };
}

function levelsOf(cells: unknown): readonly DepthLevel[] | null {
  if (!Array.isArray(cells)) return null;
  const levels = cells.flatMap((cell: unknown): DepthLevel[] => {
    if (!Array.isArray(cell)) return [];
    const [price, size]: readonly unknown[] = cell;
    return isNumber(price) && isNumber(size) ? [[price, size]] : [];
  });
  return levels.length === cells.length ? levels : null;
}

function tapeOf(cells: unknown): readonly TapeTrade[] | null {
  if (!Array.isArray(cells)) return null;
  const trades = cells.flatMap((cell: unknown): TapeTrade[] => {
    if (!Array.isArray(cell)) return [];
    const [eventMs, price, size]: readonly unknown[] = cell;
    if (!isNumber(eventMs) || !isNumber(price) || (size !== null && !isNumber(size))) return [];
    return [{ eventMs, price, size }];
  });
  return trades.length === cells.length ? trades : null;
}

/** What a trade was instead; null: there was none. */
type Right = Pick<TapeTrade, "price" | "size"> | null;

/** Corrections that are remembered for a trade which is still on its way. */
const EARLY_MAX = 50;

interface KnownTrade extends TapeTrade {
  /** Null: its feed gives trades no names, and none of them can be put right. */
  readonly id: string | null;
}

/** The newest trades of one instrument, by when they happened: late ones take their place, wrong ones are put right. */
export class Tape {
  #trades: readonly KnownTrade[] = [];
  /** What was put right before it was told, by name, the oldest first. */
  readonly #early = new Map<string, Right>();

  /** Newest first. */
  get trades(): readonly TapeTrade[] {
    return this.#trades.map(({ eventMs, price, size }) => ({ eventMs, price, size }));
  }

  add(told: KnownTrade): void {
    const right = told.id === null ? undefined : this.#early.get(told.id);
    if (right === null) return;
    const trade = right === undefined ? told : { ...told, ...right };
    const at = this.#trades.findIndex((known) => known.eventMs <= trade.eventMs);
    const place = at < 0 ? this.#trades.length : at;
    this.#trades = this.#trades.toSpliced(place, 0, trade).slice(0, TAPE_TRADES_MAX);
  }

  /** A trade was another one, or (null) none. One that is not remembered any more stays so; one that is to come comes as it was. */
  correct(id: string, right: Right): void {
    this.#early.delete(id);
    this.#early.set(id, right);
    const [oldest] = this.#early.keys();
    if (oldest !== undefined && this.#early.size > EARLY_MAX) this.#early.delete(oldest);
    this.#trades = this.#trades.flatMap((known) => {
      if (known.id !== id) return [known];
      return right === null ? [] : [{ ...known, ...right }];
    });
  }
}
