import { EpochMs } from "@/modules/_kernel";
import { type Bar, type BarColumns, barColumnsOf } from "../domain/bar-columns";
import { RESOLUTIONS } from "../domain/resolution";
import type { BarStore, Coverage, SeriesKey } from "../ports";
import { rowsOf } from "./builders";

/** A bar store in memory that keeps the same promises as the one on PostgreSQL; the contract suite runs on both. */
export interface MemoryBarStore extends BarStore {
  /** Writes bars over those of the same times, known from `atMs` on. */
  put(series: SeriesKey, bars: BarColumns, atMs: number): void;
}

interface Known {
  readonly bar: Bar;
  readonly fromMs: number;
  /** Exclusive; infinite while it is the current one. */
  readonly toMs: number;
}

export function makeMemoryBarStore(): MemoryBarStore {
  const bySeries = new Map<string, Known[]>();
  const keyOf = ({ instrumentId, resolution }: SeriesKey) => `${instrumentId} ${resolution}`;
  const knownAt = (series: SeriesKey, asOfMs: number) =>
    (bySeries.get(keyOf(series)) ?? [])
      .filter(({ fromMs, toMs }) => fromMs <= asOfMs && asOfMs < toMs)
      .map(({ bar }) => bar)
      .toSorted((a, b) => a.time - b.time);
  const now = Number.MAX_SAFE_INTEGER;

  const coverageOf = async (series: SeriesKey): Promise<Coverage | null> => {
    const bars = knownAt(series, now);
    const [first, last] = [bars[0], bars.at(-1)];
    if (first === undefined || last === undefined) return null;
    const changes = (bySeries.get(keyOf(series)) ?? []).map(({ fromMs }) => fromMs);
    return {
      resolution: series.resolution,
      bars: bars.length,
      firstMs: EpochMs.of(first.time),
      lastMs: EpochMs.of(last.time),
      changedAtMs: EpochMs.of(Math.max(...changes)),
    };
  };

  return {
    put(series, bars, atMs) {
      const rows = rowsOf(bars);
      const before = bySeries.get(keyOf(series)) ?? [];
      const current = new Map(before.filter(({ toMs }) => toMs > now).map((known) => [known.bar.time, known]));
      const changed = rows.filter((bar) => JSON.stringify(current.get(bar.time)?.bar) !== JSON.stringify(bar));
      const times = new Set(changed.map(({ time }) => time));
      const closed = before.map((known) =>
        known.toMs > now && times.has(known.bar.time) ? { ...known, toMs: atMs } : known,
      );
      const opened = changed.map((bar) => ({ bar, fromMs: atMs, toMs: Number.POSITIVE_INFINITY }));
      bySeries.set(keyOf(series), [...closed, ...opened]);
    },
    coverageOf,
    async coveragesOf(instrumentId) {
      const found = await Promise.all(RESOLUTIONS.map((resolution) => coverageOf({ instrumentId, resolution })));
      return found.filter((coverage) => coverage !== null);
    },
    async readBars(series, { fromMs, toMs }, asOfMs) {
      return barColumnsOf(knownAt(series, asOfMs).filter(({ time }) => time >= fromMs && time < toMs));
    },
    async readLatest(series, toMs, limit) {
      const before = knownAt(series, now).filter(({ time }) => toMs === null || time < toMs);
      return barColumnsOf(before.slice(-limit));
    },
  };
}
