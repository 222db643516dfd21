import { EpochMs, err, type InstrumentId, ok, type Result } from "@/modules/_kernel";
import type { PriceAdjustment } from "../../domain/corporate-actions/adjust";
import { isSessionResolution, MINUTE_MS, type Resolution, resolutionMinutes } from "../../domain/resolution";
import type { SeriesHours } from "../../domain/session-rule";
import type { Coverage, InstrumentStore } from "../../ports";
import type { BarFile } from "../../ports/export";
import type { QualityStore } from "../../ports/quality";
import type { AdjustedSeriesError, OpenAdjustedSeries } from "../series/adjusted-series";
import type { SeriesInstrument, SeriesReader } from "../series/series-reader";

/**
 * Which bars: null is all there are. `fromMs` is inside, `toMs` is not. A resolution that is named is made of finer bars where
 * none are stored; without names only what is stored is written.
 */
export interface BarSelection {
  readonly symbols: readonly string[] | null;
  readonly resolutions: readonly Resolution[] | null;
  readonly adjustment: PriceAdjustment;
  readonly hours: SeriesHours;
  readonly fromMs: EpochMs | null;
  readonly toMs: EpochMs | null;
}

export type ExportError =
  | { readonly kind: "instrument.not_found"; readonly symbol: string }
  | { readonly kind: "export.not_adjustable"; readonly symbol: string; readonly reason: AdjustedSeriesError["kind"] }
  | { readonly kind: "export.nothing" }
  | { readonly kind: "export.canceled" };

export interface ExportDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly openSeries: OpenAdjustedSeries;
  readonly quality: Pick<QualityStore, "listCovered">;
}

export interface ExportWatch {
  readonly signal: AbortSignal;
  /** Bars made of finer ones are counted once they are written: the total may grow. */
  progress(bars: number, total: number): void;
}

export interface Exported {
  readonly series: number;
  readonly bars: number;
}

/** Series of one export; more than anybody keeps. */
const SERIES_MAX = 100_000;
/** Minutes are read this much at a time: a year of a market that never closes is 25 MB of columns. */
const WINDOW_MS = 366 * 86_400_000;
/** Longer bars are read more of at a time, up to so many times as much. */
const WINDOWS_AT_ONCE_MAX = 16;

/** What is stored of one instrument that was asked for. */
interface Held {
  readonly symbol: string;
  readonly coverages: readonly Coverage[];
}

/** One series to write: of an open reader, from `fromMs` up to `toMs`, as of a moment. */
interface Stretch {
  readonly resolution: Resolution;
  readonly fromMs: number;
  readonly toMs: number;
  readonly asOfMs: EpochMs;
  /** Read at a time. */
  readonly windowMs: number;
}

/**
 * Writes a selection of bars to a file, by symbol and resolution, oldest first. Each instrument is as of the moment its writing
 * began; memory does not grow with the selection. Refuses an unknown symbol, prices that cannot be adjusted, and a selection
 * without bars.
 */
export const makeExportBars =
  ({ instruments, openSeries, quality }: ExportDeps) =>
  async (selection: BarSelection, file: BarFile, watch: ExportWatch): Promise<Result<Exported, ExportError>> => {
    const { symbols, adjustment, hours } = selection;
    for (const symbol of symbols ?? []) {
      if ((await instruments.find(symbol)) === null) return err({ kind: "instrument.not_found", symbol });
    }
    const held = await heldOf(quality, symbols);
    let total = storedBars(held, selection);
    let done = 0;
    let series = 0;
    for (const { symbol, coverages } of held) {
      const instrument = await instruments.find(symbol);
      if (instrument === null) continue; // it was deleted since, and with it its bars
      for (const stretch of stretchesOf(coverages, selection)) {
        const { resolution, asOfMs } = stretch;
        const asOf = { barsAsOfMs: asOfMs, actionsAsOfMs: null, untilDateMs: null };
        const opened = await openSeries(instrument, resolution, { adjustment, hours, ...asOf });
        if (!opened.ok) return err({ kind: "export.not_adjustable", symbol, reason: opened.error.kind });
        const before = done;
        for await (const columns of windowsOf(opened.value.reader, instrument, stretch)) {
          if (watch.signal.aborted) return err({ kind: "export.canceled" });
          await file.write(symbol, resolution, columns);
          done += columns.time.length;
          total = Math.max(total, done);
          watch.progress(done, total);
        }
        if (done > before) series += 1;
      }
    }
    return done === 0 ? err({ kind: "export.nothing" }) : ok({ series, bars: done });
  };

/** What is stored of the symbols (null: of all), by instrument. */
async function heldOf(quality: ExportDeps["quality"], symbols: readonly string[] | null): Promise<readonly Held[]> {
  const wanted = new Set(symbols);
  const byId = new Map<InstrumentId, { readonly symbol: string; readonly coverages: Coverage[] }>();
  for (const { symbol, instrumentId, coverage } of await quality.listCovered(SERIES_MAX)) {
    if (symbols !== null && !wanted.has(symbol)) continue;
    const known = byId.get(instrumentId);
    if (known === undefined) byId.set(instrumentId, { symbol, coverages: [coverage] });
    else known.coverages.push(coverage);
  }
  return [...byId.values()];
}

function storedBars(held: readonly Held[], { resolutions }: BarSelection): number {
  const stored = held.flatMap(({ coverages }) => coverages);
  return stored
    .filter(({ resolution }) => resolutions === null || resolutions.includes(resolution))
    .reduce((sum, { bars }) => sum + bars, 0);
}

/** What of an instrument is written, at each resolution: what is stored, or what was named and can be made. */
function stretchesOf(coverages: readonly Coverage[], selection: BarSelection): readonly Stretch[] {
  const asOfMs = EpochMs.of(Math.max(...coverages.map(({ changedAtMs }) => changedAtMs)));
  return (selection.resolutions ?? coverages.map(({ resolution }) => resolution)).flatMap((resolution) => {
    const stored = coverages.find((one) => one.resolution === resolution);
    const isMade = selection.resolutions !== null && coverages.some((one) => isShorter(one.resolution, resolution));
    const sources = isMade ? coverages : stored === undefined ? [] : [stored];
    // A bar that is made may begin before the first of those in it, and its date may lie after the last, by less than its length.
    const marginMs = isMade ? resolutionMinutes(resolution) * MINUTE_MS : 0;
    const firstMs = Math.min(...sources.map((one) => one.firstMs)) - marginMs;
    const endMs = Math.max(...sources.map((one) => one.lastMs)) + 1 + marginMs;
    const fromMs = Math.max(firstMs, selection.fromMs ?? Number.NEGATIVE_INFINITY);
    const toMs = Math.min(endMs, selection.toMs ?? Number.POSITIVE_INFINITY);
    const windowMs = isMade ? WINDOW_MS : storedWindowMs(resolution, toMs - fromMs);
    return fromMs < toMs ? [{ resolution, fromMs, toMs, asOfMs, windowMs }] : [];
  });
}

const isShorter = (one: Resolution, other: Resolution) => resolutionMinutes(one) < resolutionMinutes(other);

/** Sessions at once, for there are few; shorter bars a year and more at a time. */
function storedWindowMs(resolution: Resolution, spanMs: number): number {
  if (isSessionResolution(resolution)) return Math.max(1, spanMs);
  return WINDOW_MS * Math.min(WINDOWS_AT_ONCE_MAX, resolutionMinutes(resolution));
}

/** The bars of a stretch, a window at a time; windows without bars are left out. */
async function* windowsOf(
  reader: SeriesReader,
  instrument: SeriesInstrument,
  { resolution, fromMs, toMs, asOfMs, windowMs }: Stretch,
) {
  for (let at = fromMs; at < toMs; at += windowMs) {
    const range = { fromMs: EpochMs.of(at), toMs: EpochMs.of(Math.min(at + windowMs, toMs)) };
    yield await reader.readBars(instrument, resolution, range, asOfMs);
  }
}
