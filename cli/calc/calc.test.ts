import { describe, expect, it } from "vitest";
import { z } from "zod";
import { indicatorList } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { CALCULATORS, findCalculator, listOf } from "./registry";
import { calc, refusal } from "./testing/calling";

const seriesOf = (input: unknown) =>
  z.object({ series: z.record(z.string(), z.array(z.number().nullable())) }).parse(calc("indicator", input).value)
    .series;

const BARS = {
  time: ["2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z", "2020-01-03T00:00:00Z", "2020-01-06T00:00:00Z"],
  open: [10, 11, 12, 13],
  high: [11, 12, 13, 14],
  low: [9, 10, 11, 12],
  close: [10.5, 11.5, 12.5, 13.5],
  volume: [1, 1, 1, 1],
};
const buy = (change: object = {}) => ({ id: "a", bar: 0, side: "buy", qty: 1, type: "market", ...change });
const scripted = (change: object = {}, order: object = {}) => ({ bars: BARS, orders: [buy(order)], ...change });

describe("every calculator", () => {
  it.each(CALCULATORS.map(({ name }) => name))(
    "%s refuses what is no JSON, no object, or has a field it does not know",
    (name) => {
      expect(refusal(name, "")).toBe("input.empty ");
      expect(refusal(name, "  \n ")).toBe("input.empty ");
      expect(refusal(name, "{")).toBe("input.malformed ");
      expect(refusal(name, "NaN")).toBe("input.malformed ");
      for (const value of ["[]", "null", "3", '"x"']) expect(refusal(name, value)).toBe("input.invalid ");
      expect(refusal(name, { nobodyKnowsThis: 1 }).split(" ")[0]).toMatch(/^input\.(invalid|unknown_field)$/);
    },
  );

  it.each(CALCULATORS)("$name prints a JSON Schema of what it takes", ({ input }) => {
    const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
    expect(schema).toMatchObject({ type: "object", additionalProperties: false });
    for (const field of Object.values(schema.properties ?? {})) expect(field).not.toEqual({});
  });

  it("is in the list, and those that choose from something say from what", () => {
    expect(listOf(null)).toEqual({ functions: CALCULATORS.map(({ name, summary }) => ({ name, summary })) });
    const { indicators } = z
      .object({
        indicators: z.array(z.looseObject({ name: z.string(), source: z.string().min(1), summary: z.string().min(1) })),
      })
      .parse(listOf("indicator"));
    expect(indicators.map(({ name }) => name)).toEqual(indicatorList.map(({ name }) => name));
    expect(JSON.stringify(listOf("backtest"))).toContain("sma-cross");
    expect([listOf("round"), listOf("nothing"), listOf("toString"), findCalculator("nothing")]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("takes a byte order mark for what it is", () => {
    expect(calc("round", '\uFEFF{"value":"1.26","decimals":1}').value).toEqual({ value: "1.3" });
  });
});

describe("calc indicator", () => {
  it("answers as documented", () => {
    expect(calc("indicator", { name: "sma", params: { length: 3 }, series: [1, 2, 3, 4] }).value).toEqual({
      series: { sma: [null, null, 2, 3] },
    });
  });

  it("gives the same in a stream as in a batch", () => {
    const { close } = makeSeededBars(200);
    for (const name of ["sma", "rsi"]) {
      const request = { name, params: { length: 5 }, series: [...close] };
      expect(calc("indicator", { ...request, mode: "stream" })).toEqual(calc("indicator", request));
    }
  });

  it("has no stream of what looks ahead: refuses the indicator, leaves out the line", () => {
    for (const name of ["dpo", "fractal", "zigzag", "pivots"]) {
      expect(refusal("indicator", { name, bars: BARS, mode: "stream" })).toBe("indicator.no_stream mode");
    }
    const ichimoku = (mode: string) => Object.keys(seriesOf({ name: "ichimoku", bars: BARS, mode }));
    expect(ichimoku("batch")).toEqual([...ichimoku("stream"), "lagging"]);
  });

  it("answers renko with bricks, and refuses more of them than fit", () => {
    const request = { name: "renko", params: { brickSize: 1 }, bars: BARS };
    // The first close of 10.5 is 10 as a start, half to even; each later close completes one brick.
    const bricks = [1, 2, 3].map((bar) => ({ time: BARS.time[bar], bar, open: 9 + bar, close: 10 + bar, isUp: true }));
    expect(calc("indicator", request).value).toMatchObject({ bricks });
    expect(calc("indicator", { ...request, mode: "stream" })).toEqual(calc("indicator", request));
    expect(refusal("indicator", { ...request, params: { brickSize: 1e-8 } })).toBe(
      "indicator.too_many params.brickSize",
    );
    expect(refusal("indicator", { ...request, params: { brickSize: 0 } })).toBe("indicator.bad_param params.brickSize");
  });

  it("takes the second series of two in other", () => {
    const request = { name: "correlation", params: { length: 2 }, series: [1, 2, 3], other: [3, 2, null] };
    expect(seriesOf(request)).toEqual({ correlation: [null, -1, null] });
    expect(refusal("indicator", { ...request, other: undefined })).toBe("indicator.missing_input other");
    expect(refusal("indicator", { ...request, other: [1] })).toBe("indicator.unequal_inputs other");
    expect(refusal("indicator", { ...request, other: ["1"] })).toBe("input.invalid other[0]");
  });

  it("reads bars, and takes missing values of a series as missing", () => {
    expect(calc("indicator", { name: "donchian", params: { length: 2 }, bars: BARS }).value).toEqual({
      series: { upper: [null, null, 12, 13], middle: [null, null, 10.5, 11.5], lower: [null, null, 9, 10] },
    });
    expect(calc("indicator", { name: "sma", params: { length: 2 }, series: [null, 1, 3] }).value).toEqual({
      series: { sma: [null, null, 2] },
    });
  });

  it("names what is wrong", () => {
    expect(refusal("indicator", { name: "nothing", params: {}, series: [1] })).toBe("indicator.unknown name");
    expect(refusal("indicator", { name: "sma", params: { length: 0 }, series: [1] })).toBe(
      "indicator.bad_param params.length",
    );
    expect(refusal("indicator", { name: "sma", params: { size: 3 }, series: [1] })).toBe(
      "indicator.bad_param params.size",
    );
    expect(refusal("indicator", { name: "sma", params: {} })).toBe("input.invalid series");
    expect(refusal("indicator", { name: "sma", params: {}, series: [1], bars: BARS })).toBe("input.invalid series");
    expect(refusal("indicator", { name: "sma", params: {}, series: [1, "2"] })).toBe("input.invalid series[1]");
    expect(refusal("indicator", { name: "sma", params: {}, series: { 0: 1 } })).toBe("input.invalid series");
    expect(refusal("indicator", { name: "atr", params: {}, series: [1] })).toBe("indicator.missing_input bars.high");
    expect(refusal("indicator", { name: "sma", params: {}, bars: { ...BARS, low: [1] } })).toBe(
      "input.invalid bars.low",
    );
    expect(refusal("indicator", { name: "sma", params: {}, bars: { ...BARS, time: ["2020-13-01"] } })).toBe(
      "input.invalid bars.time[0]",
    );
    expect(refusal("indicator", { name: "sma", params: {}, bars: BARS, mode: "both" })).toBe("input.invalid mode");
  });
});

describe("calc metrics", () => {
  it("has every documented key", () => {
    const { value } = calc("metrics", {
      returns: [0.01, -0.02, 0.03, 0.01, -0.01],
      benchmark: [0.02, -0.01, 0.01, 0, -0.02],
    });
    expect(value).toMatchObject({ periods: 5, best: 0.03, worst: -0.02, deflatedSharpe: null });
    const keys =
      "totalReturn cagr volatility sharpe sortino calmar maxDrawdown maxDrawdownDuration omega tailRatio var cvar varParametric skew kurtosis stability ulcerIndex winRate best worst beta alpha informationRatio correlation upCapture downCapture probabilisticSharpe deflatedSharpe";
    expect(Object.keys(z.looseObject({}).parse(value))).toEqual(expect.arrayContaining(keys.split(" ")));
  });

  it("takes n + 1 values of equity for n returns, and removes what is missing", () => {
    const byEquity = calc("metrics", { equity: [100, 110, 99, 108.9], periodsPerYear: 12 }).value;
    expect(byEquity).toMatchObject({ periods: 3, maxDrawdown: expect.closeTo(-0.1, 12) });
    expect(calc("metrics", { returns: [0.5, null, -0.25], benchmark: [0, 9, 0] }).value).toEqual(
      calc("metrics", { returns: [0.5, -0.25], benchmark: [0, 0] }).value,
    );
  });

  it("names what is wrong", () => {
    expect(refusal("metrics", {})).toBe("input.invalid returns");
    expect(refusal("metrics", { returns: [1], equity: [1] })).toBe("input.invalid returns");
    expect(refusal("metrics", { returns: [1, 2], benchmark: [1] })).toBe("input.invalid benchmark");
    expect(refusal("metrics", '{"returns":[0.1,1e999]}')).toBe("input.invalid returns[1]");
    expect(refusal("metrics", { returns: [1], periodsPerYear: 0 })).toBe("input.invalid periodsPerYear");
    expect(refusal("metrics", { returns: [1], confidence: 1 })).toBe("input.invalid confidence");
    expect(refusal("metrics", { returns: [1], trials: 0 })).toBe("input.invalid trials");
    expect(refusal("metrics", { returns: [1], riskfree: 0 })).toBe("input.unknown_field riskfree");
    expect(refusal("metrics", '{"returns":[1],"__proto__":{"a":1}}')).toBe("input.unknown_field __proto__");
  });

  it("stops at the first bad value of a million", () => {
    expect(refusal("metrics", { returns: Array.from({ length: 1_000_000 }, () => "x") })).toBe(
      "input.invalid returns[0]",
    );
  });
});

describe("calc round", () => {
  it.each([
    [{ value: "-2.5", lot: "1" }, "-3"],
    [{ value: "-2.5", lot: "1", mode: "down" }, "-3"],
    [{ value: "-2.5", lot: "1", mode: "up" }, "-2"],
    [{ value: "-0.5", lot: "1", mode: "truncate" }, "0"],
    [{ value: "101.2375", tick: "0.05" }, "101.25"],
    [{ value: "0.123456789123456789", decimals: 17 }, "0.12345678912345679"],
    [{ value: "1234.5678", significant: 6 }, "1234.57"],
  ])("%o is %s", (request, expected) => {
    expect(calc("round", request).value).toEqual({ value: expected });
  });

  it("names what is wrong", () => {
    expect(refusal("round", { value: 1.5, tick: "1" })).toBe("input.invalid value");
    expect(refusal("round", { value: "1e5", tick: "1" })).toBe("input.invalid value");
    expect(refusal("round", { value: "1", tick: "0" })).toBe("rounding.out_of_range tick");
    expect(refusal("round", { value: "1", lot: "-1" })).toBe("rounding.out_of_range lot");
    expect(refusal("round", { value: "1" })).toBe("input.invalid ");
    expect(refusal("round", { value: "1", tick: "1", lot: "1" })).toBe("input.invalid lot");
    expect(refusal("round", { value: "1", decimals: 31 })).toBe("input.invalid decimals");
    expect(refusal("round", { value: "1", decimals: 1, mode: "even" })).toBe("input.invalid mode");
  });
});

describe("calc backtest", () => {
  it("runs a script of market orders", () => {
    const orders = [buy({ id: 7, bar: 1, side: "sell", qty: 2 }), buy({ qty: 2 }), buy({ id: "late", bar: 3 })];
    const broker = { cash: 100, commission: { kind: "percent", rate: 0.01 } };
    expect(calc("backtest", { bars: BARS, orders, broker }).value).toMatchObject({
      orders: [
        { id: 7, status: "filled", bar: 2 },
        { id: "a", status: "filled", bar: 1 },
        { id: "late", status: "working", bar: null },
      ],
      fills: [
        { orderId: "a", bar: 1, time: "2020-01-02T00:00:00Z", side: "buy", qty: 2, price: 11, commission: 0.22 },
        { orderId: 7, bar: 2, time: "2020-01-03T00:00:00Z", side: "sell", qty: 2, price: 12, commission: 0.24 },
      ],
      trades: [
        { side: "long", qty: 2, entryBar: 1, exitBar: 2, entryPrice: 11, exitPrice: 12, pnl: expect.closeTo(1.54, 12) },
      ],
      position: [0, 2, 0, 0],
      stats: { finalEquity: expect.closeTo(101.54, 12), trades: 1 },
    });
  });

  it("says why an order was refused, and ends what expired", () => {
    const orders = [buy({ id: "dear", qty: 100 }), buy({ id: "old", expiresAt: "2020-01-01T12:00:00Z" })];
    expect(calc("backtest", { bars: BARS, orders, broker: { cash: 100 } }).value).toMatchObject({
      orders: [
        { id: "dear", status: "rejected", bar: 1, reason: "insufficient_cash" },
        { id: "old", status: "expired", bar: 1 },
      ],
      fills: [],
      equity: [100, 100, 100, 100],
    });
  });

  it("closes at the end with a fill of its own that is no order of the script", () => {
    expect(calc("backtest", scripted({ broker: { closeAtEnd: true } })).value).toMatchObject({
      orders: [{ id: "a", status: "filled" }],
      fills: [{ orderId: "a" }, { orderId: "close_at_end", bar: 3, side: "sell", price: 13.5 }],
    });
  });

  it("numbers a strategy's orders, without the one that closes at the end", () => {
    const closes = [10, 9, 11, 12];
    const { value } = calc("backtest", {
      bars: { open: closes, high: closes, low: closes, close: closes },
      strategy: { name: "sma-cross", params: { fast: 1, slow: 2, quantity: 3 } },
      broker: { closeAtEnd: true },
    });
    expect(z.looseObject({ orders: z.array(z.unknown()) }).parse(value).orders).toEqual([
      { id: "1", status: "filled", bar: 3 },
    ]);
    expect(value).toMatchObject({ fills: [{ orderId: "1" }, { orderId: "close_at_end" }] });
  });

  it("runs every built-in strategy, with its defaults where none are given", () => {
    const { time, open, high, low, close, volume } = makeSeededBars(10_000);
    const bars = {
      time: [...time],
      open: [...open],
      high: [...high],
      low: [...low],
      close: [...close],
      volume: [...volume],
    };
    const broker = { commission: { kind: "percent", rate: 0.001 } };
    const run = calc("backtest", {
      bars,
      strategy: { name: "sma-cross", params: { fast: 10, slow: 30, quantity: 10 } },
      broker,
    });
    expect(run.value).toMatchObject({
      stats: { finalEquity: expect.closeTo(99_700.906632, 6), trades: 180, filled: 360 },
    });
    expect(calc("backtest", { bars, strategy: { name: "sma-cross" }, broker })).toEqual(run);
    for (const name of ["rsi-reversion", "donchian-breakout"])
      expect(calc("backtest", { bars, strategy: { name } }).good).toBe(true);
  });

  it("works without times and volumes, and without bars at all", () => {
    const { time: _, volume: __, ...bars } = BARS;
    expect(calc("backtest", scripted({ bars })).value).toMatchObject({
      fills: [{ time: null, bar: 1 }],
      stats: { monthly: [] },
    });
    const none = { open: [], high: [], low: [], close: [] };
    expect(calc("backtest", { bars: none, orders: [] }).value).toMatchObject({
      equity: [],
      fills: [],
      stats: { totalReturn: null },
    });
  });

  it("refuses orders that lack a price, have one too many, or hang on what is not there", () => {
    const wrong = (order: object, change: object = {}) => refusal("backtest", scripted(change, order));
    expect(wrong({ type: "limit" })).toBe("order.price_missing orders[0].limitPrice");
    expect(wrong({ type: "stop_limit", stopPrice: 9 })).toBe("order.price_missing orders[0].limitPrice");
    expect(wrong({ type: "trailing_stop" })).toBe("order.price_missing orders[0].trailAmount");
    expect(wrong({ type: "market", stopPrice: 9 })).toBe("order.price_unused orders[0].stopPrice");
    expect(wrong({ type: "trailing_stop", trailAmount: 1, trailPercent: 0.1 })).toBe(
      "order.price_unused orders[0].trailPercent",
    );
    expect(wrong({ type: "trailing_stop", trailAmount: 0 })).toBe("order.trail_out_of_range orders[0].trailAmount");
    expect(wrong({ oco: "nobody" })).toBe("order.oco_unknown orders[0].oco");
    expect(wrong({ oco: "a" })).toBe("order.oco_unknown orders[0].oco");
    expect(wrong({ parent: "nobody" })).toBe("order.parent_unknown orders[0].parent");
    const early = [buy({ id: "child", parent: "a" }), buy({})];
    expect(refusal("backtest", { bars: BARS, orders: early })).toBe("order.parent_later orders[0].parent");
    expect(wrong({}, { broker: { slippage: { kind: "ticks", ticks: 1 } } })).toBe(
      "broker.out_of_range instrument.tick",
    );
    expect(wrong({}, { profile: "backtrader", broker: { spreadBps: 1 } })).toBe("broker.out_of_range broker.spreadBps");
  });

  it("makes one group of orders that name each other, from either side", () => {
    const orders = [
      buy({ id: "a", type: "limit", limitPrice: 1, oco: "b" }),
      buy({ id: "b", oco: "a" }),
      buy({ id: "c", type: "limit", limitPrice: 1, oco: "b" }),
    ];
    expect(calc("backtest", { bars: BARS, orders }).value).toMatchObject({
      orders: [
        { id: "a", status: "canceled", bar: 1, reason: "group" },
        { id: "b", status: "filled", bar: 1 },
        { id: "c", status: "canceled", bar: 1, reason: "group" },
      ],
    });
  });

  it("names what is wrong", () => {
    const wrong = (change: object, order: object = {}) => refusal("backtest", scripted(change, order));
    const bars = (change: object) => wrong({ bars: { ...BARS, ...change } });
    expect(wrong({}, { qty: 0 })).toBe("input.invalid orders[0].qty");
    expect(wrong({}, { qty: "1" })).toBe("input.invalid orders[0].qty");
    expect(wrong({}, { side: "long" })).toBe("input.invalid orders[0].side");
    expect(wrong({}, { type: "iceberg" })).toBe("input.invalid orders[0].type");
    expect(wrong({}, { size: 1 })).toBe("input.unknown_field orders[0].size");
    expect(wrong({}, { bar: 4 })).toBe("order.bar_unknown orders[0].bar");
    expect(wrong({}, { bar: -1 })).toBe("input.invalid orders[0].bar");
    expect(wrong({}, { bar: 2, cancelAtBar: 1 })).toBe("order.canceled_before orders[0].cancelAtBar");
    expect(wrong({ orders: [buy(), buy()] })).toBe("order.id_repeated orders[1].id");
    expect(wrong({ bars: { ...BARS, time: undefined } }, { expiresAt: "2020-01-02" })).toBe(
      "order.expiry_without_time orders[0].expiresAt",
    );
    expect(wrong({}, { expiresAt: "tomorrow" })).toBe("input.invalid orders[0].expiresAt");
    expect(wrong({ strategy: { name: "sma-cross" } })).toBe("input.invalid strategy");
    expect(wrong({ orders: undefined })).toBe("input.invalid strategy");
    expect(wrong({ orders: undefined, strategy: { name: "sma" } })).toBe("strategy.not_found strategy.name");
    expect(wrong({ orders: undefined, strategy: { name: "sma-cross", params: { fast: 9, slow: 3 } } })).toBe(
      "strategy.params_invalid strategy.params.fast",
    );
    expect(wrong({ orders: undefined, strategy: { name: "sma-cross", params: [1] } })).toBe(
      "strategy.params_invalid strategy.params",
    );
    expect(wrong({ broker: { cash: 0 } })).toBe("input.invalid broker.cash");
    expect(wrong({ broker: { commission: { kind: "percent", rate: 1 } } })).toBe(
      "input.invalid broker.commission.rate",
    );
    expect(wrong({ broker: { commission: { kind: "none" } } })).toBe("input.invalid broker.commission.kind");
    expect(wrong({ instrument: { tick: 1e-20 } })).toBe("broker.out_of_range instrument.tick");
    expect(bars({ high: [8, 12, 13, 14] })).toBe("bar.high_below bars.high[0]");
    expect(bars({ low: [9, 10, 12.2, 12] })).toBe("bar.low_above bars.low[2]");
    expect(bars({ volume: [0, -1, 0, 0] })).toBe("bar.volume_negative bars.volume[1]");
    expect(bars({ time: ["2020-01-01", "2020-01-02", "2020-01-02", "2020-01-03"] })).toBe(
      "bar.time_not_ascending bars.time[2]",
    );
    expect(bars({ time: ["2020-02-30", "2020-03-02", "2020-03-03", "2020-03-04"] })).toBe("input.invalid bars.time[0]");
    expect(bars({ close: [1] })).toBe("input.invalid bars.close");
    expect(bars({ close: undefined })).toBe("input.invalid bars.close");
    expect(bars({ close: [1, null, 1, 1] })).toBe("input.invalid bars.close[1]");
  });
});

describe("calc calendar", () => {
  it("gives sessions in UTC, both ends inside, with half days and summer time", () => {
    expect(calc("calendar", { calendar: "XNYS", from: "2024-07-03", to: "2024-07-05" }).value).toEqual({
      sessions: [
        { date: "2024-07-03", open: "2024-07-03T13:30:00Z", close: "2024-07-03T17:00:00Z" },
        { date: "2024-07-05", open: "2024-07-05T13:30:00Z", close: "2024-07-05T20:00:00Z" },
      ],
    });
    expect(calc("calendar", { calendar: "XNAS", from: "2001-09-11", to: "2001-09-14" }).value).toEqual({
      sessions: [],
    });
    expect(calc("calendar", { calendar: "24/7", from: "2024-02-29", to: "2024-02-29" }).value).toEqual({
      sessions: [{ date: "2024-02-29", open: "2024-02-29T00:00:00Z", close: "2024-03-01T00:00:00Z" }],
    });
    expect(
      calc("calendar", { calendar: "XNYS", from: "2024-01-02", to: "2024-01-02", hours: "extended" }).value,
    ).toEqual({
      sessions: [{ date: "2024-01-02", open: "2024-01-02T09:00:00Z", close: "2024-01-03T01:00:00Z" }],
    });
  });

  it.each([
    [{ calendar: "MOON", from: "2024-01-01", to: "2024-01-02" }, "calendar.unknown calendar"],
    [{ calendar: "XNYS", from: "2024-01-02", to: "2024-01-01" }, "calendar.range_reversed to"],
    [{ calendar: "XNYS", from: "1989-12-31", to: "1990-01-05" }, "calendar.out_of_range from"],
    [{ calendar: "XNYS", from: "2027-01-01", to: "2028-01-01" }, "calendar.out_of_range to"],
    [{ calendar: "XNYS", from: "2024-02-30", to: "2024-03-01" }, "input.invalid from"],
    [{ calendar: "XNYS", from: "2024-02-01T00:00:00Z", to: "2024-03-01" }, "input.invalid from"],
    [{ calendar: "XNYS", from: "2024-02-01" }, "input.invalid to"],
    [{ calendar: "XNYS", from: "2024-02-01", to: "2024-02-01", hours: "all" }, "input.invalid hours"],
  ])("refuses %j", (input, expected) => {
    expect(refusal("calendar", input)).toBe(expected);
  });
});

describe("calc adjust", () => {
  const bars = {
    time: ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-06"],
    open: [100, 100, 48, 50],
    close: [100, 96, 50, 51],
    volume: [10, 10, 30, 40],
  };
  const actions = [
    { date: "2020-01-03", type: "split", ratio: 2 },
    { date: "2020-01-03", type: "dividend", amount: 4.8 },
    { date: "2020-01-06", type: "dividend", amount: 0.5 },
  ];

  it("multiplies what came after each bar; a dividend counts against the close before it as it was", () => {
    const [later, both] = [1 - 0.5 / 50, (1 - 0.5 / 50) * (1 - 4.8 / 96) * 0.5];
    const { value } = calc("adjust", { bars, actions });
    const { factors, bars: adjusted } = z
      .looseObject({ factors: z.array(z.number()), bars: z.record(z.string(), z.array(z.unknown())) })
      .parse(value);
    expect(factors).toHaveLength(4);
    for (const [i, expected] of [both, both, later, 1].entries()) expect(factors[i]).toBeCloseTo(expected, 15);
    expect(Object.keys(adjusted)).toEqual(["time", "open", "close", "volume"]);
    expect(adjusted["time"]).toEqual(bars.time);
    expect(adjusted["volume"]).toEqual([20, 20, 30, 40]);
    expect(adjusted["close"]?.[1]).toBeCloseTo(96 * both, 12);
  });

  it("knows nothing of what happened after asOf", () => {
    const { value } = calc("adjust", { bars, actions, asOf: "2020-01-03" });
    expect(JSON.stringify(value)).toContain('"factors":[0.475,0.475,1,1]');
    expect(JSON.stringify(calc("adjust", { bars, actions, asOf: "2020-01-02" }).value)).toContain(
      '"factors":[1,1,1,1]',
    );
  });

  it("takes the date at the exchange for bars of a moment", () => {
    const time = ["2020-01-03T00:30:00Z", "2020-01-03T14:30:00Z"];
    const request = { bars: { time, close: [96, 50] }, actions: actions.slice(0, 1) };
    const of = (timeZone: string) => JSON.stringify(calc("adjust", { ...request, timeZone }).value);
    expect(of("America/New_York")).toContain('"factors":[0.5,1]');
    expect(of("UTC")).toContain('"factors":[1,1]');
  });

  it.each([
    [{ bars: { close: [1] }, actions: [] }, "input.invalid bars.time"],
    [{ bars: { time: ["2020-01-01"], close: [1, 2] }, actions: [] }, "input.invalid bars.close"],
    [
      { bars: { time: ["2020-01-02", "2020-01-01"], close: [1, 2] }, actions: [] },
      "bar.time_not_ascending bars.time[1]",
    ],
    [{ bars, actions: [{ date: "2020-13-01", type: "split", ratio: 2 }] }, "input.invalid actions[0].date"],
    [{ bars, actions: [{ date: "2020-01-03", type: "split", ratio: 0 }] }, "input.invalid actions[0].ratio"],
    [{ bars, actions: [{ date: "2020-01-03", type: "dividend", amount: -1 }] }, "input.invalid actions[0].amount"],
    [{ bars, actions: [{ date: "2020-01-03", type: "merger" }] }, "input.invalid actions[0].type"],
    [
      { bars, actions: [...actions, { date: "2020-01-02", type: "dividend", amount: 100 }] },
      "adjust.dividend_too_large actions[3].amount",
    ],
    [{ bars, actions, timeZone: "Mars" }, "time_zone.unknown timeZone"],
  ])("refuses %j", (input, expected) => {
    expect(refusal("adjust", input)).toBe(expected);
  });
});
