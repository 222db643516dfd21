import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, EpochMs, type Result } from "@/modules/_kernel";
import { type Bar, type BarColumns, barColumnsOf } from "../domain/bar-columns";
import { calendarOf } from "../domain/calendar/calendar";
import type { Feed, FeedAction, FeedRefusal, HistoryPage, HistoryRequest } from "../domain/feed/feed";
import type { QuarantineReason } from "../domain/feed/quarantine";
import { type ValidatedHistory, validateHistory } from "../domain/feed/validate-history";
import { DAY_MS, type Resolution, resolutionMs } from "../domain/resolution";
import { rowsOf, someBars } from "./builders";
import {
  type FaultServer,
  type ServedProtocol,
  startFaultServer,
  TRANSPORT_FAULTS,
  type TransportFault,
} from "./fault-server";

/** A bar as a source may write it: a value may be missing. */
export type ServedBar = { readonly [K in keyof Bar]: K extends "time" ? number : number | null };

/** What the source has. Changed by the suite between calls; a protocol reads it at every answer. */
export interface ServedMarket {
  /** What is asked for. */
  alias: string;
  /** What the source says it answers for. */
  saidAlias: string;
  currency: string;
  bars: readonly ServedBar[];
  actions: readonly FeedAction[];
  /** By how much the source's clock is wrong: shifts every time that it says of bars and of itself. */
  clockOffMs: number;
  nowMs: number;
}

export interface FeedSetting {
  readonly baseUrl: string;
  /** One try at most; short where a fault never ends. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** An adapter with its protocol, as the suite drives it. */
export interface FeedUnderTest {
  readonly name: string;
  readonly resolution: Resolution;
  /** Currency and alias of the instrument that is asked for. */
  readonly alias: string;
  readonly currency: string;
  /** What of a bar the source knows: a reference rate is one price. The whole bar unless said otherwise. */
  readonly shape?: (bar: Bar) => Bar;
  /** 24/7 unless said otherwise. */
  readonly calendar?: string;
  /** Speaks the source's protocol from what the market holds; nothing is asked over a line where {@link noLine} is given. */
  protocol(market: ServedMarket): ServedProtocol;
  make(setting: FeedSetting): Feed;
  /** For a source without a network, with the reason in words: then no fault of the line is tried. */
  readonly noLine?: string;
  /** Puts what the market holds where such a source is read from. Called before every question. */
  publish?(market: ServedMarket): Promise<void>;
  /**
   * Data faults that this protocol cannot express, with the reason in words: a format without a currency cannot name a
   * wrong one. Each is then no test, and the list is what a reader checks.
   */
  readonly inexpressible?: Readonly<Partial<Record<DataFault, string>>>;
  /** Where the source's format makes another outcome of a data fault than the usual one, with the reason in words. */
  readonly otherwise?: Readonly<Partial<Record<DataFault, Outcome & { readonly because: string }>>>;
}

/** What a source may say that is not so. */
export const DATA_FAULTS = [
  "other symbol",
  "unknown currency",
  "future",
  "zero",
  "null",
  "hundredfold",
  "clock an hour ahead",
  "clock an hour behind",
  "reordered",
  "duplicated",
  "corrected in the page",
] as const;
export type DataFault = (typeof DATA_FAULTS)[number];

/** The source's clock as its answers say it, for the head of an answer. */
export function clockHeader({ nowMs, clockOffMs }: ServedMarket): Readonly<Record<string, string>> {
  return { date: new Date(nowMs + clockOffMs).toUTCString() };
}

/** What must come of a fault: some bars kept out for a reason, the rest taken; or a refusal. */
export type Outcome =
  | { readonly reason: QuarantineReason; readonly kept: "all" | number }
  | { readonly refusal: FeedRefusal["kind"] }
  | { readonly reason: null };

const BARS = 40;
/** Where the fault is put: in the middle of the page. */
const AT = 20;
const START_MS = Date.UTC(2024, 0, 8);

const DATA_OUTCOMES: Readonly<Record<DataFault, Outcome>> = {
  "other symbol": { reason: "symbol_differs", kept: "all" },
  "unknown currency": { reason: "currency_unknown", kept: "all" },
  future: { reason: "time_future", kept: 1 },
  zero: { reason: "price_not_positive", kept: 1 },
  null: { reason: "value_missing", kept: 1 },
  hundredfold: { reason: "price_jump", kept: 1 },
  "clock an hour ahead": { reason: "clock_off", kept: "all" },
  "clock an hour behind": { reason: "clock_off", kept: "all" },
  reordered: { reason: null },
  duplicated: { reason: null },
  "corrected in the page": { reason: "time_repeats", kept: 2 },
};

/** What a fault of the line ends in when it stays. Those that pass are always recovered from. */
const TRANSPORT_OUTCOMES: Readonly<Record<TransportFault, FeedRefusal["kind"]>> = {
  "429-retry-after": "feed.rate_limited",
  "429": "feed.rate_limited",
  "500": "feed.unavailable",
  "502": "feed.unavailable",
  "503": "feed.unavailable",
  reset: "feed.unavailable",
  "half-open": "feed.timeout",
  mute: "feed.timeout",
  drip: "feed.timeout",
  truncated: "feed.malformed",
  "cut-off": "feed.unavailable",
  html: "feed.malformed",
  "401": "feed.unauthorized",
};
/** Faults that end only when the caller has had enough: each try costs a timeout. */
const ENDLESS: readonly TransportFault[] = ["half-open", "mute", "drip"];
const SHORT_MS = 150;
const LONG_MS = 20_000;
/** More than any adapter tries. */
const FOR_EVER = 50;

/** The rules that every feed keeps, whatever its protocol. Call it at the top of the adapter's test. */
export function describeFeed(under: FeedUnderTest): void {
  describe(`${under.name} keeps the contract of feeds`, () => {
    if (under.noLine === undefined) describeLine(under);
    describeAlone(under);
  });
}

function describeAlone(under: FeedUnderTest): void {
  describe("one at a time", () => {
    let open: Bench | null = null;
    const bench = (): Bench => {
      if (open === null) throw new Error("the bench is open inside a test");
      return open;
    };
    beforeEach(async () => {
      open = await openBench(under);
    });
    afterEach(() => bench().server.close());
    describeRight(bench);
    describeData(under, bench);
  });
}

/** An adapter on its source, for one test. */
interface Bench {
  readonly server: FaultServer;
  readonly market: ServedMarket;
  /** The bars that the source really has. */
  readonly truth: readonly Bar[];
  readonly ask: (timeoutMs?: number, signal?: AbortSignal) => Promise<Collected>;
  readonly judge: (pages: readonly HistoryPage[]) => ValidatedHistory;
}

async function openBench(under: FeedUnderTest): Promise<Bench> {
  const { alias, currency, resolution } = under;
  const stepMs = resolutionMs(resolution);
  const truth = rowsOf(someBars({ count: BARS, startMs: START_MS, stepMs })).map(under.shape ?? ((bar) => bar));
  const nowMs = START_MS + (BARS + 2) * stepMs;
  const market = { alias, saidAlias: alias, currency, bars: truth, actions: [], clockOffMs: 0, nowMs };
  const server = await startFaultServer(under.protocol(market));
  const clock = { nowMs: () => EpochMs.of(market.nowMs) };
  const request: HistoryRequest = { alias, resolution, fromMs: START_MS, toMs: START_MS + BARS * stepMs };
  return {
    server,
    market,
    truth,
    async ask(timeoutMs = LONG_MS, signal = new AbortController().signal) {
      await under.publish?.(market);
      return collect(under.make({ baseUrl: server.url, timeoutMs, clock }).history(request, signal));
    },
    judge(pages) {
      const calendar = calendarOf(under.calendar ?? "24/7");
      return validateHistory(joined(pages), { request, currency, calendar, before: null, nowMs: market.nowMs });
    },
  };
}

/** Bars but for volume, which some sources do not have. */
const prices = (bars: readonly Bar[]) => bars.map((bar) => ({ ...bar, volume: 0 }));

function describeRight(bench: () => Bench): void {
  it("gives the history that was asked for, and says how far it is complete", async () => {
    const { server, truth, ask, judge } = bench();
    const { pages, refusal } = await ask();
    expect(refusal).toBeNull();
    expect(prices(rowsOf(judge(pages).bars))).toEqual(prices(truth));
    expect(pages.at(-1)?.completeToMs).toBeGreaterThan(truth.at(-1)?.time ?? 0);
    await server.idle();
  });

  it("takes a correction when it is asked again", async () => {
    const { market, truth, ask, judge } = bench();
    await ask();
    market.bars = truth.map((bar, at) => (at === AT ? otherAt(truth, bar.time) : bar));
    const { pages } = await ask();
    expect(rowsOf(judge(pages).bars)[AT]?.close).toBe(truth[AT + 1]?.close);
  });

  it("asks nothing when it was canceled before", async () => {
    const { server, ask } = bench();
    const { pages } = await ask(LONG_MS, AbortSignal.abort());
    expect([pages, server.requests]).toEqual([[], []]);
  });
}

/** Most of them wait for a timeout, so they run side by side, each on a bench of its own. */
function describeLine(under: FeedUnderTest): void {
  const within = async (work: (bench: Bench) => Promise<void>) => {
    const bench = await openBench(under);
    try {
      await work(bench);
    } finally {
      await bench.server.close();
    }
  };

  it.concurrent.each(TRANSPORT_FAULTS.filter((fault) => fault !== "401"))("recovers from %s that passes", (fault) =>
    within(async ({ server, ask, judge }) => {
      server.break(fault, 1);
      const { pages, refusal } = await ask(ENDLESS.includes(fault) ? SHORT_MS * 8 : LONG_MS);
      expect(refusal).toBeNull();
      expect(rowsOf(judge(pages).bars)).toHaveLength(BARS);
    }),
  );

  it.concurrent.each(TRANSPORT_FAULTS)("refuses what it is after %s that stays, and hangs on nothing", (fault) =>
    within(async ({ server, ask }) => {
      server.break(fault, FOR_EVER);
      const { pages, refusal } = await ask(ENDLESS.includes(fault) ? SHORT_MS : LONG_MS);
      expect(refusal?.kind).toBe(TRANSPORT_OUTCOMES[fault]);
      expect(pages).toEqual([]);
      expect(server.requests.length).toBeLessThan(FOR_EVER);
      await server.idle();
    }),
  );

  it.concurrent.each(ENDLESS)("lets go at once when it is canceled during %s", (fault) =>
    within(async ({ server, ask }) => {
      server.break(fault, FOR_EVER);
      const controller = new AbortController();
      const arrived = server.arrival();
      const asked = ask(LONG_MS, controller.signal);
      await arrived;
      controller.abort();
      const { pages, refusal } = await asked;
      expect(pages).toEqual([]);
      expect([null, "feed.canceled"]).toContain(refusal?.kind ?? null);
      await server.idle();
    }),
  );
}

function describeData(under: FeedUnderTest, bench: () => Bench): void {
  const expressible = DATA_FAULTS.filter((fault) => under.inexpressible?.[fault] === undefined);
  it.each(expressible)("lets no wrong bar through: %s", async (fault) => {
    const { market, truth, ask, judge } = bench();
    spoil(market, fault);
    const { pages, refusal } = await ask();
    const judged = refusal === null ? judge(pages) : null;
    const kept = (judged?.rejected ?? []).map(({ reason, bars }) => [reason, bars.time.length]);
    const outcome = under.otherwise?.[fault] ?? DATA_OUTCOMES[fault];
    expect({ refusal: refusal?.kind ?? null, kept }).toEqual(wantedOf(outcome));
    const right = new Map(truth.map((bar) => [bar.time, bar.close]));
    const taken = judged === null ? [] : rowsOf(judged.bars);
    expect(taken.filter(({ time, close }) => right.get(time) !== close)).toEqual([]);
  });
}

function wantedOf(outcome: Outcome) {
  if ("refusal" in outcome) return { refusal: outcome.refusal, kept: [] };
  if (outcome.reason === null) return { refusal: null, kept: [] };
  return { refusal: null, kept: [[outcome.reason, outcome.kept === "all" ? BARS : outcome.kept]] };
}

/** The bar after the middle one, as if it were of another time: right in itself, and wrong there. */
function otherAt<B extends ServedBar>(bars: readonly B[], time: number): B {
  const other = bars[AT + 1];
  if (other === undefined) throw new Error("the market has bars");
  return { ...other, time };
}

interface Collected {
  readonly pages: readonly HistoryPage[];
  readonly refusal: FeedRefusal | null;
}

async function collect(history: AsyncIterable<Result<HistoryPage, FeedRefusal>>): Promise<Collected> {
  const pages: HistoryPage[] = [];
  for await (const page of history) {
    if (!page.ok) return { pages, refusal: page.error };
    pages.push(page.value);
  }
  return { pages, refusal: null };
}

/** All pages as one; what the first says counts for all. */
function joined(pages: readonly HistoryPage[]): HistoryPage {
  const [first] = pages;
  if (first === undefined) throw new Error("no page came");
  const rows = pages.flatMap(({ bars }) => [...rowsOf(bars)]);
  return { ...first, bars: barColumnsOf(rows) satisfies BarColumns, actions: pages.flatMap(({ actions }) => actions) };
}

function spoil(market: ServedMarket, fault: DataFault): void {
  const change = (wrong: Partial<ServedBar>) => {
    market.bars = market.bars.map((bar, at) => (at === AT ? { ...bar, ...wrong } : bar));
  };
  const bar = market.bars[AT];
  if (bar === undefined) throw new Error("the market has bars");
  switch (fault) {
    case "other symbol":
      market.saidAlias = "OTHER";
      return;
    case "unknown currency":
      market.currency = "ZzZ";
      return;
    case "future":
      change({ time: Math.floor(market.nowMs / DAY_MS + 400) * DAY_MS });
      return;
    case "zero":
      change({ low: 0 });
      return;
    case "null":
      change({ open: null, high: null, low: null, close: null, volume: null });
      return;
    case "hundredfold":
      change({ open: 1e4, high: 1e4, low: 1e4, close: 1e4 });
      return;
    case "clock an hour ahead":
      market.clockOffMs = 3_600_000;
      return;
    case "clock an hour behind":
      market.clockOffMs = -3_600_000;
      return;
    case "reordered":
      market.bars = market.bars.toReversed();
      return;
    case "duplicated":
      market.bars = [...market.bars, ...market.bars.slice(3, 9)];
      return;
    case "corrected in the page":
      market.bars = [...market.bars, otherAt(market.bars, bar.time)];
      return;
    default:
      fault satisfies never;
  }
}
