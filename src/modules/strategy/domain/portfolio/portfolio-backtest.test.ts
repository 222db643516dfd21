import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BarColumns, barColumnsOf, barCount, DAY_MS, sliceBars } from "@/modules/data";
import {
  BAR_ORDER_TYPES,
  type BarOrderRequest,
  type BrokerModel,
  DEFAULT_BROKER,
  DEFAULT_TERMS,
} from "@/modules/execution";
import { runBacktest } from "../backtest";
import { makeSeededBars } from "../seeded-bars";
import type { Desk } from "../strategy";
import type { Market, PortfolioRun, TimedBars, TradedInstrument } from "./market";
import {
  CASH_FLOW_KINDS,
  PortfolioBacktest,
  type PortfolioBacktestResult,
  runPortfolioBacktest,
} from "./portfolio-backtest";

const MINUTE_MS = 60_000;

const broker = (change: Partial<BrokerModel> = {}): BrokerModel => ({ ...DEFAULT_BROKER, ...change });
const timed = (bars: BarColumns, lengthMs = MINUTE_MS): TimedBars => ({
  bars,
  closeMs: bars.time.map((time) => time + lengthMs),
});
const instrument = (symbol: string, bars: BarColumns, more: Partial<TradedInstrument> = {}): TradedInstrument => ({
  symbol,
  base: timed(bars),
  terms: DEFAULT_TERMS,
  ...more,
});
/** Bars from [open, close] pairs, a minute each from `startMs`. */
const barsOf = (startMs: number, ...prices: readonly (readonly [number, number])[]): BarColumns =>
  barColumnsOf(
    prices.map(([open, close], index) => ({
      time: startMs + index * MINUTE_MS,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 100,
    })),
  );
const flat = (count: number, price = 100) => barsOf(0, ...Array.from({ length: count }, () => [price, price] as const));
/** Does at the n-th moment, counted from 0, what the list says. */
const at = (...steps: readonly ((market: Market) => void)[]): PortfolioRun => {
  let moment = 0;
  return {
    onBars: (market) => {
      steps[moment]?.(market);
      moment += 1;
    },
  };
};
const nothing = () => {};

/** A strategy that draws its orders from a seed: every type, groups, brackets, cancels. */
function noisy(seed: number): (desk: Desk, close: number) => void {
  let state = seed >>> 0;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let last = -1;
  return (desk, close) => {
    if (draw(3) !== 0) return;
    if (draw(5) === 0 && last >= 0) desk.cancel(last);
    const type = BAR_ORDER_TYPES[draw(BAR_ORDER_TYPES.length)] ?? "market";
    const quantity = (draw(2) === 0 ? 1 : -1) * (1 + draw(20));
    const near = () => close * (0.98 + draw(40) / 1000);
    const request: BarOrderRequest = {
      type,
      quantity,
      ...(type === "limit" || type === "stop_limit" || type === "trailing_stop_limit" ? { limitPrice: near() } : {}),
      ...(type === "stop" || type === "stop_limit" || type === "trailing_stop_limit" ? { stopPrice: near() } : {}),
      ...(type === "trailing_stop" || type === "trailing_stop_limit" ? { trailPercent: 0.01 } : {}),
      ...(draw(4) === 0 ? { group: draw(3) } : {}),
      ...(draw(4) === 0 && last >= 0 ? { parent: last } : {}),
    };
    last = desk.submit(request);
  };
}
const noisyRun = (seeds: readonly number[]): PortfolioRun => {
  const acts = seeds.map(noisy);
  return {
    onBars: ({ instruments }) => {
      instruments.forEach((desk, i) => {
        if (desk.bar.isNew) acts[i]?.(desk, desk.bar.close);
      });
    },
  };
};

const plain = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (part instanceof Float64Array ? Array.from(part, String) : part)),
  );

const models = fc.record({
  commission: fc.constantFrom(
    { kind: "percent", rate: 0.001 } as const,
    { kind: "per_unit", amount: 0.01, min: 1 } as const,
  ),
  slippage: fc.constantFrom({ kind: "bps", bps: 0 } as const, { kind: "volume_share", impact: 0.1 } as const),
  fill: fc.constantFrom("next_open" as const, "this_close" as const),
  shorting: fc.boolean(),
  closeAtEnd: fc.boolean(),
  cash: fc.constantFrom(2_000, 100_000),
  margin: fc.constantFrom(undefined, { initial: 0.5, maintenance: 0.3 }),
  volumeShareMax: fc.constantFrom(undefined, 0.001),
});

describe("PortfolioBacktest on one instrument", () => {
  it("gives the bits of the engine for one instrument, whatever is ordered from whichever broker", () => {
    fc.assert(
      fc.property(fc.nat(), models, fc.constantFrom(1, 50, 0.1), (seed, model, multiplier) => {
        const bars = makeSeededBars(120);
        const terms = { tick: 0.01, lot: 1, multiplier };
        const act = noisy(seed);
        const one = runBacktest({
          run: { onBar: (bar, desk) => act(desk, bar.close) },
          bars,
          broker: broker(model),
          terms,
        });
        const several = runPortfolioBacktest({
          run: noisyRun([seed]),
          instruments: [instrument("ONE", bars, { terms })],
          broker: broker(model),
        });
        const [only] = several.instruments;
        expect(plain({ ...only, equity: several.equity })).toEqual(
          plain({
            symbol: "ONE",
            orders: one.orders,
            orderTypes: one.orderTypes,
            fills: one.fills,
            trades: one.trades,
            equity: one.equity,
          }),
        );
        expect(several.marginCalls.length).toBe(one.marginCalls.length);
      }),
    );
  });
});

describe("PortfolioBacktest on several", () => {
  const three = (count: number) =>
    ["A", "B", "C"].map((symbol, i) =>
      instrument(symbol, sliceBars(makeSeededBars(count + i * 37), i * 37, count + i * 37)),
    );

  /** Cash from everything that was filled, paid and received; positions from the fills; both without the engine. */
  function recomputed(
    { cashAtStart, instruments, cashFlows }: PortfolioBacktestResult,
    given: readonly TradedInstrument[],
  ) {
    let cash = cashAtStart;
    let worth = 0;
    instruments.forEach(({ fills }, i) => {
      let units = 0;
      fills.quantity.forEach((quantity, k) => {
        cash -= quantity * (fills.price[k] ?? 0) + (fills.commission[k] ?? 0);
        units += quantity;
      });
      worth += units * (given[i]?.base.bars.close.at(-1) ?? 0);
    });
    for (const amount of cashFlows.amount) cash += amount;
    return { cash, equity: cash + worth };
  }

  it("has equity that is cash plus positions, fees and interest counted once", () => {
    fc.assert(
      fc.property(fc.tuple(fc.nat(), fc.nat(), fc.nat()), models, (seeds, model) => {
        const given = three(150);
        const result = runPortfolioBacktest({
          run: noisyRun(seeds),
          instruments: given,
          broker: broker(model),
          financing: { creditRate: 0.02, debitRate: 0.08, borrowRate: 0.03 },
        });
        const { cash, equity } = recomputed(result, given);
        expect(result.cash).toBeCloseTo(cash, 5);
        expect(result.equity.at(-1)).toBeCloseTo(equity, 5);
      }),
      { numRuns: 40 },
    );
  });

  it("decides nothing otherwise when the future is cut off", () => {
    /** What was over at a moment, counted in minutes of the first instrument. */
    const until = (one: TradedInstrument, moment: number): TradedInstrument => {
      const count = one.base.closeMs.filter((close) => close <= moment).length;
      return { ...one, base: timed(sliceBars(one.base.bars, 0, count)) };
    };
    fc.assert(
      fc.property(fc.tuple(fc.nat(), fc.nat(), fc.nat()), fc.integer({ min: 1, max: 149 }), (seeds, cut) => {
        const given = three(150);
        const moment = given[0]?.base.closeMs[cut] ?? Number.NaN;
        const run = (instruments: readonly TradedInstrument[]) =>
          runPortfolioBacktest({
            run: noisyRun(seeds),
            instruments,
            broker: broker({ margin: { initial: 0.5, maintenance: 0.3 } }),
          });
        const [whole, part] = [run(given), run(given.map((one) => until(one, moment)))];
        expect(Array.from(part.equity)).toEqual(Array.from(whole.equity.subarray(0, part.equity.length)));
        part.instruments.forEach(({ fills }, i) => {
          const all = whole.instruments[i]?.fills;
          expect(Array.from(fills.price)).toEqual(Array.from(all?.price.subarray(0, fills.price.length) ?? []));
        });
      }),
      { numRuns: 40 },
    );
  });

  it("walks in slices of any size to the same bits", () => {
    const input = () => ({ run: noisyRun([1, 2, 3]), instruments: three(120), broker: broker() });
    const whole = runPortfolioBacktest(input());
    for (const size of [1, 7, 119]) {
      const sliced = new PortfolioBacktest(input());
      while (!sliced.advance(size));
      expect(plain(sliced.result())).toEqual(plain(whole));
    }
  });

  it("does not care in which order instruments are listed while cash is plenty", () => {
    const seeds = [5, 6, 7];
    const order = [2, 0, 1];
    const all = three(100);
    const rich = broker({ cash: 1e9 });
    const asListed = runPortfolioBacktest({ run: noisyRun(seeds), instruments: all, broker: rich });
    const permuted = runPortfolioBacktest({
      run: noisyRun(order.map((i) => seeds[i] ?? 0)),
      instruments: order.flatMap((i) => all[i] ?? []),
      broker: rich,
    });
    order.forEach((i, place) => {
      expect(plain(permuted.instruments[place]?.fills.price ?? [])).toEqual(
        plain(asListed.instruments[i]?.fills.price ?? []),
      );
    });
    expect(permuted.cash).toBeCloseTo(asListed.cash, 4);
  });

  it("lets a sale pay for a purchase at the same open, whichever is listed first", () => {
    const instruments = [instrument("BUY", flat(4)), instrument("SELL", flat(4))];
    const run = at(
      (market) => market.of("SELL").targetWeight(1),
      (market) => {
        market.of("BUY").buy(10);
        market.of("SELL").target(0);
      },
    );
    const { instruments: results, cash } = runPortfolioBacktest({ run, instruments, broker: broker({ cash: 1000 }) });
    expect(results.map(({ fills }) => Array.from(fills.quantity))).toEqual([[10], [10, -10]]);
    expect(cash).toBe(0);
  });

  it("refuses a purchase that another instrument's purchase left no cash for", () => {
    const instruments = [instrument("A", flat(3)), instrument("B", flat(3))];
    const run = at(({ instruments: desks }) => {
      for (const desk of desks) desk.buy(6);
    });
    const { instruments: results } = runPortfolioBacktest({ run, instruments, broker: broker({ cash: 1000 }) });
    expect(results.map(({ fills }) => fills.quantity.length)).toEqual([1, 0]);
  });

  it("calls the margin of the account, not of one instrument", () => {
    const instruments = [
      instrument("FALLS", barsOf(0, [100, 100], [100, 100], [100, 50], [50, 50], [50, 50])),
      instrument("STAYS", flat(5)),
    ];
    const run = at(({ instruments: desks }) => {
      for (const desk of desks) desk.buy(9);
    });
    const result = runPortfolioBacktest({
      run,
      instruments,
      broker: broker({ cash: 1000, margin: { initial: 0.5, maintenance: 0.45 } }),
    });
    // 1800 bought for 1000: at 50 the account is worth 550 and holds 1350, of which 0.45 are 607.5.
    expect(result.marginCalls).toEqual([2]);
    expect(result.instruments.map(({ fills }) => Array.from(fills.quantity))).toEqual([
      [9, -9],
      [9, -9],
    ]);
    expect(result.cash).toBe(550);
  });
});

describe("resolutions", () => {
  const minutes = barsOf(0, ...Array.from({ length: 6 }, (_, i) => [i, i] as const));
  const threes: TimedBars = {
    bars: barColumnsOf(
      [0, 3].map((from) => ({
        time: from * MINUTE_MS,
        open: from,
        high: from + 2,
        low: from,
        close: from + 2,
        volume: 3,
      })),
    ),
    closeMs: Float64Array.of(3 * MINUTE_MS, 6 * MINUTE_MS),
  };

  it("shows a longer bar when it is over, once as new, and not before", () => {
    const seen: unknown[] = [];
    const run: PortfolioRun = {
      onBars: (market) => {
        const long = market.of("A").series("3m");
        seen.push([market.of("A").bar.close, long.index, long.close, long.isNew]);
      },
    };
    runPortfolioBacktest({
      run,
      instruments: [instrument("A", minutes, { series: { "3m": threes } })],
      broker: broker(),
    });
    expect(seen).toEqual([
      [0, -1, Number.NaN, false],
      [1, -1, Number.NaN, false],
      [2, 0, 2, true],
      [3, 0, 2, false],
      [4, 0, 2, false],
      [5, 1, 5, true],
    ]);
  });

  it("shows each longer bar, those before the first base bar too, and notes equity from that one on", () => {
    const hourly = timed(barsOf(-3 * 60 * MINUTE_MS, [1, 1], [2, 2], [3, 3]), MINUTE_MS);
    const seen: unknown[] = [];
    const run: PortfolioRun = {
      onBars: (market) => {
        const { bar } = market.of("A");
        const long = market.of("A").series("1h");
        seen.push([bar.index, long.isNew ? long.close : null]);
      },
    };
    const result = runPortfolioBacktest({
      run,
      instruments: [instrument("A", flat(2), { series: { "1h": hourly } })],
      broker: broker(),
    });
    expect(seen).toEqual([
      [-1, 1],
      [-1, 2],
      [-1, 3],
      [0, null],
      [1, null],
    ]);
    expect(Array.from(result.moments)).toEqual([MINUTE_MS, 2 * MINUTE_MS]);
  });

  it("calls the strategy at the closes of either instrument, and says which is new", () => {
    const slow: TimedBars = { bars: barsOf(0, [1, 1]), closeMs: Float64Array.of(2.5 * MINUTE_MS) };
    const seen: unknown[] = [];
    const run: PortfolioRun = {
      onBars: ({ time, instruments: all }) => seen.push([time / MINUTE_MS, ...all.map(({ bar }) => bar.isNew)]),
    };
    const instruments = [instrument("FAST", flat(3)), { ...instrument("SLOW", flat(1)), base: slow }];
    runPortfolioBacktest({ run, instruments, broker: broker() });
    expect(seen).toEqual([
      [1, true, false],
      [2, true, false],
      [2.5, false, true],
      [3, true, false],
    ]);
  });
});

describe("what happens to a holding", () => {
  const day = (price: number, index: number) => ({
    time: index * DAY_MS,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 1e6,
  });
  const daily = (...prices: readonly number[]): TimedBars => timed(barColumnsOf(prices.map(day)), DAY_MS / 2);

  it("splits position, live orders and trades without a profit", () => {
    const base = daily(100, 100, 50, 50, 60);
    const run = at(
      (market) => market.of("A").buy(10),
      (market) => market.of("A").submit({ type: "limit", quantity: -20, limitPrice: 110 }),
    );
    const result = runPortfolioBacktest({
      run,
      instruments: [
        { symbol: "A", base, terms: DEFAULT_TERMS, actions: [{ type: "split", atMs: 2 * DAY_MS, ratio: 2 }] },
      ],
      broker: broker({ cash: 1000, shorting: false }),
    });
    // The limit on 20 units at 110 has become one on 40 at 55; what it sells beyond the 20 held is refused.
    expect(Array.from(result.equity)).toEqual([1000, 1000, 1000, 1000, 1200]);
    const [{ fills, trades }] = result.instruments as [PortfolioBacktestResult["instruments"][number]];
    expect([Array.from(fills.quantity), Array.from(fills.price)]).toEqual([
      [10, -20],
      [100, 60],
    ]);
    expect([Array.from(trades.quantity), Array.from(trades.entryPrice), Array.from(trades.pnl)]).toEqual([
      [20],
      [50],
      [200],
    ]);
  });

  it("pays dividends to who is long and takes them from who is short, before the ex-date's open", () => {
    const base = daily(100, 100, 98, 98);
    const actions = [{ type: "dividend", atMs: 2 * DAY_MS, amount: 2 }] as const;
    for (const quantity of [10, -10]) {
      const result = runPortfolioBacktest({
        run: at((market) => market.of("A").target(quantity)),
        instruments: [{ symbol: "A", base, terms: DEFAULT_TERMS, actions }],
        broker: broker(),
      });
      expect(Array.from(result.equity)).toEqual([100_000, 100_000, 100_000, 100_000]);
      expect([CASH_FLOW_KINDS[result.cashFlows.kind[0] ?? -1], result.cashFlows.amount[0]]).toEqual([
        "dividend",
        quantity * 2,
      ]);
    }
  });

  it("pays interest on cash and takes a borrow fee for shorts, for each night", () => {
    const base = daily(100, 100, 100);
    const result = runPortfolioBacktest({
      run: at((market) => market.of("A").sell(10)),
      instruments: [{ symbol: "A", base, terms: DEFAULT_TERMS }],
      broker: broker({ cash: 10_000 }),
      financing: { creditRate: 0.365, borrowRate: 0.73 },
    });
    // First night: 10 000 earn 0.1 %. Second: 11 010 earn it, and 1 000 short cost 0.2 %.
    expect(Array.from(result.cashFlows.amount, (amount) => Math.round(amount * 1e6) / 1e6)).toEqual([10, 11.01, -2]);
    expect(result.equity.at(-1)).toBeCloseTo(10_019.01, 6);
  });
});

it("gives a strategy nothing by which it could move a bar on or reach its venue", () => {
  const reachable = new Set<string>();
  const look = (value: object) => {
    for (let one: object | null = value; one !== null && one !== Object.prototype; one = Object.getPrototypeOf(one)) {
      for (const name of Object.getOwnPropertyNames(one)) reachable.add(name);
    }
  };
  const run = at(({ instruments: [desk] }) => {
    if (desk === undefined) return;
    for (const part of [desk, desk.bar, desk.series("1h")]) look(part);
  });
  const series = { "1h": timed(flat(3)) };
  runPortfolioBacktest({ run, instruments: [instrument("A", flat(3), { series })], broker: broker() });
  const shown =
    "bar bracket buy cancel cash close constructor high index isNew low oneCancelsOther open orderCount position sell series";
  const rest = "sessionCloseMs submit symbol target targetWeight time value volume";
  expect([...reachable].toSorted()).toEqual(`${shown} ${rest}`.split(" ").toSorted());
});

describe("orders of the desk", () => {
  it("takes the target or the stop of a bracket, not both", () => {
    const bars = barsOf(0, [100, 100], [100, 100], [100, 112], [112, 80]);
    const run = at((market) => market.of("A").bracket({ quantity: 5, stopPrice: 90, targetPrice: 110 }));
    const { instruments } = runPortfolioBacktest({ run, instruments: [instrument("A", bars)], broker: broker() });
    expect(Array.from(instruments[0]?.fills.price ?? [])).toEqual([100, 110]);
  });

  it("tells of each fill before the bar in which it happened", () => {
    const told: unknown[] = [];
    const run: PortfolioRun = {
      ...at((market) =>
        market.of("A").oneCancelsOther([
          { type: "limit", quantity: 1, limitPrice: 90 },
          { type: "stop", quantity: 2, stopPrice: 105 },
        ]),
      ),
      onFill: (fill, { time }) => told.push([time / MINUTE_MS, fill]),
    };
    const bars = barsOf(0, [100, 100], [100, 106], [80, 80]);
    runPortfolioBacktest({ run, instruments: [instrument("A", bars)], broker: broker() });
    expect(told).toEqual([[2, { symbol: "A", order: 1, quantity: 2, price: 105 }]]);
  });

  it.each([
    ["an unknown symbol", (market: Market) => market.of("Z"), "this run has no Z: it has A"],
    ["a series nobody declared", (market: Market) => market.of("A").series("1d"), 'A has no series "1d"'],
    ["a weight of NaN", (market: Market) => market.of("A").targetWeight(Number.NaN), "a weight is a number, was NaN"],
    ["a quantity of 0", (market: Market) => market.of("A").buy(0), "a quantity is above 0, was 0"],
    [
      "a bracket whose stop gains",
      (market: Market) => market.of("A").bracket({ quantity: 1, stopPrice: 2, targetPrice: 1 }),
      "a stop loses and a target gains",
    ],
  ])("refuses %s", (_, act, message) => {
    const run = at(nothing, act);
    expect(() => runPortfolioBacktest({ run, instruments: [instrument("A", flat(3))], broker: broker() })).toThrow(
      message,
    );
  });

  it("refuses bars whose closes do not rise", () => {
    const bars = flat(3);
    const base = { bars, closeMs: new Float64Array(barCount(bars)) };
    expect(
      () => new PortfolioBacktest({ run: at(), instruments: [{ ...instrument("A", bars), base }], broker: broker() }),
    ).toThrow("the closes of A rise, at bar 1 they do not");
  });
});
