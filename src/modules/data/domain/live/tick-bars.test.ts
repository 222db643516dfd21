import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE_MS } from "../resolution";
import { barOfTrades, type Tick, TickBars } from "./tick-bars";

const START = 1_700_000_040_000;
const END = START + 20 * MINUTE_MS;
const runs = Number(process.env["SOAK_RUNS"] ?? 300);
const tick = (atMs: number, price: number, id: string | null = null, size = 1): Tick => ({
  price,
  size,
  eventMs: START + atMs,
  id,
});

describe("minute bars from ticks", () => {
  it("take the first, highest, lowest and last price and the sum of sizes", () => {
    const bars = new TickBars(START);
    for (const one of [tick(0, 10, "1"), tick(5, 12, "2", 2), tick(9, 8, "3", 3), tick(59_999, 9, "4")]) bars.add(one);
    bars.add(tick(MINUTE_MS, 20, "5"));
    expect(bars.takeClosed(START + MINUTE_MS)).toEqual([
      { time: START, bar: { time: START, open: 10, high: 12, low: 8, close: 9, volume: 7 } },
    ]);
    expect(bars.takeClosed(START + MINUTE_MS), "once").toEqual([]);
    expect(bars.barAt(START + MINUTE_MS)?.open).toBe(20);
  });

  it("are closed when their minute is over, not before", () => {
    const bars = new TickBars(START);
    bars.add(tick(1, 10, "1"));
    expect(bars.takeClosed(START + MINUTE_MS - 1)).toEqual([]);
    expect(bars.takeClosed(START + MINUTE_MS)).toHaveLength(1);
  });

  it("are given again when a late tick or a correction changes them", () => {
    const bars = new TickBars(START);
    bars.add(tick(10, 10, "1"));
    bars.add(tick(20, 11, "2"));
    bars.takeClosed(START + MINUTE_MS);
    expect(bars.add(tick(15, 99, "3"))).toBe("taken");
    expect(bars.takeClosed(END)[0]?.bar?.high).toBe(99);
    expect(bars.correct("3", { eventMs: END, right: { price: 12, size: 5 } })).toBe("taken");
    expect(bars.takeClosed(END)[0]?.bar).toMatchObject({ high: 12, volume: 7 });
    bars.correct("3", { eventMs: END + 1, right: null });
    expect(bars.takeClosed(END)[0]?.bar).toMatchObject({ high: 11, volume: 2 });
    expect(bars.correct("3", { eventMs: END, right: { price: 1, size: 1 } }), "an older correction").toBe("repeated");
    for (const id of ["1", "2"]) bars.correct(id, { eventMs: END, right: null });
    expect(bars.takeClosed(END), "nothing was right").toEqual([{ time: START, bar: null }]);
    expect(bars.newest()).toBeNull();
  });

  it("leave minutes that were not heard whole to the source's history", () => {
    const bars = new TickBars(START + 1);
    expect(bars.wholeFromMs).toBe(START + MINUTE_MS);
    expect(bars.add(tick(30_000, 10, "1"))).toBe("not_held");
    expect(bars.newest()?.price, "but it is the price").toBe(10);
    expect(bars.takeClosed(END)).toEqual([]);
    bars.add(tick(MINUTE_MS, 11, "2"));
    bars.interrupted(START + 2 * MINUTE_MS + 1);
    expect(bars.takeClosed(END)).toEqual([]);
    bars.add(tick(3 * MINUTE_MS, 12, "3"));
    expect(bars.takeClosed(END).map(({ time }) => time)).toEqual([START + 3 * MINUTE_MS]);
  });

  it("say so when a tick or a correction comes for a minute that is no longer held", () => {
    const bars = new TickBars(START);
    bars.add(tick(0, 10, "1"));
    bars.takeClosed(START + MINUTE_MS);
    bars.add(tick(16 * MINUTE_MS, 11, "2"));
    expect(bars.add(tick(30, 9, "3"))).toBe("not_held");
    expect(bars.correct("1", { eventMs: END, right: null })).toBe("not_held");
  });

  it("keep what nobody has taken yet, however long that takes", () => {
    const bars = new TickBars(START);
    for (let minute = 0; minute < 100; minute += 1) bars.add(tick(minute * MINUTE_MS, minute + 1, String(minute)));
    expect(bars.takeClosed(START + 100 * MINUTE_MS)).toHaveLength(100);
  });

  const anyTick = fc.record({
    price: fc.integer({ min: 1, max: 50 }).map((cents) => cents / 7),
    size: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
    eventMs: fc.integer({ min: 0, max: 4 * MINUTE_MS }).map((ms) => START + ms),
  });
  const anyStory = fc
    .array(anyTick, { minLength: 1, maxLength: 60 })
    .map((ticks) => ticks.map((one, index): Tick => ({ ...one, id: index % 7 === 6 ? null : String(index) })))
    .chain((ticks) =>
      fc.record({
        ticks: fc.constant(ticks),
        corrections: fc.array(
          fc.record({
            id: fc.integer({ min: 0, max: ticks.length - 1 }).map(String),
            eventMs: fc.integer({ min: 0, max: 5 }),
            right: fc.option(
              fc.record({ price: fc.integer({ min: 1, max: 9 }), size: fc.integer({ min: 1, max: 9 }) }),
              {
                nil: null,
              },
            ),
          }),
          { maxLength: 10 },
        ),
      }),
    );
  type Event = (bars: TickBars) => unknown;
  const eventsOf = ({
    ticks,
    corrections,
  }: {
    ticks: readonly Tick[];
    corrections: readonly { id: string; eventMs: number; right: { price: number; size: number } | null }[];
  }): Event[] => [
    ...ticks.map((one) => (bars: TickBars) => bars.add(one)),
    ...corrections.map(
      ({ id, eventMs, right }) =>
        (bars: TickBars) =>
          bars.correct(id, { eventMs, right }),
    ),
  ];
  const barsAfter = (events: readonly Event[], takeAt: ReadonlySet<number>) => {
    const bars = new TickBars(START);
    const last = new Map<number, unknown>();
    const take = () => {
      for (const { time, bar } of bars.takeClosed(END)) last.set(time, bar);
    };
    for (const [at, event] of events.entries()) {
      event(bars);
      if (takeAt.has(at)) take();
    }
    take();
    return [...last].filter(([, bar]) => bar !== null).toSorted(([a], [b]) => a - b);
  };

  it("are the same bit for bit in any order of arrival, with any repetition, taken whenever", () => {
    fc.assert(
      fc.property(
        anyStory.chain((story) => {
          const events = eventsOf(story);
          return fc.record({
            events: fc.constant(events),
            shuffled: fc
              .shuffledSubarray([...events, ...events], { minLength: events.length * 2, maxLength: events.length * 2 })
              .map((list) => list),
            takeAt: fc.uniqueArray(fc.nat({ max: events.length * 2 })).map((list) => new Set(list)),
          });
        }),
        ({ events, shuffled, takeAt }) => {
          expect(barsAfter(shuffled, takeAt)).toEqual(barsAfter(events, new Set()));
        },
      ),
      { numRuns: runs },
    );
  });
});

it("makes no bar of no trade", () => {
  expect(barOfTrades(START, [])).toBeNull();
});
