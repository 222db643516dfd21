import type { EpochMs, InstrumentId } from "@/modules/_kernel";
import type { BarColumns } from "../../domain/bar-columns";
import type { Instrument } from "../../domain/instrument";
import type { Resolution } from "../../domain/resolution";
import { closedBars } from "../../domain/screener/closed-bars";
import { sessionRuleOf } from "../../domain/session-rule";
import { type AdjustedSeriesDeps, makeOpenAdjustedSeries } from "../series/adjusted-series";
import { makeSeriesReader } from "../series/series-reader";

/** The newest `limit` bars of an instrument that a screen may look at; null where their prices cannot be made comparable. */
export type ReadScreenBars = (
  instrument: Instrument,
  resolution: Resolution,
  limit: number,
) => Promise<BarColumns | null>;

interface ScreenBarsRequest {
  /** Instruments that had a split. All others are spared the look for one. */
  readonly split: ReadonlySet<InstrumentId>;
  readonly nowMs: EpochMs;
}

/**
 * Bars for screens: closed ones only, with prices free of splits, so that no average crosses and nothing falls by half because
 * a share became two.
 */
export function makeReadScreenBars(deps: AdjustedSeriesDeps, { split, nowMs }: ScreenBarsRequest): ReadScreenBars {
  const plain = makeSeriesReader(deps.bars, "stored");
  const open = makeOpenAdjustedSeries(deps);
  return async (instrument, resolution, limit) => {
    const request = {
      adjustment: "split",
      hours: "stored",
      barsAsOfMs: null,
      actionsAsOfMs: null,
      untilDateMs: null,
    } as const;
    const opened = split.has(instrument.instrumentId) ? await open(instrument, resolution, request) : null;
    if (opened !== null && !opened.ok) return null;
    const reader = opened === null ? plain : opened.value.reader;
    // One more than asked for: the newest may still be open.
    const bars = await reader.readLatest(instrument, resolution, null, limit + 1);
    return closedBars(bars, resolution, sessionRuleOf(instrument), nowMs);
  };
}
