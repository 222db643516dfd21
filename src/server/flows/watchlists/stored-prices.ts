import { EpochMs } from "@/modules/_kernel";
import { makeSeriesReader, sessionRuleOf } from "@/modules/data";
import { makeBarStore, makeInstrumentStore } from "@/modules/data/server";
import type { StoredPrice, WatchlistFlows } from "../contract/watchlists";
import type { FlowDeps } from "../deps";

/** Symbols asked for at once: what is in sight of a list. */
const PRICES_MAX = 100;
/** Read at a time: a page of a list must not take every connection of the process. */
const AT_ONCE = 6;
/** Points of a line that is a few dozen pixels wide: sessions of six weeks, or five minutes of a day and a night. */
const SPARK_SESSIONS = 30;
const SPARK_FIVE_MINUTES = 288;
const FINE = ["1m", "5m"] as const;

/** The last stored close of each symbol, the one before it, and the line between. */
export const makeReadStoredPrices = ({ sql }: Pick<FlowDeps, "sql">): WatchlistFlows["readStoredPrices"] => {
  const instruments = makeInstrumentStore(sql);
  const series = makeSeriesReader(makeBarStore(sql), "stored");

  const priceOf = async (symbol: string, spark: boolean): Promise<StoredPrice | null> => {
    const instrument = await instruments.find(symbol);
    if (instrument === null) return null;
    const daily = await series.readLatest(instrument, "1d", null, spark ? SPARK_SESSIONS : 2);
    const [last, sessionMs] = [daily.close.at(-1), daily.time.at(-1)];
    if (last === undefined || sessionMs === undefined) return null;
    const price = { instrumentId: instrument.instrumentId, last, sessionMs: EpochMs.of(sessionMs) };
    const previousClose = daily.close.at(-2) ?? null;
    if (!spark) return { ...price, previousClose, spark: { of: "sessions", closes: [] } };
    const coverage = await instruments.coverage([instrument.instrumentId]);
    const isFine = (coverage.get(instrument.instrumentId) ?? []).some(({ resolution }) =>
      FINE.some((fine) => fine === resolution),
    );
    const session = isFine ? await lastSession(instrument, sessionMs) : [];
    return {
      ...price,
      previousClose,
      spark:
        session.length > 1 ? { of: "session", closes: session } : { of: "sessions", closes: Array.from(daily.close) },
    };
  };

  /** Closes of five minutes of the newest session; none when that session has no finer bars. */
  const lastSession = async (
    instrument: Parameters<typeof series.readLatest>[0],
    sessionMs: number,
  ): Promise<readonly number[]> => {
    const bars = await series.readLatest(instrument, "5m", null, SPARK_FIVE_MINUTES);
    const rule = sessionRuleOf(instrument);
    return Array.from(bars.close).filter((_, at) => rule.sessionAt(bars.time[at] ?? Number.NaN)?.dateMs === sessionMs);
  };

  return async (symbols, { spark }) => {
    const wanted = [...new Set(symbols.map((symbol) => symbol.toUpperCase()))].slice(0, PRICES_MAX);
    const found: (StoredPrice | null)[] = [];
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      found.push(...(await Promise.all(wanted.slice(at, at + AT_ONCE).map((symbol) => priceOf(symbol, spark)))));
    }
    return found.filter((price) => price !== null);
  };
};
