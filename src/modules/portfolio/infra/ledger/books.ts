import { z } from "zod";
import { type EpochMs, type Exact, exact, invariant, type SqlPort } from "@/modules/_kernel";
import { type BookEntry, entrySchema, isBookEntry } from "../../domain/ledger/entry";
import { type BookState, type BookTotals, EMPTY_BOOK, InstrumentBook } from "../../domain/ledger/instrument-book";
import type { BookChange } from "../../domain/ledger/postings";
import type { LotMethod, LotState } from "../../domain/lots/lot";
import { amount, type BookKey, compareRefs, when } from "./rows";

/** Entries of a replay that are held in memory at once. */
const ENTRIES_PER_PAGE = 2_000;
/** Open lots of one instrument in one account: as many separate purchases as nobody has sold a piece of. */
const LOTS_MAX = 100_000;

/** Something that happened to a book, and its place: by time, then by name. */
export interface PlacedEntry {
  readonly batchId: string;
  readonly at: EpochMs;
  readonly ref: string;
  readonly entry: BookEntry;
}

interface StoredBook {
  readonly state: BookState;
  readonly totals: BookTotals;
  /** The last event in it. */
  readonly last: { readonly at: EpochMs; readonly ref: string } | null;
}

/** A book after a change, and how it differs from before; {@link writeBook} keeps it. */
export interface ChangedBook {
  readonly change: BookChange;
  readonly next: {
    readonly state: BookState;
    readonly totals: BookTotals;
    /** Null: nothing is in it any more. */
    readonly last: { readonly at: EpochMs; readonly ref: string; readonly multiplier: string } | null;
  };
  readonly lotsBefore: readonly LotState[];
}

/** The book with one more entry. One that happened before the last makes the whole book anew, in the order of events. */
export async function withEntry(
  tx: SqlPort,
  method: LotMethod,
  key: BookKey,
  placed: PlacedEntry,
): Promise<ChangedBook> {
  const stored = await readBook(tx, key);
  const { last } = stored;
  const isLate =
    last !== null && (placed.at < last.at || (placed.at === last.at && compareRefs(placed.ref, last.ref) <= 0));
  if (isLate) return changed(key, stored, await replay(tx, method, key, { add: placed, without: null }));
  const book = new InstrumentBook(method, stored.state);
  book.apply(placed.entry, { atMs: placed.at, lotName: placed.batchId });
  const multiplier = multiplierOf(placed.entry) ?? (await readMultiplier(tx, key));
  return changed(key, stored, { book, last: { at: placed.at, ref: placed.ref, multiplier } });
}

/** The book without one of its entries. */
export async function withoutEntry(
  tx: SqlPort,
  method: LotMethod,
  key: BookKey,
  batchId: string,
): Promise<ChangedBook> {
  const stored = await readBook(tx, key);
  return changed(key, stored, await replay(tx, method, key, { add: null, without: batchId }));
}

interface Replayed {
  readonly book: InstrumentBook;
  readonly last: { readonly at: EpochMs; readonly ref: string; readonly multiplier: string } | null;
}

function changed({ symbol, currency }: BookKey, stored: StoredBook, { book, last }: Replayed): ChangedBook {
  const totals = book.totals();
  return {
    change: { symbol, currency, before: stored.totals, after: totals },
    next: { state: book.state(), totals, last },
    lotsBefore: stored.state.tracker.lots,
  };
}

/** A book from its entries in the order in which they happened; reversed ones count for nothing. */
export async function replay(
  tx: SqlPort,
  method: LotMethod,
  key: BookKey,
  { add, without }: { readonly add: PlacedEntry | null; readonly without: string | null },
): Promise<Replayed> {
  const book = new InstrumentBook(method);
  let last: Replayed["last"] = null;
  const take = ({ entry, at, ref, batchId }: PlacedEntry) => {
    book.apply(entry, { atMs: at, lotName: batchId });
    last = { at, ref, multiplier: multiplierOf(entry) ?? last?.multiplier ?? "1" };
  };
  let waiting = add;
  for await (const placed of history(tx, key)) {
    if (waiting !== null && comparePlaces(waiting, placed) < 0) {
      take(waiting);
      waiting = null;
    }
    if (placed.batchId !== without) take(placed);
  }
  if (waiting !== null) take(waiting);
  return { book, last };
}

function comparePlaces(one: PlacedEntry, other: PlacedEntry): number {
  return one.at - other.at || compareRefs(one.ref, other.ref) || compareRefs(one.entry.kind, other.entry.kind);
}

const multiplierOf = (entry: BookEntry): string | null => (entry.kind === "split" ? null : entry.multiplier);

const entryRows = z.array(
  z.object({
    batch_id: z.string(),
    effective_at: when,
    external_ref: z.string(),
    kind: z.string(),
    entry: entrySchema,
  }),
);

/** Entries of a book that were not reversed, in the order in which they happened. */
async function* history(tx: SqlPort, { accountId, symbol, currency }: BookKey): AsyncGenerator<PlacedEntry> {
  let after = { at: new Date(-62_135_596_800_000), ref: "", kind: "" };
  for (;;) {
    const page = entryRows.parse(
      await tx.$queryRaw`
        SELECT b.batch_id::text, b.effective_at, b.external_ref, b.kind, b.entry FROM ledger_batch b
        WHERE b.account_id = ${accountId} AND b.symbol = ${symbol} AND b.currency = ${currency}
          AND b.kind IN ('fill', 'adoption', 'split')
          AND (b.effective_at, b.external_ref, b.kind COLLATE "C") > (${after.at}, ${after.ref}::text COLLATE "C", ${after.kind}::text COLLATE "C")
          AND NOT EXISTS (SELECT FROM ledger_batch r WHERE r.reverses = b.batch_id)
        ORDER BY b.effective_at, b.external_ref, b.kind COLLATE "C" LIMIT ${ENTRIES_PER_PAGE}`,
    );
    for (const { batch_id, effective_at, external_ref, entry } of page) {
      invariant(isBookEntry(entry), "a trade or a split is in a book");
      yield { batchId: batch_id, at: effective_at, ref: external_ref, entry };
    }
    const end = page.at(-1);
    if (end === undefined || page.length < ENTRIES_PER_PAGE) return;
    after = { at: new Date(end.effective_at), ref: end.external_ref, kind: end.kind };
  }
}

// ---- as it is stored ----------------------------------------------------------------------------------------------

const lotColumn = z
  .object({
    lot_id: z.string(),
    opened_ms: z.number(),
    sequence: z.number(),
    opened: amount,
    gross: amount,
    price: amount.nullable(),
    qty: amount,
    cost: amount,
  })
  .transform(
    (row): LotState => ({
      id: row.lot_id,
      dateMs: row.opened_ms,
      sequence: row.sequence,
      opened: row.opened,
      gross: row.gross,
      fees: NO_FEES,
      price: row.price,
      left: row.qty,
      grossLeft: row.cost,
      feesLeft: NO_FEES,
    }),
  );
/** Lots of the ledger carry none: fees are an account of their own. */
const NO_FEES: Exact = exact(0);

const bookRows = z
  .array(
    z.object({
      qty: amount,
      cost: amount,
      realized: amount,
      lots_opened: z.number(),
      last_at: when,
      last_ref: z.string(),
      lots: z.array(lotColumn).nullable(),
    }),
  )
  .max(1);

async function readBook(tx: SqlPort, { accountId, symbol, currency }: BookKey): Promise<StoredBook> {
  const [row] = bookRows.parse(
    await tx.$queryRaw`
      SELECT p.qty::text, p.cost::text, p.realized::text, p.lots_opened, p.last_at, p.last_ref,
        (SELECT jsonb_agg(jsonb_build_object('lot_id', l.lot_id, 'opened_ms', (extract(epoch FROM l.opened_at) * 1000)::bigint,
            'sequence', l.sequence, 'opened', l.opened::text, 'gross', l.gross::text, 'price', l.price::text,
            'qty', l.qty::text, 'cost', l.cost::text) ORDER BY l.opened_at, l.sequence)
          FROM (SELECT * FROM ledger_lot l WHERE l.account_id = p.account_id AND l.symbol = p.symbol
            AND l.currency = p.currency LIMIT ${LOTS_MAX + 1}) l) AS lots
      FROM ledger_position p
      WHERE p.account_id = ${accountId} AND p.symbol = ${symbol} AND p.currency = ${currency} LIMIT 1`,
  );
  if (row === undefined) return { state: EMPTY_BOOK, totals: NOTHING_BEFORE, last: null };
  const lots = row.lots ?? [];
  invariant(lots.length <= LOTS_MAX, `an instrument has at most ${LOTS_MAX} open lots in one account`);
  const { qty, cost, realized } = row;
  return {
    state: { tracker: { isShort: qty.isNegative(), lotsOpened: row.lots_opened, lots }, realized },
    totals: { qty, cost, realized },
    last: { at: row.last_at, ref: row.last_ref },
  };
}

export const NOTHING_BEFORE: BookTotals = new InstrumentBook("fifo").totals();

async function readMultiplier(tx: SqlPort, { accountId, symbol, currency }: BookKey): Promise<string> {
  const rows = z.array(z.object({ multiplier: z.string() })).parse(
    await tx.$queryRaw`
      SELECT multiplier::text FROM ledger_position
      WHERE account_id = ${accountId} AND symbol = ${symbol} AND currency = ${currency} LIMIT 1`,
  );
  return rows[0]?.multiplier ?? "1";
}

/** Keeps a changed book: its position, and the lots that are others than before. */
export async function writeBook(tx: SqlPort, key: BookKey, { next, lotsBefore }: ChangedBook): Promise<void> {
  const { accountId, symbol, currency } = key;
  const { state, totals, last } = next;
  const now = new Map(state.tracker.lots.map((lot) => [String(lot.id), lotRow(lot)]));
  const before = new Map(lotsBefore.map((lot) => [String(lot.id), lotRow(lot)]));
  const gone = [...before.keys()].filter((id) => !now.has(id));
  const fresh = [...now].filter(([id, row]) => JSON.stringify(before.get(id)) !== JSON.stringify(row));
  if (last === null) {
    await tx.$executeRaw`
      DELETE FROM ledger_position WHERE account_id = ${accountId} AND symbol = ${symbol} AND currency = ${currency}`;
  } else {
    await tx.$executeRaw`
      INSERT INTO ledger_position (account_id, symbol, currency, multiplier, qty, cost, realized, lots_opened, last_at, last_ref)
      VALUES (${accountId}, ${symbol}, ${currency}, ${last.multiplier}::numeric, ${totals.qty.toFixed()}::numeric,
        ${totals.cost.toFixed()}::numeric, ${totals.realized.toFixed()}::numeric, ${state.tracker.lotsOpened},
        ${new Date(last.at)}, ${last.ref})
      ON CONFLICT (account_id, symbol, currency) DO UPDATE SET multiplier = excluded.multiplier, qty = excluded.qty,
        cost = excluded.cost, realized = excluded.realized, lots_opened = excluded.lots_opened, last_at = excluded.last_at,
        last_ref = excluded.last_ref`;
  }
  if (gone.length > 0) {
    await tx.$executeRaw`
      DELETE FROM ledger_lot WHERE account_id = ${accountId} AND symbol = ${symbol} AND currency = ${currency}
        AND lot_id = ANY (${gone}::text[])`;
  }
  if (fresh.length > 0) {
    const rows = JSON.stringify(fresh.map(([, row]) => row));
    await tx.$executeRaw`
      INSERT INTO ledger_lot (account_id, symbol, currency, lot_id, opened_at, sequence, opened, gross, price, qty, cost)
      SELECT ${accountId}::text, ${symbol}::text, ${currency}::text, r.lot_id, r.opened_at, r.sequence, r.opened, r.gross, r.price, r.qty, r.cost
      FROM jsonb_to_recordset(${rows}::jsonb) r(lot_id text, opened_at timestamptz, sequence int, opened numeric,
        gross numeric, price numeric, qty numeric, cost numeric)
      ON CONFLICT (account_id, symbol, currency, lot_id) DO UPDATE SET opened_at = excluded.opened_at, sequence = excluded.sequence,
        opened = excluded.opened, gross = excluded.gross, price = excluded.price, qty = excluded.qty, cost = excluded.cost`;
  }
}

function lotRow(lot: LotState): object {
  return {
    lot_id: String(lot.id),
    opened_at: new Date(lot.dateMs).toISOString(),
    sequence: lot.sequence,
    opened: lot.opened.toFixed(),
    gross: lot.gross.toFixed(),
    price: lot.price?.toFixed() ?? null,
    qty: lot.left.toFixed(),
    cost: lot.grossLeft.toFixed(),
  };
}
