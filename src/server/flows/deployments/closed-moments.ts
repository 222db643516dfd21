import type { Clock } from "@/modules/_kernel";
import { type BarStore, type Instrument, type Resolution, resolutionMinutes, resolutionMs } from "@/modules/data";
import type { InstrumentCache, QuoteWatch } from "../trading/paper-market";

/** A minute that nobody traded in brings no bar: after this long a bar is over without it. */
export const LATE_MS = 20_000;

/** How far the bars of some instruments are: what a moment needs to be over. */
export interface MarketProgress {
  /** Time of the market: that of a replay is its session's. The earliest of the instruments. */
  readonly marketMs: number;
  /** Up to where every minute is stored; infinity where no instrument has minutes. */
  readonly settledMs: number;
  /** Differs as soon as there is a newer bar of one of them. */
  readonly state: string;
}

interface Deps {
  readonly bars: Pick<BarStore, "coveragesOf">;
  readonly instruments: InstrumentCache;
  readonly watch: QuoteWatch;
  readonly clock: Clock;
}

/** Looks how far the bars of instruments are. */
export function makeMarketProgress({ bars, instruments, watch, clock }: Deps) {
  const newestOf = async ({ instrumentId }: Instrument, resolution: Resolution) => {
    const coverages = await bars.coveragesOf(instrumentId);
    const shorter = coverages.filter((each) => resolutionMinutes(each.resolution) <= resolutionMinutes(resolution));
    const minute = coverages.find((each) => each.resolution === "1m");
    return { lastMs: Math.max(0, ...shorter.map(({ lastMs }) => lastMs)), minuteMs: minute?.lastMs ?? null };
  };

  return async (symbols: readonly string[], resolution: Resolution): Promise<MarketProgress> => {
    const found = (await Promise.all(symbols.map((symbol) => instruments.find(symbol)))).filter(
      (each) => each !== null,
    );
    const ids = found.map(({ instrumentId }) => instrumentId);
    const [newest] = await Promise.all([Promise.all(found.map((each) => newestOf(each, resolution))), watch.read(ids)]);
    // As they were heard by now: a bar that is there is over by a price that was before it.
    const quotes = await watch.read(ids);
    const nowMs = clock.nowMs();
    const times = found.map(({ instrumentId }) => {
      const quote = quotes.get(instrumentId);
      return quote?.clock === "session" ? quote.eventMs : nowMs;
    });
    const ends = newest.map(({ minuteMs }) =>
      minuteMs === null ? Number.POSITIVE_INFINITY : minuteMs + resolutionMs("1m"),
    );
    return {
      marketMs: Math.min(nowMs, ...times),
      settledMs: Math.min(Number.POSITIVE_INFINITY, ...ends),
      state: newest.map(({ lastMs, minuteMs }) => `${lastMs} ${minuteMs ?? ""}`).join(","),
    };
  };
}

/** Whether a bar that closes at a moment is whole: its time has come, and so have its minutes, or they are late. */
export const isWhole = (momentMs: number, { marketMs, settledMs }: MarketProgress): boolean =>
  momentMs <= marketMs && (momentMs <= settledMs || marketMs >= momentMs + LATE_MS);
