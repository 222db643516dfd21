import { EpochMs, type SqlPort } from "@/modules/_kernel";
import type { Bar } from "../domain/bar-columns";
import { resolutionMinutes } from "../domain/resolution";
import type { BarIngest } from "../ports";
import { newestImport, openImport } from "./bar-import-record";
import { finishMerge, type MergePlace } from "./bar-merge-statements";
import { lockSeries } from "./bar-series-lock";

/**
 * What streams in is nearly always newer than everything that is stored: there is nothing to compare it with, and no staging table is
 * made for it. Statements that do not need each other's answers are asked together.
 */
export const append: BarIngest["append"] = async (tx, series, facts, bars, nowMs, beside) => {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return true;
  const [{ at_ms: atMs, last_ms: newestMs }, newest] = await Promise.all([
    lockSeries(tx, series, nowMs),
    newestImport(tx, series, facts),
  ]);
  if (newestMs !== null && first.time <= newestMs) return false;
  const extent = { firstMs: EpochMs.of(first.time), lastMs: EpochMs.of(last.time) };
  const { no } = await openImport(tx, series, facts, { atMs, newest, ...extent });
  const context = { series, no, atMs };
  const counts = { inserted: bars.length, replaced: 0, unchanged: 0, kept: 0 };
  await Promise.all([
    insertBars(tx, context, bars),
    finishMerge(tx, context, counts, { ...extent, reliesOn: [] }),
    beside?.(),
  ]);
  return true;
};

function insertBars(
  tx: SqlPort,
  { series: { instrumentId, resolution }, no, atMs }: MergePlace,
  bars: readonly Bar[],
): Promise<number> {
  const column = (name: keyof Bar) => bars.map((bar) => bar[name]);
  return tx.$executeRaw`
    INSERT INTO bar (instrument_id, resolution, ts, open, high, low, close, volume, available_at, import_no)
    SELECT ${instrumentId}::integer, ${resolutionMinutes(resolution)}::integer, to_timestamp(b.ms / 1000), b.open, b.high, b.low,
      b.close, b.volume, to_timestamp(${atMs}::double precision / 1000), ${no}::integer
    FROM unnest(${column("time")}::float8[], ${column("open")}::float8[], ${column("high")}::float8[], ${column("low")}::float8[],
      ${column("close")}::float8[], ${column("volume")}::float8[]) AS b (ms, open, high, low, close, volume)`;
}
