import { type Clock, EpochMs } from "@/modules/_kernel";
import {
  type BarColumns,
  barCount,
  closedBars,
  closeOf,
  type Instrument,
  isSessionResolution,
  makeSeriesReader,
  type SessionRule,
  sessionRuleOf,
} from "@/modules/data";
import { makeBarStore } from "@/modules/data/server";
import type { ClosedBarVenueOptions, PaperResolution, VenueBar } from "@/modules/execution";
import type { BarNews, BarsAsked } from "@/modules/execution/server";
import type { FlowDeps } from "../deps";
import type { InstrumentCache, QuoteWatch } from "./paper-market";

/** Bars of one symbol that are told at once; the next round tells what follows. */
const BARS_AT_ONCE = 2_000;
/** After the end of a minute its bar is late by up to this: what was good for the day waits for the last one. */
const LATE_MS = 120_000;
/** Read beside the newest closed bar: the one that is still made. */
const NEWEST_READ = 2;

interface BarNewsDeps {
  readonly sql: FlowDeps["sql"];
  readonly instruments: InstrumentCache;
  readonly watch: QuoteWatch;
  readonly clock: Clock;
}

/**
 * Which bars are over, as the venue of closed bars is told: those that are stored, whoever brought them, a replay's by the
 * session's own clock. A bar that is corrected later has filled what it filled.
 */
export function makeBarNewsOf({ sql, instruments, watch, clock }: BarNewsDeps, resolution: PaperResolution) {
  const reader = makeSeriesReader(makeBarStore(sql), "stored");
  const newsOf = async ({ symbol, afterMs }: BarsAsked): Promise<readonly BarNews[]> => {
    const instrument = await instruments.find(symbol);
    if (instrument === null) return [];
    const marketMs = await marketTime(instrument);
    const rule = sessionRuleOf(instrument);
    const read =
      afterMs === null
        ? await reader.readLatest(instrument, resolution, null, NEWEST_READ)
        : await reader.readBars(
            instrument,
            resolution,
            { fromMs: EpochMs.of(afterMs + 1), toMs: EpochMs.of(Math.max(afterMs + 1, marketMs)) },
            clock.nowMs(),
          );
    const bars = toVenueBars(closedBars(read, resolution, rule, marketMs), resolution, rule);
    const settledMs = marketMs - LATE_MS;
    return [
      {
        symbol,
        bars: afterMs === null ? [] : bars,
        newest: bars.at(-1) ?? null,
        settledMs,
        sessionMs: isSessionResolution(resolution) ? undefined : (rule.sessionAt(settledMs)?.openMs ?? null),
        isHalted: instrument.status === "halted",
      },
    ];
  };

  /** That of its quote in a replay, else ours. */
  const marketTime = async ({ instrumentId }: Instrument): Promise<EpochMs> => {
    const quote = (await watch.read([instrumentId])).get(instrumentId);
    return quote?.clock === "session" ? EpochMs.of(quote.eventMs) : clock.nowMs();
  };

  return async (asked: readonly BarsAsked[]): Promise<readonly BarNews[]> => {
    const news: BarNews[] = [];
    for (const each of asked) news.push(...(await newsOf(each)));
    return news;
  };
}

function toVenueBars(bars: BarColumns, resolution: PaperResolution, rule: SessionRule): readonly VenueBar[] {
  const count = Math.min(barCount(bars), BARS_AT_ONCE);
  const isDay = isSessionResolution(resolution);
  return Array.from({ length: count }, (_, index): VenueBar => {
    const time = bars.time[index] ?? Number.NaN;
    const closeMs = closeOf(time, resolution, rule);
    const session = isDay ? null : rule.sessionAt(time);
    return {
      time,
      open: bars.open[index] ?? Number.NaN,
      high: bars.high[index] ?? Number.NaN,
      low: bars.low[index] ?? Number.NaN,
      close: bars.close[index] ?? Number.NaN,
      volume: bars.volume[index] ?? Number.NaN,
      closeMs,
      // A day is its own session, and so is a bar outside of every one.
      sessionMs: session?.openMs ?? time,
      isFirst: session === null || time <= session.openMs,
      isLast: session === null || closeMs >= session.closeMs,
    };
  });
}

/** Steps of prices. The instruments were looked up before: no bar of theirs is told otherwise. */
export const tickOf =
  (instruments: InstrumentCache): ClosedBarVenueOptions["tickOf"] =>
  (symbol) => {
    const tick = Number(instruments.known(symbol)?.tick ?? Number.NaN);
    return tick > 0 ? tick : null;
  };
