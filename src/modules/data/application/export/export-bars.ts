import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import { isSessionResolution, type Resolution, resolutionMinutes } from "../../domain/resolution";
import type { BarStore, InstrumentStore } from "../../ports";
import type { BarFile } from "../../ports/export";
import type { QualityStore } from "../../ports/quality";

/** Which bars: null is all there are. `fromMs` is inside, `toMs` is not. */
export interface BarSelection {
  readonly symbols: readonly string[] | null;
  readonly resolutions: readonly Resolution[] | null;
  readonly fromMs: EpochMs | null;
  readonly toMs: EpochMs | null;
}

export type ExportError =
  | { readonly kind: "instrument.not_found"; readonly symbol: string }
  | { readonly kind: "export.nothing" }
  | { readonly kind: "export.canceled" };

export interface ExportDeps {
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly bars: Pick<BarStore, "readBars">;
  readonly quality: Pick<QualityStore, "listCovered">;
}

export interface ExportWatch {
  readonly signal: AbortSignal;
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

/**
 * Writes a selection of stored bars to a file, by symbol and resolution, oldest first. Each series is as of the moment its
 * writing began; memory does not grow with the selection. Refuses an unknown symbol and a selection without bars.
 */
export const makeExportBars =
  ({ instruments, bars, quality }: ExportDeps) =>
  async (selection: BarSelection, file: BarFile, watch: ExportWatch): Promise<Result<Exported, ExportError>> => {
    const { symbols, resolutions } = selection;
    for (const symbol of symbols ?? []) {
      if ((await instruments.find(symbol)) === null) return err({ kind: "instrument.not_found", symbol });
    }
    const wanted = new Set(symbols);
    const list = (await quality.listCovered(SERIES_MAX)).filter(
      ({ symbol, coverage }) =>
        (symbols === null || wanted.has(symbol)) && (resolutions === null || resolutions.includes(coverage.resolution)),
    );
    const total = list.reduce((sum, { coverage }) => sum + coverage.bars, 0);
    let done = 0;
    let series = 0;
    for (const { symbol, instrumentId, coverage } of list) {
      const { resolution } = coverage;
      const fromMs = Math.max(coverage.firstMs, selection.fromMs ?? Number.NEGATIVE_INFINITY);
      const toMs = Math.min(coverage.lastMs + 1, selection.toMs ?? Number.POSITIVE_INFINITY);
      const windowMs = isSessionResolution(resolution)
        ? Math.max(1, toMs - fromMs)
        : WINDOW_MS * Math.min(16, resolutionMinutes(resolution));
      const before = done;
      for (let at = fromMs; at < toMs; at += windowMs) {
        if (watch.signal.aborted) return err({ kind: "export.canceled" });
        const range = { fromMs: EpochMs.of(at), toMs: EpochMs.of(Math.min(at + windowMs, toMs)) };
        const columns = await bars.readBars({ instrumentId, resolution }, range, coverage.changedAtMs);
        await file.write(symbol, resolution, columns);
        done += columns.time.length;
        watch.progress(done, total);
      }
      if (done > before) series += 1;
    }
    return done === 0 ? err({ kind: "export.nothing" }) : ok({ series, bars: done });
  };
