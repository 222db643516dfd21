import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exact, exact, ZERO } from "@/modules/_kernel";
import type { LimitTerms } from "../limits/limit-terms";
import type { HardStep } from "../monitor/monitored-kinds";
import type { Past, PastFill, PastOrder, PastPoint } from "./past";
import { type LimitReplay, replayLimit } from "./replay-limit";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (day: number, hour: number) => day * DAY_MS + hour * HOUR_MS;

interface Trade {
  readonly atMs: number;
  /** Above 0 bought, below 0 sold. */
  readonly qty: number;
  readonly price: number;
}
interface Close {
  readonly atMs: number;
  readonly equity: number;
  readonly price?: number;
  readonly flow?: number;
  readonly units?: number;
}

/** A past of 1 000 in one instrument: market orders that fill at once. */
function pastOf(trades: readonly Trade[], closes: readonly Close[], change: Partial<Past> = {}): Past {
  const orders = trades.map(
    ({ atMs, qty }): PastOrder => ({
      atMs,
      symbol: "A",
      side: qty > 0 ? "buy" : "sell",
      qty: exact(Math.abs(qty)),
      limitPrice: null,
      protectiveStop: null,
      endedMs: atMs,
      onlyReduces: false,
    }),
  );
  const fills = trades.map(
    ({ atMs, qty, price }, order): PastFill => ({
      atMs,
      order,
      qty: exact(Math.abs(qty)),
      price: exact(price),
      fees: ZERO,
    }),
  );
  const points = closes.map(
    ({ atMs, equity, flow = 0, units }): PastPoint => ({
      atMs,
      equity: exact(equity),
      flow: exact(flow),
      units: units === undefined ? null : new Map([["A", exact(units)]]),
    }),
  );
  const worthAt = (_symbol: string, point: number): Exact | null => {
    const price = closes[point]?.price;
    return price === undefined ? null : exact(price);
  };
  return {
    cash: exact(1_000),
    orders,
    fills,
    points,
    cancels: [],
    instruments: new Map([["A", { currency: "USD", sector: "tech", lot: exact(1) }]]),
    worthAt,
    ...change,
  };
}

function replay(past: Past, terms: LimitTerms): LimitReplay {
  const running = replayLimit(past, terms);
  for (;;) {
    const { done, value } = running.next();
    if (done === true) return value;
  }
}
const days = ({ fired }: LimitReplay) =>
  fired.map(({ dayMs, refused, gained }) => [dayMs / DAY_MS, refused, gained.toNumber()]);
const dailyLoss = (value: string, hard: HardStep): LimitTerms => ({
  kind: "daily_loss",
  value,
  steps: { warnAt: 0.8, hard },
});

describe("a limit on orders, replayed", () => {
  const trades = [
    { atMs: at(0, 10), qty: 5, price: 10 },
    { atMs: at(1, 10), qty: 50, price: 10 },
    { atMs: at(2, 10), qty: -55, price: 8 },
  ];
  const closes = [
    { atMs: at(0, 23), equity: 1_000, price: 10 },
    { atMs: at(1, 23), equity: 945, price: 9 },
    { atMs: at(2, 23), equity: 890, price: 8 },
  ];

  it("refuses what is past it, and what closes closes only what there would have been", () => {
    const done = replay(pastOf(trades, closes), { kind: "order_value", value: "100" });
    expect(days(done)).toEqual([[1, 1, 100]]);
    expect(done.gained.toNumber()).toBe(100);
    expect(done.refused).toMatchObject([{ order: { atMs: at(1, 10) } }]);
    expect(done.refused[0]?.actual?.toNumber()).toBe(500);
    expect(done.curve.map(({ was, would }) => [was.toNumber(), would.toNumber()])).toEqual([
      [1_000, 1_000],
      [945, 995],
      [890, 990],
    ]);
  });

  it("does nothing where it allows all that was asked for", () => {
    const done = replay(pastOf(trades, closes), { kind: "order_value", value: "1000" });
    expect([done.days, done.orders, done.fired, done.gained.toNumber()]).toEqual([3, 3, [], 0]);
  });

  it("costs what a refused order would have won", () => {
    const won = [{ ...trades[1], atMs: at(0, 10), qty: 50, price: 10 }];
    const done = replay(pastOf(won, [{ atMs: at(0, 23), equity: 1_100, price: 12 }]), {
      kind: "restricted",
      symbols: ["A"],
    });
    expect(done.gained.toNumber()).toBe(-100);
  });

  it("counts a rate over what it let through", () => {
    const burst = [0, 1, 2, 3].map((minute) => ({ atMs: at(0, 10) + minute * 60_000, qty: 1, price: 10 }));
    const done = replay(pastOf(burst, []), { kind: "order_rate", value: "2", windowSeconds: 150 });
    expect(done.refused.map(({ order }) => (order.atMs - at(0, 10)) / 60_000)).toEqual([2]);
  });

  it("follows a split in proportion", () => {
    const split = [
      { atMs: at(0, 23), equity: 1_000, price: 10, units: 60 },
      { atMs: at(1, 23), equity: 1_000, price: 5, units: 120 },
    ];
    const bought = [
      { atMs: at(0, 10), qty: 50, price: 10 },
      { atMs: at(0, 11), qty: 10, price: 10 },
    ];
    const done = replay(pastOf(bought, split), { kind: "order_qty", value: "20" });
    expect(done.curve.map(({ would }) => would.toNumber())).toEqual([1_000, 1_000]);
    expect(done.gained.toNumber()).toBe(0);
  });
});

describe("a limit on losses, replayed", () => {
  const bought = [{ atMs: at(0, 10), qty: 50, price: 10 }];
  const fall = [
    { atMs: at(0, 20), equity: 1_000, price: 10 },
    { atMs: at(1, 10), equity: 970, price: 9.4 },
    { atMs: at(1, 16), equity: 900, price: 8 },
    { atMs: at(2, 16), equity: 925, price: 8.5 },
  ];

  it("closes at the first moment past it, and counts what came after", () => {
    const done = replay(pastOf(bought, fall), dailyLoss("0.02", "flatten"));
    expect(done.fired).toMatchObject([{ dayMs: DAY_MS, passedAtMs: at(1, 10), refused: 0, step: "flatten" }]);
    expect(done.fired[0]?.used?.toNumber()).toBe(0.03);
    expect(done.gained.toNumber()).toBe(45);
  });

  it("only refuses what opens where it does nothing else", () => {
    const more = [...bought, { atMs: at(1, 12), qty: 10, price: 9 }, { atMs: at(2, 10), qty: 10, price: 8.4 }];
    const done = replay(pastOf(more, fall), dailyLoss("0.02", "alert"));
    expect(done.refused.map(({ order }) => order.atMs)).toEqual([at(1, 12)]);
    expect(done.curve.at(-1)).toMatchObject({ atMs: at(2, 16) });
  });

  it("takes money that goes for no loss, and money that comes for no win", () => {
    const flows = [
      { atMs: at(0, 20), equity: 1_000 },
      { atMs: at(1, 20), equity: 500, flow: -500 },
      { atMs: at(2, 20), equity: 1_440, flow: 1_000 },
    ];
    expect(days(replay(pastOf([], flows), dailyLoss("0.02", "flatten")))).toEqual([[2, 0, 0]]);
    expect(replay(pastOf([], flows), { kind: "drawdown", value: "0.05" }).fired).toEqual([]);
  });

  it("measures a drawdown from the highest end of a day, over days", () => {
    const ends = [1_000, 1_100, 1_050, 980, 985].map((equity, day) => ({ atMs: at(day, 20), equity }));
    const done = replay(pastOf([], ends), { kind: "drawdown", value: "0.1" });
    expect(days(done)).toEqual([
      [3, 0, 0],
      [4, 0, 0],
    ]);
  });
});

describe("any past", () => {
  const steps = fc.record({ qty: fc.integer({ min: -20, max: 20 }), price: fc.integer({ min: 5, max: 15 }) });
  /** Trades at whole prices, each with what everything is worth right after it. */
  const pasts = fc.array(steps, { minLength: 1, maxLength: 20 }).map((all) => {
    let [cash, held] = [1_000, 0];
    const trades: Trade[] = [];
    const closes = all.map(({ qty, price }, place) => {
      cash -= qty * price;
      held += qty;
      if (qty !== 0) trades.push({ atMs: at(place, 10), qty, price });
      return { atMs: at(place, 20), equity: cash + held * price, price, units: held };
    });
    return pastOf(trades, closes);
  });

  it("ends as it was under a limit that nothing reaches", () => {
    fc.assert(
      fc.property(pasts, (past) => {
        const done = replay(past, { kind: "gross_exposure", value: "1000000" });
        expect([done.fired, done.gained.toNumber()]).toEqual([[], 0]);
      }),
      { numRuns: 50 },
    );
  });

  it("adds up: its days gained what the end did, and an order was refused on each", () => {
    fc.assert(
      fc.property(pasts, fc.integer({ min: 0, max: 30 }), (past, most) => {
        const done = replay(past, { kind: "position_qty", value: String(most) });
        const sum = done.fired.reduce((total, { gained }) => total.plus(gained), ZERO);
        expect(sum.eq(done.gained)).toBe(true);
        expect(done.fired.every(({ refused }) => refused > 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("says nothing of nothing", () => {
    const done = replay(pastOf([], []), { kind: "drawdown", value: "0.1" });
    expect([done.days, done.fired, done.refused, done.curve]).toEqual([0, [], [], []]);
  });
});
