import { EpochMs, type InstrumentId } from "@/modules/_kernel";
import type { Instrument } from "../../domain/instrument";
import type { Resolution } from "../../domain/resolution";
import { type Closes, outcomesOf } from "../../domain/screener/outcome";
import type { Screen, ScreenVerdict } from "../../domain/screener/screen";
import type { OpenHit, ScreenHit, ScreenStore, UniverseFilter } from "../../ports/screener";
import type { ReadScreenBars } from "./screen-bars";

/** Instruments of one page of the universe, and how many of them are read at the same moment. */
const PAGE = 500;
const PARALLEL = 4;
/** Bars from a hit to its last outcome, with room for repairs. */
const OUTCOME_BARS = 400;

export interface ScanWatch {
  readonly signal: AbortSignal;
  progress(asked: number): void;
}

export interface Scan {
  readonly asked: number;
  readonly unknown: number;
  readonly hits: readonly Omit<ScreenHit, "outcomes">[];
}

interface ScanDeps {
  readonly readBars: ReadScreenBars;
  readonly universe: ScreenStore["universe"];
}

interface ScanRequest {
  readonly screen: Screen;
  readonly resolution: Resolution;
  readonly filter: UniverseFilter;
  /** Instruments that were hits of the run before. */
  readonly before: ReadonlySet<InstrumentId>;
}

const UNTOLD: ScreenVerdict = { holds: null, findings: [] };

/** Asks every instrument of a universe at its newest bar. Null: told to stop before the end. */
export const makeScanUniverse =
  ({ readBars, universe }: ScanDeps) =>
  async ({ screen, resolution, filter, before }: ScanRequest, watch: ScanWatch): Promise<Scan | null> => {
    const hits: Omit<ScreenHit, "outcomes">[] = [];
    let [asked, unknown, after] = [0, 0, ""];
    const ask = async (instrument: Instrument) => {
      const bars = await readBars(instrument, resolution, screen.barsNeeded);
      const { holds, findings } = bars === null ? UNTOLD : screen.evaluate(bars);
      asked += 1;
      if (holds === null) unknown += 1;
      if (holds !== true || bars === null) return;
      const { instrumentId, symbol } = instrument;
      const [time, close, last] = [bars.time.at(-1), bars.close.at(-1), bars.close.at(-2)];
      if (time === undefined || close === undefined) return;
      hits.push({
        instrumentId,
        symbol,
        barMs: EpochMs.of(time),
        close,
        change: last === undefined ? null : close / last - 1,
        fresh: !before.has(instrumentId),
        findings,
      });
    };
    for (;;) {
      const page = await universe(filter, after, PAGE);
      for (let at = 0; at < page.length; at += PARALLEL) {
        if (watch.signal.aborted) return null;
        await Promise.all(page.slice(at, at + PARALLEL).map(ask));
        watch.progress(asked);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return { asked, unknown, hits };
      after = last.symbol;
    }
  };

interface OutcomeDeps {
  readonly readBars: ReadScreenBars;
  readonly screens: Pick<ScreenStore, "instrument">;
}

interface OutcomeRequest {
  readonly hits: readonly OpenHit[];
  readonly benchmark: Instrument | null;
}

/**
 * What is known by now of how hits did, each by bars of the resolution at which it was found. One read an instrument and
 * resolution, however often it was hit.
 */
export const makeFollowHits =
  ({ readBars, screens }: OutcomeDeps) =>
  async ({ hits, benchmark }: OutcomeRequest, signal: AbortSignal) => {
    const closesOf = (instrument: Instrument, resolution: Resolution): Promise<Closes | null> =>
      readBars(instrument, resolution, OUTCOME_BARS);
    const found: { readonly hit: OpenHit; readonly outcomes: ReturnType<typeof outcomesOf> }[] = [];
    for (const resolution of new Set(hits.map((hit) => hit.resolution))) {
      const against = benchmark === null ? null : await closesOf(benchmark, resolution);
      const followed = hits.filter((hit) => hit.resolution === resolution);
      for (const instrumentId of new Set(followed.map((hit) => hit.instrumentId))) {
        if (signal.aborted) return found;
        const instrument = await screens.instrument(instrumentId);
        const closes = instrument === null ? null : await closesOf(instrument, resolution);
        if (closes === null) continue;
        for (const hit of followed.filter((one) => one.instrumentId === instrumentId)) {
          const outcomes = outcomesOf(hit.barMs, closes, against);
          if (outcomes.some((outcome) => outcome.return !== null)) found.push({ hit, outcomes });
        }
      }
    }
    return found;
  };
