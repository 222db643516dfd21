import { z } from "zod";
import { type EpochMs, invariant, type SqlPort } from "@/modules/_kernel";
import { type BarColumns, makeBarColumns } from "../domain/bar-columns";
import { resolutionMinutes } from "../domain/resolution";
import type { SeriesKey } from "../ports";
import { EpochMsText } from "./rows";

/** ts, open, high, low, close, volume: each eight bytes. */
const BAR_BYTES = 6 * 8;
/** timestamptz counts microseconds from 2000-01-01; we count milliseconds from 1970-01-01. */
const PG_EPOCH_MS = 946_684_800_000n;

/** Bars of a series, and the state of the series that they are of. */
export interface PackedBars {
  /** When the series had last changed: a coverage that says the same is of these very bars. */
  readonly changedAtMs: EpochMs;
  /** All that begin then or later are among them. */
  readonly fromMs: number;
  /** In the order of their times. */
  readonly bars: BarColumns;
}

const PackedRows = z.array(z.object({ changed_ms: EpochMsText, packed: z.instanceof(Uint8Array).nullable() }));

/**
 * The bars of a series that begin at `fromMs` or later, with its state, by one short statement that may leave with others. Up to a
 * thousand or so it is quicker than COPY, which needs a connection of its own. Null: there is no such series.
 */
export async function readPackedBars(
  sql: SqlPort,
  { instrumentId, resolution }: SeriesKey,
  fromMs: number,
): Promise<PackedBars | null> {
  const minutes = resolutionMinutes(resolution);
  const rows = await sql.$queryRaw`
    SELECT (extract(epoch FROM changed_at) * 1000)::bigint::text AS changed_ms,
      (SELECT string_agg(timestamptz_send(ts) || float8send(open) || float8send(high) || float8send(low) || float8send(close)
         || float8send(volume), ''::bytea ORDER BY ts)
       FROM bar WHERE instrument_id = ${instrumentId} AND resolution = ${minutes} AND ts >= ${new Date(fromMs)}) AS packed
    FROM bar_series WHERE instrument_id = ${instrumentId} AND resolution = ${minutes} LIMIT 1`;
  const [row] = PackedRows.parse(rows);
  if (row === undefined) return null;
  return { changedAtMs: row.changed_ms, fromMs, bars: row.packed === null ? makeBarColumns(0) : unpack(row.packed) };
}

function unpack(bytes: Uint8Array): BarColumns {
  invariant(bytes.length % BAR_BYTES === 0, `packed bars are ${BAR_BYTES} bytes each, were ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bars = makeBarColumns(bytes.length / BAR_BYTES);
  const { time, open, high, low, close, volume } = bars;
  for (let row = 0, at = 0; at < bytes.length; row += 1, at += BAR_BYTES) {
    time[row] = Number(view.getBigInt64(at) / 1000n + PG_EPOCH_MS);
    open[row] = view.getFloat64(at + 8);
    high[row] = view.getFloat64(at + 16);
    low[row] = view.getFloat64(at + 24);
    close[row] = view.getFloat64(at + 32);
    volume[row] = view.getFloat64(at + 40);
  }
  return bars;
}
