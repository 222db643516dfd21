import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type BarColumns, barColumnsOf, barCount, calendarOf } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { BarCursor } from "../../domain/bar-cursor";
import { closesOf } from "../../domain/portfolio/bar-closes";
import type { PreparedPortfolio } from "../../domain/portfolio/define-portfolio-strategy";
import type { Market, PortfolioRun, TradedInstrument } from "../../domain/portfolio/market";
import { runPortfolioBacktest } from "../../domain/portfolio/portfolio-backtest";
import { makeSeededBars } from "../../domain/seeded-bars";
import type { PreparedStrategy, SessionCloses, StrategyRun } from "../../domain/strategy";
import { exampleMarket } from "../../testing/example-market";
import { openExample } from "../../testing/open-example";
import { openCode, openPortfolioCode } from "./code-strategy";
import { compileSource } from "./compile";
import { describeCode } from "./describe-code";
import { loadSandbox, openInSandbox } from "./vm";
import { makeAskFile } from "./vm-ask";

beforeAll(loadSandbox);
const ask = makeAskFile(openInSandbox);
const BROKER = { ...DEFAULT_BROKER, commission: { kind: "percent", rate: 0.001 } } as const;
/** Each run is two contexts of the sandbox: a sample here, many in a soak. */
const numRuns = Math.min(100, Number(process.env["SOAK_RUNS"] ?? 1));

const value = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

/** Stops at a bar, is saved, and goes on as another run that knows only what was saved and the bars. */
class Stopped implements StrategyRun {
  #run: StrategyRun;
  readonly onFill: NonNullable<StrategyRun["onFill"]>;
  readonly onBar: StrategyRun["onBar"];

  constructor(prepared: PreparedStrategy, bars: BarColumns, cut: number, sessions?: SessionCloses) {
    this.#run = prepared.start(sessions);
    this.onFill = (fill, desk) => this.#run.onFill?.(fill, desk);
    this.onBar = (bar, desk) => {
      if (bar.index === cut) this.#run = this.#again(prepared, bars, cut, sessions);
      this.#run.onBar(bar, desk);
    };
  }
  #again(prepared: PreparedStrategy, bars: BarColumns, cut: number, sessions?: SessionCloses): StrategyRun {
    const resumed = prepared.resume?.(this.#run.save?.() ?? "", sessions);
    if (resumed === undefined) throw new Error("code can be gone on with");
    this.end();
    const cursor = new BarCursor(bars);
    for (cursor.index = 0; cursor.index < cut; cursor.index += 1) resumed.catchUp(cursor);
    return resumed;
  }
  get notes() {
    return this.#run.notes ?? [];
  }
  end(): void {
    this.#run.end?.();
  }
}

/** The same on several instruments. What it saw before is shown again by a run that orders nothing. */
class StoppedPortfolio implements PortfolioRun {
  #run: PortfolioRun;
  #moment = -1;
  readonly onFill: NonNullable<PortfolioRun["onFill"]>;
  readonly onBars: PortfolioRun["onBars"];

  constructor(prepared: PreparedPortfolio, instruments: readonly TradedInstrument[], cut: number) {
    const symbols = instruments.map(({ symbol }) => symbol);
    this.#run = prepared.start(symbols);
    this.onFill = (fill, market) => this.#run.onFill?.(fill, market);
    this.onBars = (market) => {
      this.#moment += 1;
      if (this.#moment === cut) {
        const resumed = prepared.resume?.(this.#run.save?.() ?? "", symbols);
        if (resumed === undefined) throw new Error("code can be gone on with");
        this.end();
        showAgain(instruments, cut, (seen) => resumed.catchUp(seen));
        this.#run = resumed;
      }
      this.#run.onBars(market);
    };
  }
  end(): void {
    this.#run.end?.();
  }
}

function showAgain(instruments: readonly TradedInstrument[], count: number, show: (market: Market) => void): void {
  let seen = 0;
  const onBars = (market: Market) => {
    if (seen < count) show(market);
    seen += 1;
  };
  runPortfolioBacktest({ run: { onBars }, instruments, broker: BROKER });
}

describe("a run that is stopped and goes on from what was saved", () => {
  it.each([
    ["sma-cross", { fast: 5, slow: 20 }],
    ["rsi-reversion", { length: 9 }],
    ["bollinger-reversion", { length: 15 }],
    ["turtle", { entry: 12 }],
  ])("gives the bits of one that was not, of %s at any bar", async (name, raw) => {
    const prepared = value(openCode(await openExample(name, ask), ask).prepare(raw));
    const property = fc.property(fc.integer(), fc.integer({ min: 0, max: 499 }), (seed, cut) => {
      const bars = makeSeededBars(500, seed);
      const run = (how: StrategyRun) => runBacktest({ run: how, bars, broker: BROKER, terms: DEFAULT_TERMS });
      expect(run(new Stopped(prepared, bars, cut))).toEqual(run(prepared.start()));
    });
    fc.assert(property, { numRuns });
  });

  it.each([
    ["dual-momentum", { lookback: 30, rebalance: 10 }],
    ["pairs", { window: 40, entry: 1 }],
    ["opening-range", {}],
    ["three-step", { regime: 3, confirm: 40 }],
  ])("gives the bits of one that was not, of %s at any moment", async (name, raw) => {
    const prepared = value(openPortfolioCode(await openExample(name, ask), ask).prepare(raw));
    const instruments = exampleMarket(name).slice(0, name === "opening-range" || name === "three-step" ? 1 : 2);
    const run = (how: PortfolioRun) => runPortfolioBacktest({ run: how, instruments, broker: BROKER });
    const whole = run(prepared.start(instruments.map(({ symbol }) => symbol)));
    expect(whole.instruments.some(({ fills }) => fills.bar.length > 2)).toBe(true);
    const property = fc.property(fc.integer({ min: 0, max: whole.moments.length - 1 }), (cut) => {
      expect(run(new StoppedPortfolio(prepared, instruments, cut))).toEqual(whole);
    });
    fc.assert(property, { numRuns });
  });

  it("keeps what JSON does not know, its chance and its groups, and takes bars into its own indicators", async () => {
    const prepared = await prepareSource(
      `state.list.push(random() < 0.5 ? NaN : -0, Infinity, undefined); state.odd.$ = state.list.length;
       if (bar.index % 7 === 0) desk.oneCancelsOther([
         { type: "limit", quantity: 1, limitPrice: bar.close * 0.999 }, { type: "stop", quantity: 1, stopPrice: bar.close * 1.001 }]);
       note([...state.list.slice(-3).map((one: unknown) => Object.is(one, -0) ? "-0" : String(one)), state.odd.$, indicators.count].join());`,
      "state: () => ({ list: [] as unknown[], odd: { $: 0 } }), indicators: () => ({ count: custom(() => { let n = 0; return () => (n += 1); }) })",
    );
    const bars = makeSeededBars(60);
    const [whole, stopped] = [prepared.start(), new Stopped(prepared, bars, 33)];
    const results = [whole, stopped].map((run) => runBacktest({ run, bars, broker: BROKER, terms: DEFAULT_TERMS }));
    expect(results[1]).toEqual(results[0]);
    expect(results[0]?.fills.bar.length).toBeGreaterThan(3);
    expect(stopped.notes).toEqual(whole.notes?.slice(33));
  });

  it("is not saved where its state is no plain data", async () => {
    const run = (await prepareSource("", "state: () => ({ seen: new Map() })")).start();
    expect(() => run.save?.()).toThrow("state.seen is plain data");
  });
});

describe("sessions of New York", () => {
  /** Half a day on 3 July, none on the 4th. */
  const opens = ["2024-07-02T13:30Z", "2024-07-03T13:30Z", "2024-07-05T13:30Z"].map((open) => Date.parse(open));
  const times = opens.flatMap((open, day) =>
    Array.from({ length: day === 1 ? 14 : 26 }, (_, bar) => open + bar * 15 * 60_000),
  );
  const bars = barColumnsOf(times.map((time) => ({ time, open: 10, high: 11, low: 9, close: 10, volume: 1 })));
  const HOOKS = `onSessionOpen({ bar }: any) { note("open " + bar.index); },
    onSessionClose({ bar }: any) { note("close " + bar.index + " at " + (bar.sessionCloseMs - bar.time) / 60_000); },`;
  const TOLD = ["open 0", "close 25 at 15", "open 26", "close 39 at 15", "open 40", "close 65 at 15"];

  it("are told of once each, half days and holidays as they were, also by a run that goes on in the middle of one", async () => {
    const prepared = await prepareSource("", HOOKS);
    expect(prepared.usesSessions).toBe(true);
    const sessions = closesOf(bars.time, "15m", calendarOf("XNYS"));
    const [whole, stopped] = [prepared.start(sessions), new Stopped(prepared, bars, 30, sessions)];
    for (const run of [whole, stopped]) runBacktest({ run, bars, broker: BROKER, terms: DEFAULT_TERMS });
    expect(whole.notes?.map(({ text }) => text)).toEqual(TOLD);
    expect(stopped.notes?.map(({ text }) => text)).toEqual(TOLD.slice(3));
    expect(barCount(bars)).toBe(66);
  });
});

async function prepareSource(onBar: string, more: string): Promise<PreparedStrategy> {
  const { compiled } = await compileSource(`import { custom, defineStrategy, note, random } from "bifrost";
export default defineStrategy({ onBar({ bar, desk, indicators, state }: any) { ${onBar} },
title: "Tried", description: "", category: "other", parameters: {}, warmUpBars: () => 0, ${more} });`);
  const described = describeCode(compiled ?? "", ask);
  if (described.facts === null) throw new Error(JSON.stringify(described.faults));
  const version = { name: "tried@1", version: "1", compiled: compiled ?? "", facts: described.facts };
  return value(openCode(version, ask).prepare({}));
}
