import { EpochMs } from "@/modules/_kernel";
import { calendarOf, freshnessOf, type Instrument, type Quote } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import type { LiveFlows, QuoteView } from "../contract/live";
import type { FlowDeps } from "../deps";

/** Symbols of one question; what is beyond is left out. */
const SYMBOLS_MAX = 200;

/** The newest quotes, with what they are quotes of and whether they may price an order now. */
export const makeReadQuotes =
  ({ sql, quotes, clock }: Pick<FlowDeps, "sql" | "quotes" | "clock">): LiveFlows["readQuotes"] =>
  async (symbols) => {
    const store = makeInstrumentStore(sql);
    const wanted = [...new Set(symbols.map((symbol) => symbol.toUpperCase()))].slice(0, SYMBOLS_MAX);
    const found = await Promise.all(wanted.map((symbol) => store.find(symbol)));
    const instruments = found.filter((each): each is Instrument => each !== null);
    const latest = await quotes.read(instruments.map(({ instrumentId }) => instrumentId));
    const byId = new Map(latest.map((quote) => [quote.instrumentId, quote]));
    const nowMs = clock.nowMs();
    return instruments.flatMap((instrument) => {
      const quote = byId.get(instrument.instrumentId);
      return quote === undefined ? [] : [quoteView(instrument, quote, nowMs)];
    });
  };

export function quoteView(
  {
    instrumentId,
    symbol,
    currency,
    calendar: own,
  }: Pick<Instrument, "instrumentId" | "symbol" | "currency" | "calendar">,
  quote: Quote,
  nowMs: EpochMs,
): QuoteView {
  const { feed, bid, ask, bidSize, askSize, last, lastSize, reference, eventMs, receivedMs } = quote;
  const calendar = quote.calendar ?? own;
  const { state } = freshnessOf(quote, nowMs, calendar === null ? null : calendarOf(calendar));
  const prices = { bid, ask, bidSize, askSize, last, lastSize, reference };
  const at = EpochMs.of(Math.trunc(eventMs));
  return { instrumentId, symbol, currency, feed, ...prices, at, receivedAt: EpochMs.of(Math.trunc(receivedMs)), state };
}
