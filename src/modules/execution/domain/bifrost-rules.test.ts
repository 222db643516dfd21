import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarBroker } from "./bar-broker";
import { BAR_ORDER_TYPES, type BarOrderRequest, type ClosedBar, ORDER_REASONS, ORDER_STATUSES } from "./bar-order";
import { type BrokerModel, DEFAULT_BROKER, DEFAULT_TERMS, type InstrumentTerms } from "./broker-model";

type Prices = readonly [open: number, high: number, low: number, close: number, volume?: number];

const toBar = ([open, high, low, close, volume = 1000]: Prices, index: number): ClosedBar => ({
  index,
  time: index * 60_000,
  open,
  high,
  low,
  close,
  volume,
});

interface Step extends BarOrderRequest {
  readonly bar: number;
  readonly cancelAtBar?: number;
}

/** Walks bars with orders that were decided beforehand, as a backtest does. */
function walk(
  prices: readonly Prices[],
  steps: readonly Step[],
  model: Partial<BrokerModel> = {},
  terms: Partial<InstrumentTerms> = {},
) {
  const broker = new BarBroker({ ...DEFAULT_BROKER, ...model }, { ...DEFAULT_TERMS, ...terms });
  const numbers = new Map<number, number>();
  const calls: number[] = [];
  for (const bar of prices.map(toBar)) {
    broker.work(bar);
    const call = broker.settle(bar);
    if (call !== null) calls.push(call);
    steps.forEach((step, index) => {
      if (step.cancelAtBar === bar.index) broker.cancel(bar, numbers.get(index) ?? Number.NaN);
    });
    steps.forEach((step, index) => {
      if (step.bar === bar.index) numbers.set(index, broker.submit(bar, step));
    });
    broker.workClose(bar);
  }
  const { status, bar, reason } = broker.orders();
  const fills = broker.fills();
  return {
    broker,
    calls,
    fills,
    /** `order@bar: quantity x price` of each fill. */
    filled: [...fills.order].map(
      (order, index) =>
        `${order}@${fills.bar[index]}: ${fills.quantity[index]} x ${Number(fills.price[index]?.toFixed(9))}`,
    ),
    /** `status@bar reason` of each order. */
    states: [...status].map((code, order) =>
      `${ORDER_STATUSES[code]}@${bar[order]} ${ORDER_REASONS[reason[order] ?? -1]}`.trim(),
    ),
  };
}

const FLAT: Prices = [100, 100, 100, 100];
const order = (type: BarOrderRequest["type"], quantity: number, rest: Partial<Step> = {}): Step => ({
  bar: 0,
  type,
  quantity,
  ...rest,
});

describe("limit orders", () => {
  it.each<[string, Prices, number, number, string[]]>([
    ["a purchase at the open when that is as good", [95, 99, 94, 98], 1, 96, ["0@1: 1 x 95"]],
    ["a purchase at its limit once touched, exactly counts", [98, 99, 96, 98], 1, 96, ["0@1: 1 x 96"]],
    ["no purchase above its limit", [98, 99, 96.01, 98], 1, 96, []],
    ["a sale at the open when that is as good", [105, 106, 104, 105], -1, 104, ["0@1: -1 x 105"]],
    ["a sale at its limit once touched", [102, 104, 101, 102], -1, 104, ["0@1: -1 x 104"]],
    ["no sale under its limit", [102, 103.99, 101, 102], -1, 104, []],
  ])("%s", (_, bar, quantity, limitPrice, filled) => {
    expect(walk([FLAT, bar], [order("limit", quantity, { limitPrice })]).filled).toEqual(filled);
  });

  it("pays neither slippage nor spread, and no tick puts it past its limit", () => {
    const model = { slippage: { kind: "bps", bps: 100 }, spreadBps: 50 } as const;
    const bars: Prices[] = [FLAT, [98, 99, 95, 96]];
    expect(walk(bars, [order("limit", 1, { limitPrice: 96.07 })], model, { tick: 0.1 }).filled).toEqual([
      "0@1: 1 x 96.07",
    ]);
  });

  it("live on until they are canceled or expire, and not a bar longer", () => {
    const low: Prices = [100, 101, 90, 100];
    const steps = [
      order("limit", 1, { limitPrice: 95, cancelAtBar: 1 }),
      order("limit", 1, { limitPrice: 95, expiresAtMs: 119_999 }),
      order("limit", 1, { limitPrice: 95, expiresAtMs: 120_000 }),
    ];
    expect(walk([FLAT, FLAT, low], steps).states).toEqual(["canceled@1", "expired@2", "filled@2"]);
  });
});

describe("stop orders", () => {
  it.each<[string, Prices, number, number, string[]]>([
    ["a purchase at the open when that is past it", [106, 107, 105, 106], 1, 105, ["0@1: 1 x 106"]],
    ["a purchase at its stop once touched", [102, 105, 101, 102], 1, 105, ["0@1: 1 x 105"]],
    ["no purchase before it is touched", [102, 104.99, 101, 102], 1, 105, []],
    ["a sale at the open when that is past it", [94, 95, 93, 94], -1, 95, ["0@1: -1 x 94"]],
    ["a sale at its stop once touched", [98, 99, 95, 98], -1, 95, ["0@1: -1 x 95"]],
  ])("%s", (_, bar, quantity, stopPrice, filled) => {
    expect(walk([FLAT, bar], [order("stop", quantity, { stopPrice })]).filled).toEqual(filled);
  });

  it("pay slippage and half the spread, rounded to the tick", () => {
    const model = { slippage: { kind: "ticks", ticks: 2 }, spreadBps: 20 } as const;
    // 95 - 2 ticks of 0.05 - 95 x 0.001 = 94.805, on the tick 94.8.
    expect(
      walk([FLAT, [98, 99, 95, 98]], [order("stop", -1, { stopPrice: 95 })], model, { tick: 0.05 }).filled,
    ).toEqual(["0@1: -1 x 94.8"]);
  });

  it("become a limit from the next bar when touched inside one, at once when the open is past them", () => {
    const stopLimit = order("stop_limit", 1, { stopPrice: 105, limitPrice: 106 });
    expect(walk([FLAT, [102, 107, 101, 102], [102, 103, 101, 102]], [stopLimit]).filled).toEqual(["0@2: 1 x 102"]);
    expect(walk([FLAT, [105.5, 107, 101, 102]], [stopLimit]).filled).toEqual(["0@1: 1 x 105.5"]);
    // The open is past the stop and above the limit: a limit in this bar, touched later in it.
    expect(walk([FLAT, [107, 108, 105, 107]], [stopLimit]).filled).toEqual(["0@1: 1 x 106"]);
    expect(walk([FLAT, [107, 108, 106.5, 107], [107, 108, 106.5, 107]], [stopLimit]).states).toEqual(["working@-1"]);
  });
});

describe("trailing stops", () => {
  it("follow closes only, never away, and fill like a stop", () => {
    // First stop 98; closes 110 and 105 make it 108 and leave it there.
    const bars: Prices[] = [FLAT, [101, 120, 99, 110], [110, 111, 108.5, 105], [109, 110, 107, 108]];
    expect(walk(bars, [order("trailing_stop", -1, { trailAmount: 2 })]).filled).toEqual(["0@3: -1 x 108"]);
  });

  it("take the distance as a share of the close, and start from the price that was given", () => {
    const bars: Prices[] = [FLAT, [92, 95, 91, 94], [99, 105, 98, 104]];
    // 90 x 1.1 = 99 first, then 94 x 1.1 = 103.4 is farther away and changes nothing.
    expect(walk(bars, [order("trailing_stop", 1, { trailPercent: 0.1, stopPrice: 90 })]).filled).toEqual([
      "0@2: 1 x 99",
    ]);
  });

  it("keep the distance of their limit until they are touched", () => {
    const bars: Prices[] = [FLAT, [101, 112, 100, 110], [108.5, 109, 104, 106], [103, 107, 102, 105]];
    // Stop 98 and limit 97 (100 - 2, a point lower); after the close of 110 they are 108 and 107. Touched on bar 2.
    const steps = [order("trailing_stop_limit", -1, { trailAmount: 2, stopPrice: 100, limitPrice: 99 })];
    expect(walk(bars, steps).filled).toEqual(["0@3: -1 x 107"]);
  });
});

describe("orders for the close", () => {
  it("fill at the next bar's close, worse by the slippage", () => {
    const model = { slippage: { kind: "bps", bps: 100 } } as const;
    expect(walk([FLAT, [101, 103, 99, 102]], [order("market_on_close", 1)], model).filled).toEqual(["0@1: 1 x 103.02"]);
  });
});

describe("the stop and the target of one position", () => {
  const bracket = [
    order("market", 10),
    order("limit", -10, { limitPrice: 110, parent: 0 }),
    order("stop", -10, { stopPrice: 90, parent: 0 }),
  ];

  it("takes the stop when one bar touched both, in whatever order they were placed", () => {
    const bars: Prices[] = [FLAT, FLAT, [100, 111, 89, 100]];
    expect(walk(bars, bracket)).toMatchObject({
      filled: ["0@1: 10 x 100", "2@2: -10 x 90"],
      states: ["filled@1", "canceled@2 bracket", "filled@2"],
    });
    const [entry, target, stop] = bracket;
    expect(
      walk(
        bars,
        [entry, stop, target].flatMap((each) => each ?? []),
      ).filled,
    ).toEqual(["0@1: 10 x 100", "1@2: -10 x 90"]);
  });

  it("takes the target at the open when the bar opens beyond it, though the stop was touched later", () => {
    expect(walk([FLAT, FLAT, [112, 113, 89, 100]], bracket).filled).toEqual(["0@1: 10 x 100", "1@2: -10 x 112"]);
  });

  it("is for orders that close: a purchase waiting below does not make a sale come first", () => {
    const steps = [order("limit", 1, { limitPrice: 95 }), order("stop", -1, { stopPrice: 90 })];
    expect(walk([FLAT, [100, 101, 89, 100]], steps).filled).toEqual(["0@1: 1 x 95", "1@1: -1 x 90"]);
  });
});

describe("orders that hang on each other", () => {
  const touched: Prices = [100, 111, 89, 100];

  it("a child lives from the bar after its parent's fill", () => {
    const steps = [order("limit", 1, { limitPrice: 95 }), order("limit", -1, { limitPrice: 105, parent: 0 })];
    expect(walk([FLAT, [100, 110, 94, 100], touched], steps).filled).toEqual(["0@1: 1 x 95", "1@2: -1 x 105"]);
  });

  it("a child ends with a parent that ends without a fill, in the same way", () => {
    const child = order("stop", -1, { stopPrice: 90, parent: 0 });
    const limit = { limitPrice: 1, cancelAtBar: 1 };
    expect(walk([FLAT, FLAT], [order("limit", 1, limit), child]).states).toEqual(["canceled@1", "canceled@1 bracket"]);
    expect(walk([FLAT, FLAT], [order("market", 5000), child]).states).toEqual([
      "rejected@1 insufficient_cash",
      "rejected@1 bracket",
    ]);
    const late = { ...child, bar: 2 };
    expect(walk([FLAT, FLAT, FLAT], [order("limit", 1, limit), late]).states[1]).toBe("canceled@2 bracket");
    expect(walk([FLAT, FLAT], [order("market", 0.5), child], {}, { lot: 1 }).states).toEqual([
      "rejected@0 below_lot",
      "rejected@0 bracket",
    ]);
  });

  it.each<[string, Partial<Step>]>([
    ["a fill", { limitPrice: 105 }],
    ["a cancel", { limitPrice: 200, cancelAtBar: 1 }],
    ["an expiry", { limitPrice: 200, expiresAtMs: 1 }],
  ])("%s of one of a group cancels the rest", (_, first) => {
    const steps = [order("limit", -1, { ...first, group: 7 }), order("limit", -1, { limitPrice: 106, group: 7 })];
    const { states } = walk([FLAT, [100, 105, 99, 100], touched], steps);
    expect(states[1]).toBe("canceled@1 group");
  });

  it("who joins a group that is over is canceled at once", () => {
    const steps = [order("market", 1, { group: 1 }), order("market", 1, { bar: 1, group: 1 })];
    expect(walk([FLAT, FLAT, FLAT], steps).states).toEqual(["filled@1", "canceled@1 group"]);
  });
});

describe("volume", () => {
  it("is spent once, and what is left of an order goes on", () => {
    const bar: Prices = [100, 100, 100, 100, 100];
    const steps = [order("market", 15), order("market", 10)];
    const { filled, states } = walk([bar, bar, bar, bar], steps, { volumeShareMax: 0.1 });
    expect(filled).toEqual(["0@1: 10 x 100", "0@2: 5 x 100", "1@2: 5 x 100", "1@3: 5 x 100"]);
    expect(states).toEqual(["filled@2", "filled@3"]);
  });

  it.each([
    ["a group", { group: 1 }, { group: 1 }, "group"],
    ["a bracket", { parent: 0 }, { parent: 0 }, "bracket"],
  ] as const)(
    "that fills a part of one of %s cancels the other, and the rest of the first goes on",
    (_, one, two, why) => {
      const up: Prices = [110, 110, 110, 110, 40];
      const steps = [
        order("market", 4),
        order("limit", -10, { bar: 1, limitPrice: 105, ...one }),
        order("stop", -10, { bar: 1, stopPrice: 90, ...two }),
      ];
      const { filled, states } = walk([FLAT, FLAT, up, up, up], steps, { volumeShareMax: 0.1 });
      expect(filled.slice(1)).toEqual(["1@2: -4 x 110", "1@3: -4 x 110", "1@4: -2 x 110"]);
      expect(states).toEqual(["filled@1", "filled@4", `canceled@2 ${why}`]);
    },
  );

  it("that fills a part of one of a group lets nobody join it any more", () => {
    const up: Prices = [110, 110, 110, 110, 40];
    const steps = [
      order("limit", -10, { bar: 0, limitPrice: 105, group: 1 }),
      order("stop", -10, { bar: 1, stopPrice: 90, group: 1 }),
    ];
    const { states } = walk([FLAT, up, up, up], steps, { volumeShareMax: 0.1 });
    expect(states).toEqual(["filled@3", "canceled@1 group"]);
  });

  it("fills whole lots only, and nothing on a bar without volume", () => {
    const bars: Prices[] = [FLAT, [100, 100, 100, 100, 0], [100, 100, 100, 100, 70]];
    expect(walk(bars, [order("market", 20)], { volumeShareMax: 0.5 }, { lot: 10 }).filled).toEqual(["0@2: 20 x 100"]);
    const short: Prices[] = [FLAT, [100, 100, 100, 100, 35]];
    expect(walk(short, [order("market", 20)], { volumeShareMax: 0.5 }, { lot: 10 }).filled).toEqual(["0@1: 10 x 100"]);
  });

  it("moves the price by the square of the share that is taken", () => {
    const model = { slippage: { kind: "volume_share", impact: 0.1 } } as const;
    // 0.1 x (500 / 1000)^2 = 2.5 %.
    expect(walk([FLAT, FLAT], [order("market", 500)], model).filled).toEqual(["0@1: 500 x 102.5"]);
  });
});

describe("commission", () => {
  it.each<[BrokerModel["commission"], number]>([
    [{ kind: "per_unit", amount: 0.01 }, 0.3],
    [{ kind: "per_unit", amount: 0.01, min: 1 }, 1],
    [{ kind: "fixed", amount: 2 }, 2],
    [{ kind: "fixed_plus_percent", amount: 2, rate: 0.001 }, 5],
  ])("%o is paid once by a fill, also by one that turns a position round", (commission, paid) => {
    const { fills, broker } = walk([FLAT, FLAT, FLAT], [order("market", 10), order("market", -30, { bar: 1 })], {
      commission,
    });
    expect(fills.commission[1]).toBeCloseTo(paid, 12);
    expect(broker.cash).toBeCloseTo(100_000 + 2000 - (fills.commission[0] ?? Number.NaN) - paid, 9);
  });
});

describe("margin", () => {
  const margin = { initial: 0.5, maintenance: 0.25 };

  it("lets a position be worth twice the account, and no more", () => {
    expect(walk([FLAT, FLAT], [order("market", 20)], { cash: 1000, margin }).states).toEqual(["filled@1"]);
    expect(walk([FLAT, FLAT], [order("market", 20.01)], { cash: 1000, margin }).states).toEqual([
      "rejected@1 insufficient_margin",
    ]);
    expect(walk([FLAT, FLAT], [order("market", -20.01)], { cash: 1000, margin }).states).toEqual([
      "rejected@1 insufficient_margin",
    ]);
  });

  it("closes everything at the next open once the account is under its maintenance margin", () => {
    const bars: Prices[] = [FLAT, FLAT, [67, 67, 66, 66], [65, 65, 65, 65]];
    const steps = [order("market", 20), order("limit", -20, { bar: 1, limitPrice: 200 })];
    // 20 x 66 - 1000 owed = 320, under a quarter of 1320.
    const { calls, filled, states, broker } = walk(bars, steps, { cash: 1000, margin });
    expect(calls).toEqual([2]);
    expect(filled).toEqual(["0@1: 20 x 100", "2@3: -20 x 65"]);
    expect(states).toEqual(["filled@1", "canceled@2 margin_call", "filled@3"]);
    expect(broker.position).toBe(0);
  });
});

describe("fills at the close of the decision", () => {
  it("are for market orders; the rest waits for the next bar", () => {
    const steps = [order("market", 1), order("limit", -1, { limitPrice: 100 })];
    expect(walk([FLAT, [101, 102, 100, 101]], steps, { fill: "this_close" }).filled).toEqual([
      "0@0: 1 x 100",
      "1@1: -1 x 101",
    ]);
  });
});

describe("any script", () => {
  const price = fc.integer({ min: 80, max: 120 });
  const bars = fc.array(
    fc
      .tuple(price, price, fc.nat(10), fc.nat(10), fc.nat(200))
      .map(
        ([open, close, up, down, volume]): Prices => [
          open,
          Math.max(open, close) + up,
          Math.min(open, close) - down,
          close,
          volume,
        ],
      ),
    { minLength: 2, maxLength: 20 },
  );
  const steps = fc.array(
    fc
      .record({
        bar: fc.nat(18),
        type: fc.constantFrom(...BAR_ORDER_TYPES),
        quantity: fc.integer({ min: -30, max: 30 }).filter((quantity) => quantity !== 0),
        limitPrice: price,
        stopPrice: price,
        trailAmount: fc.integer({ min: 1, max: 10 }),
        group: fc.option(fc.nat(2), { nil: undefined }),
        expiresAtMs: fc.option(fc.nat(20 * 60_000), { nil: undefined }),
      })
      .map(({ limitPrice, stopPrice, trailAmount, ...rest }): Step => {
        const trailing = rest.type.startsWith("trailing");
        return {
          ...rest,
          ...(rest.type.includes("limit") ? { limitPrice } : {}),
          ...(rest.type.includes("stop") && rest.type !== "trailing_stop" ? { stopPrice } : {}),
          ...(trailing ? { trailAmount } : {}),
        };
      }),
    { maxLength: 25 },
  );
  const models = fc.record({
    cash: fc.constantFrom(1000, 100_000),
    shorting: fc.boolean(),
    volumeShareMax: fc.constantFrom(undefined, 0.1, 1),
    profile: fc.constant("bifrost" as const),
  });

  it("conserves money, fills no order past its quantity or its limit, and spends a volume once", () => {
    fc.assert(
      fc.property(bars, steps, models, (prices, list, model) => {
        const sorted = list.toSorted((left, right) => left.bar - right.bar);
        const { broker, fills } = walk(prices, sorted, model);
        let [cash, position] = [model.cash, 0];
        const perOrder = new Map<number, number>();
        const perBar = new Map<number, number>();
        fills.order.forEach((number, index) => {
          const [quantity = 0, paid = 0, bar = 0] = [fills.quantity[index], fills.price[index], fills.bar[index]];
          cash -= quantity * paid;
          position += quantity;
          perOrder.set(number, (perOrder.get(number) ?? 0) + quantity);
          perBar.set(bar, (perBar.get(bar) ?? 0) + Math.abs(quantity));
          const { limitPrice, bar: decided } = sorted[number] ?? {};
          expect(bar).toBeGreaterThan(decided ?? Number.NaN);
          const [, high = 0, low = 0] = prices[bar] ?? [];
          expect(paid <= high && paid >= low).toBe(true);
          const isTrailing = sorted[number]?.type.startsWith("trailing") ?? false;
          const worst = limitPrice === undefined || isTrailing ? paid : limitPrice;
          expect(quantity > 0 ? paid <= worst : paid >= worst).toBe(true);
        });
        expect(broker.cash).toBeCloseTo(cash, 6);
        expect(broker.position).toBeCloseTo(position, 9);
        perOrder.forEach((filled, number) => {
          const wanted = sorted[number]?.quantity ?? Number.NaN;
          expect(Math.sign(filled)).toBe(Math.sign(wanted));
          expect(Math.abs(filled)).toBeLessThanOrEqual(Math.abs(wanted) + 1e-9);
        });
        perBar.forEach((units, bar) => {
          const { volumeShareMax: share } = model;
          const most = share === undefined ? Number.POSITIVE_INFINITY : (prices[bar]?.[4] ?? 0) * share;
          expect(units).toBeLessThanOrEqual(most + 1e-9);
        });
        expect(broker.position >= 0 || model.shorting).toBe(true);
      }),
    );
  });

  it("knows nothing of later bars: cutting them off changes no fill before", () => {
    fc.assert(
      fc.property(bars, steps, models, fc.nat(), (prices, list, model, cut) => {
        const sorted = list.toSorted((left, right) => left.bar - right.bar);
        const end = 1 + (cut % prices.length);
        const whole = walk(prices, sorted, model).fills;
        const part = walk(prices.slice(0, end), sorted, model).fills;
        const before = [...whole.bar].filter((bar) => bar < end).length;
        expect([...part.price]).toEqual([...whole.price].slice(0, before));
        expect([...part.quantity]).toEqual([...whole.quantity].slice(0, before));
      }),
    );
  });
});
