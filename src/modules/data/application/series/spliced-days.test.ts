import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import { type Bar, barColumnsOf } from "../../domain/bar-columns";
import type { CorporateAction } from "../../domain/corporate-actions/corporate-action";
import { type Resolution, resolutionMs } from "../../domain/resolution";
import type { BarStore, SeriesSpan } from "../../ports";
import { makeMemoryBarStore } from "../../testing";
import { makeOpenAdjustedSeries } from "./adjusted-series";
import { type KnownDays, makeReadDays } from "./spliced-days";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 150);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 2, 5);
const INSTRUMENTS = [
  { instrumentId: InstrumentId.of(1), calendar: "24/7", timeZone: "UTC" },
  { instrumentId: InstrumentId.of(1), calendar: "XNYS", timeZone: "America/New_York" },
  { instrumentId: InstrumentId.of(1), calendar: null, timeZone: "Asia/Tokyo" },
] as const;
type SomeInstrument = (typeof INSTRUMENTS)[number];

/** One thing that happens to an instrument's bars or actions. */
type Change =
  | { readonly what: "append"; readonly resolution: Resolution; readonly bars: number; readonly gapHours: number }
  | { readonly what: "correct"; readonly resolution: Resolution; readonly part: number }
  | { readonly what: "fill"; readonly part: number }
  | { readonly what: "action"; readonly type: "dividend" | "split"; readonly day: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("append" as const),
      resolution: fc.constantFrom<Resolution>("1m", "1m", "1m", "1h", "1d"),
      bars: fc.integer({ min: 1, max: 6 }),
      gapHours: fc.integer({ min: 1, max: 30 }),
    }),
  },
  fc.record({
    what: fc.constant("correct" as const),
    resolution: fc.constantFrom<Resolution>("1m", "1h", "1d"),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ what: fc.constant("fill" as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    what: fc.constant("action" as const),
    type: fc.constantFrom("dividend" as const, "split" as const),
    day: fc.integer({ min: -1, max: 14 }),
  }),
);

/** An instrument in memory, which notes its changes as the database does. */
function makeHouse(instrument: SomeInstrument) {
  const store = makeMemoryBarStore();
  const actions: CorporateAction[] = [];
  const noted = new Map<Resolution, { readonly changedAtMs: number; readonly fromMs: number | null }>();
  const key = (resolution: Resolution) => ({ instrumentId: instrument.instrumentId, resolution });
  let now = 1_000;
  let [reads, seed] = [0, 7];
  const barAt = (time: number): Bar => {
    seed = (seed * 48_271) % 2_147_483_647;
    const close = 50 + (seed % 10_000) / 137;
    return { time, open: close - 0.1, high: close + 0.3, low: close - 0.3, close, volume: (seed % 1_000) / 3 };
  };
  const put = async (resolution: Resolution, times: readonly number[]) => {
    const was = await store.coverageOf(key(resolution));
    const before = noted.get(resolution);
    now += 10;
    store.put(key(resolution), barColumnsOf(times.map(barAt)), now);
    const isAppend = was !== null && (times[0] ?? 0) > was.lastMs;
    noted.set(resolution, {
      changedAtMs: now,
      fromMs: isAppend ? (before?.fromMs ?? before?.changedAtMs ?? null) : null,
    });
  };
  const act = async (of: Change) => {
    if (of.what === "action") {
      const known = { actionId: `${actions.length}`, instrumentId: instrument.instrumentId, ordinal: actions.length };
      const facts = { ...known, source: "test", knownAtMs: EpochMs.of(1), exDateMs: START + of.day * DAY };
      actions.push(
        of.type === "split"
          ? { ...facts, type: "split", ratio: "2" }
          : { ...facts, type: "dividend", amount: "0.7", currency: "" },
      );
      return;
    }
    const resolution = of.what === "fill" ? "1m" : of.resolution;
    const was = await store.coverageOf(key(resolution));
    if (of.what === "append") {
      const stepMs = resolutionMs(resolution);
      const first = was === null ? START : was.lastMs + of.gapHours * HOUR;
      const from = Math.ceil(first / stepMs) * stepMs + (was !== null && first % stepMs === 0 ? stepMs : 0);
      await put(
        resolution,
        Array.from({ length: of.bars }, (_, at) => from + at * stepMs),
      );
      return;
    }
    if (was === null) return;
    const at = was.firstMs + Math.floor(((was.lastMs - was.firstMs) * of.part) / 60_000) * 60_000;
    // A bar that is there, or one that was never there.
    const there = (
      await store.readBars(key(resolution), { fromMs: was.firstMs, toMs: EpochMs.of(at + 1) }, EpochMs.of(8.64e15))
    ).time;
    await put(resolution, [of.what === "fill" ? at : (there.at(-1) ?? was.firstMs)]);
  };
  const counted: BarStore = {
    ...store,
    readLatest: (...of) => {
      reads += 1;
      return store.readLatest(...of);
    },
  };
  const open = makeOpenAdjustedSeries({
    bars: counted,
    actions: { known: async () => ({ actions, changedAtMs: null }) },
  });
  const spans = async (): Promise<readonly SeriesSpan[]> =>
    (await store.coveragesOf(instrument.instrumentId)).map((coverage) => {
      const fromMs = noted.get(coverage.resolution)?.fromMs ?? null;
      const toMs = EpochMs.of(noted.get(coverage.resolution)?.changedAtMs ?? 0);
      return { ...coverage, appended: fromMs === null ? null : { fromMs: EpochMs.of(fromMs), toMs } };
    });
  return { act, open, spans, wholeReads: () => reads };
}

/** Enough that nothing is cut off, and so few that something is. */
const limits = fc.constantFrom(500, 4);

describe("days that are spliced", () => {
  it("are those that are read whole, bit for bit, whatever happened between two looks", async () => {
    let splices = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...INSTRUMENTS),
        limits,
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 8 }),
        async (instrument, limit, looks) => {
          const house = makeHouse(instrument);
          const read = makeReadDays(house.open, limit);
          let before: KnownDays | null = null;
          for (const changes of looks) {
            for (const each of changes) await house.act(each);
            const spans = await house.spans();
            const readsBefore = house.wholeReads();
            const spliced = await read({ instrument, spans, before });
            if (before !== null && house.wholeReads() === readsBefore) splices += 1;
            const whole = await read({ instrument, spans, before: null });
            expect(spliced).toEqual(whole);
            before = spliced.ok ? spliced.value : null;
          }
        },
      ),
      { numRuns: RUNS },
    );
    // Else this would prove nothing.
    expect(splices).toBeGreaterThan(RUNS / 3);
  });

  it("count dividends against the close that there is now", async () => {
    const [instrument] = INSTRUMENTS;
    const house = makeHouse(instrument);
    const day = { what: "append", resolution: "1d", bars: 1, gapHours: 1 } as const;
    const minutes = { what: "append", resolution: "1m", bars: 2, gapHours: 12 } as const;
    await house.act(day);
    for (let at = 0; at < 12; at += 1) await house.act(minutes);
    await house.act({ what: "action", type: "dividend", day: 2 });
    const read = makeReadDays(house.open, 500);
    const first = await read({ instrument, spans: await house.spans(), before: null });
    if (!first.ok) throw new Error("it can be read");
    // A close of its own for the day before the dividend, of which there were minutes alone.
    await house.act(day);
    const spans = await house.spans();
    const next = await read({ instrument, spans, before: first.value });
    expect(next).toEqual(await read({ instrument, spans, before: null }));
    expect(next.ok && next.value.basis).not.toEqual(first.value.basis);
  });

  it("read nothing but the days that bars came to", async () => {
    const [instrument] = INSTRUMENTS;
    const house = makeHouse(instrument);
    const append = { what: "append", resolution: "1m", bars: 3, gapHours: 1 } as const;
    for (let at = 0; at < 60; at += 1) await house.act(append);
    await house.act({ what: "action", type: "dividend", day: 1 });
    const read = makeReadDays(house.open, 500);
    const first = await read({ instrument, spans: await house.spans(), before: null });
    if (!first.ok) throw new Error("it can be read");
    const reads = house.wholeReads();
    await house.act(append);
    const next = await read({ instrument, spans: await house.spans(), before: first.value });
    expect(house.wholeReads()).toBe(reads);
    expect(next.ok && next.value.days.close.at(-1)).not.toBe(first.value.days.close.at(-1));
    // A correction of an old bar is seen.
    await house.act({ what: "correct", resolution: "1m", part: 0.1 });
    await read({ instrument, spans: await house.spans(), before: first.value });
    expect(house.wholeReads()).toBeGreaterThan(reads);
  });
});
