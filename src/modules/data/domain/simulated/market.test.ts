import { describe, expect, it } from "vitest";
import type { Bar } from "../bar-columns";
import { calendarOf } from "../calendar/calendar";
import { TickBars } from "../live/tick-bars";
import { DAY_MS, MINUTE_MS } from "../resolution";
import { listingOf } from "./listings";
import { SIMULATED_ALIASES, SimulatedMarket } from "./market";

const NOON = Date.UTC(2026, 5, 10, 12);
const HOUR_MS = 60 * MINUTE_MS;
const market = new SimulatedMarket({ seed: 1 });

const logReturns = (bars: readonly Bar[]) =>
  bars.slice(1).map((bar, index) => Math.log(bar.close / (bars[index]?.close ?? bar.close)));
const correlation = (left: readonly number[], right: readonly number[]) => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(left), mean(right)];
  const moment = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    x.reduce((sum, value, index) => sum + (value - mx) * ((y[index] ?? 0) - my), 0);
  return moment(left, right, a, b) / Math.sqrt(moment(left, left, a, a) * moment(right, right, b, b));
};

describe("the simulated market", () => {
  it("is the same whichever part of it is asked for first, and another one with another seed", () => {
    const [forth, back] = [new SimulatedMarket({ seed: 1 }), new SimulatedMarket({ seed: 1 })];
    const hours = [NOON, NOON - 40 * DAY_MS, NOON + HOUR_MS];
    const read = (from: SimulatedMarket, at: number) => from.minuteBars("SIM-ACME", at, at + HOUR_MS);
    const one = hours.map((at) => read(forth, at));
    const other = hours.toReversed().map((at) => read(back, at));
    expect(other.toReversed()).toEqual(one);
    expect(read(new SimulatedMarket({ seed: 2 }), NOON)).not.toEqual(one[0]);
  });

  it.each(SIMULATED_ALIASES)(
    "%s: what is said adds up to its history, late, wrong and taken back included",
    (alias) => {
      const [from, to] = [NOON, NOON + 3 * HOUR_MS];
      const bars = new TickBars(from);
      const found: Bar[] = [];
      const kinds = new Set<string>();
      // Said minute by minute, closed as it goes: repairs come as changed minutes later.
      const byTime = new Map<number, Bar | null>();
      for (let at = from; at < to + 5 * MINUTE_MS; at += MINUTE_MS) {
        for (const { message } of market.messages([alias], at - 1, at + MINUTE_MS - 1)) {
          kinds.add(message.type);
          if (message.type === "trade") {
            const { price, size, eventMs, tradeId } = message;
            bars.add({ price, size, eventMs, id: tradeId });
          }
          if (message.type === "correction") bars.correct(message.tradeId, message);
        }
        for (const { time, bar } of bars.takeClosed(at + MINUTE_MS)) byTime.set(time, bar);
      }
      for (const [time, bar] of [...byTime].toSorted(([a], [b]) => a - b)) {
        if (time < to && bar !== null) found.push(bar);
      }
      expect(found).toEqual(market.minuteBars(alias, from, to));
      expect(found.length).toBeGreaterThan(150);
      expect(kinds).toContain("quote");
      expect(kinds).toContain("depth");
    },
  );

  it("tells some trades late and some wrong, and puts those right", () => {
    const said = market.messages(["SIM-BTC", "SIM-500"], NOON, NOON + 4 * HOUR_MS);
    const trades = said.flatMap(({ saidMs, message }) => (message.type === "trade" ? [{ ...message, saidMs }] : []));
    const corrections = said.flatMap(({ message }) => (message.type === "correction" ? [message] : []));
    expect(trades.filter(({ saidMs, eventMs }) => saidMs > eventMs + 1_000).length).toBeGreaterThan(2);
    expect(corrections.some(({ right }) => right === null)).toBe(true);
    expect(corrections.some(({ right }) => right !== null)).toBe(true);
    expect(new Set(trades.map(({ alias, tradeId }) => `${alias} ${tradeId}`)).size).toBe(trades.length);
  });

  it("says the same in one span as in many, each thing once and in order", () => {
    const whole = market.messages(["SIM-ETH", "SIM-EUR"], NOON, NOON + 120_000);
    const parts = Array.from({ length: 480 }, (_, part) =>
      market.messages(["SIM-ETH", "SIM-EUR"], NOON + part * 250, NOON + (part + 1) * 250),
    ).flat();
    const trades = (list: typeof whole) => list.filter(({ message }) => message.type !== "quote");
    expect(trades(parts)).toEqual(trades(whole));
    expect(whole.every(({ saidMs }, at) => saidMs >= (whole[at - 1]?.saidMs ?? 0))).toBe(true);
  });

  it("quotes whole ticks, the bid below the ask, and trades between them", () => {
    for (const { message } of market.messages(SIMULATED_ALIASES, NOON, NOON + 60_000)) {
      if (message.type !== "quote") continue;
      const decimals = listingOf(message.alias)?.listing.priceDecimals ?? 0;
      expect(message.bid).toBeLessThan(message.ask);
      expect([message.bid, message.ask].map((price) => Number(price.toFixed(decimals)))).toEqual([
        message.bid,
        message.ask,
      ]);
    }
  });

  it("has calm and wild times: moves are not alike in size, and large ones follow large ones", () => {
    const returns = logReturns(market.minuteBars("SIM-NOVA", NOON - 7 * DAY_MS, NOON));
    const squares = returns.map((move) => Math.abs(move));
    expect(correlation(squares.slice(1), squares.slice(0, -1))).toBeGreaterThan(0.1);
    expect(Math.abs(correlation(returns.slice(5), returns.slice(0, -5)))).toBeLessThan(0.05);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const kurtosis = mean(returns.map((move) => move ** 4)) / mean(returns.map((move) => move ** 2)) ** 2;
    expect(kurtosis).toBeGreaterThan(4);
  });

  it("moves together where it is said to", () => {
    const closes = (alias: string) => logReturns(market.minuteBars(alias, NOON - DAY_MS, NOON));
    const [fund, index, bonds] = [closes("SIM-500"), closes("SIM-INDEX"), closes("SIM-BOND")];
    expect(correlation(fund, index)).toBeGreaterThan(0.5);
    const length = Math.min(fund.length, bonds.length);
    expect(correlation(fund.slice(0, length), bonds.slice(0, length))).toBeLessThan(0.1);
  });

  it("sums a session up from its minutes", () => {
    const dateMs = Date.UTC(2026, 5, 9);
    const [bar, ...rest] = market.sessionBars("SIM-OIL", dateMs, dateMs + DAY_MS);
    const minutes = market.minuteBars("SIM-OIL", dateMs, dateMs + DAY_MS);
    expect(rest).toEqual([]);
    expect(bar).toMatchObject({ time: dateMs, open: minutes[0]?.open, close: minutes.at(-1)?.close });
    expect(bar?.high).toBe(Math.max(...minutes.map(({ high }) => high)));
  });

  it("keeps silent while the calendar it was given is closed", () => {
    const calendar = calendarOf("XNYS");
    if (calendar === null) throw new Error("XNYS is there");
    const exchange = new SimulatedMarket({ seed: 1, calendar });
    const saturday = Date.UTC(2026, 5, 13);
    expect(exchange.minuteBars("SIM-ACME", saturday, saturday + DAY_MS)).toEqual([]);
    expect(exchange.messages(["SIM-ACME"], saturday, saturday + HOUR_MS)).toEqual([]);
    const times = exchange.minuteBars("SIM-ACME", saturday - DAY_MS, saturday).map(({ time }) => time);
    expect(times.every((time) => calendar.sessionAt(time) !== null)).toBe(true);
    expect(times.length).toBeGreaterThan(350);
  });

  it("knows nothing before it began, and nobody it does not list", () => {
    expect(market.minuteBars("SIM-ACME", Date.UTC(2014, 0, 1), Date.UTC(2014, 0, 2))).toEqual([]);
    expect(market.minuteBars("ACME", NOON, NOON + HOUR_MS)).toEqual([]);
    expect(market.messages(["ACME"], NOON, NOON + HOUR_MS)).toEqual([]);
    expect(market.sessionBars("SIM-ACME", NOON, NOON)).toEqual([]);
  });
});
