import { ImportId } from "@/modules/_kernel";
import { type BarColumns, barCount, type CheckedBars, type Instrument, type Resolution } from "@/modules/data";
import { makeBarIngest, makeInstrumentStore } from "@/modules/data/server";
import type { BenchDatabase } from "./database";

export type MergeAnswer = Readonly<Record<"inserted" | "replaced" | "unchanged", number>>;

export function ensureInstrument({ house }: BenchDatabase, symbol: string): Promise<Instrument> {
  const facts = { symbol, name: symbol, kind: "index", currency: "USD", timeZone: "UTC" } as const;
  return house.deps.transactions.run((tx) => makeInstrumentStore(tx).ensure(tx, facts));
}

/** What an import does once its file is parsed: staging, one merge, one commit. */
export function ingestBars(
  { house }: BenchDatabase,
  { instrumentId, symbol }: Instrument,
  bars: BarColumns,
  resolution: Resolution = "1m",
): Promise<MergeAnswer> {
  const ingest = makeBarIngest();
  const { transactions, newId, clock } = house.deps;
  const count = barCount(bars);
  async function* batches(): AsyncGenerator<CheckedBars> {
    yield { bars, lines: Int32Array.from({ length: count }, (_, index) => index + 1), count };
  }
  const file = { fileName: "bench", fileBytes: 0, sha256: "0".repeat(64), mapping: {}, skipped: 0, createdBy: null };
  return transactions.run(async (tx) => {
    await ingest.stage(tx, batches());
    const facts = { importId: ImportId.of(newId()), symbol, ...file };
    return ingest.merge(tx, { instrumentId, resolution }, facts, clock.nowMs(), () => undefined);
  });
}

export async function putBars(database: BenchDatabase, symbol: string, bars: BarColumns): Promise<void> {
  await ingestBars(database, await ensureInstrument(database, symbol), bars);
}
