import { ImportId } from "@/modules/_kernel";
import {
  type BarColumns,
  barColumnsOf,
  barCount,
  type CheckedBars,
  type Instrument,
  type Resolution,
} from "@/modules/data";
import { makeBarIngest, makeInstrumentStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

export interface SeedBars {
  readonly symbol: string;
  readonly resolution: Resolution;
  readonly bars: BarColumns;
}

/** Puts bars into the store the way an import does, and returns their instrument. */
export function seedBars(
  { sql, transactions, clock, newId }: Pick<FlowDeps, "sql" | "transactions" | "clock" | "newId">,
  { symbol, resolution, bars }: SeedBars,
): Promise<Instrument> {
  const ingest = makeBarIngest();
  async function* batches(): AsyncGenerator<CheckedBars> {
    const count = barCount(bars);
    yield { bars, lines: Int32Array.from({ length: count }, (_, index) => index + 1), count };
  }
  return transactions.run(async (tx) => {
    const facts = { symbol, name: symbol, kind: "index", currency: "USD", timeZone: "America/New_York" } as const;
    const instrument = await makeInstrumentStore(sql).ensure(tx, facts);
    await ingest.stage(tx, batches());
    const series = { instrumentId: instrument.instrumentId, resolution };
    const importId = ImportId.of(newId());
    const file = { fileName: "seeded", fileBytes: 0, sha256: "0".repeat(64), mapping: {}, skipped: 0, createdBy: null };
    await ingest.merge(tx, series, { importId, symbol, ...file }, clock.nowMs(), () => undefined);
    return instrument;
  });
}

const DAY_MS = 86_400_000;

/** Daily closes of an instrument, the last of them of yesterday (UTC). */
export function seedDailyCloses(
  deps: Pick<FlowDeps, "sql" | "transactions" | "clock" | "newId">,
  symbol: string,
  closes: readonly number[],
): Promise<Instrument> {
  const todayMs = Math.floor(deps.clock.nowMs() / DAY_MS) * DAY_MS;
  const bars = closes.map((close, index) => ({
    time: todayMs - (closes.length - index) * DAY_MS,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1,
  }));
  return seedBars(deps, { symbol, resolution: "1d", bars: barColumnsOf(bars) });
}
