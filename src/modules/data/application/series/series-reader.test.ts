import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import { type Bar, type BarColumns, barColumnsOf } from "../../domain/bar-columns";
import { RESOLUTIONS, type Resolution } from "../../domain/resolution";
import { FINER, rollUpTo } from "../../domain/roll-up";
import { sessionRuleOf } from "../../domain/session-rule";
import { makeMemoryBarStore, rowsOf, someBars } from "../../testing";
import { makeSeriesReader, sourcesFrom } from "./series-reader";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 60);
const INSTRUMENT = { instrumentId: InstrumentId.of(1), calendar: null, timeZone: "America/New_York" };
const RULE = sessionRuleOf(INSTRUMENT);
const EVER = { fromMs: EpochMs.of(-8.64e15), toMs: EpochMs.of(8.64e15) };
const NOW = EpochMs.of(9e12);
const DAY = 86_400_000;

const key = (resolution: Resolution) => ({ instrumentId: INSTRUMENT.instrumentId, resolution });

function climb(minutes: BarColumns, resolution: Resolution): BarColumns {
  const finer = FINER[resolution];
  return finer === null ? minutes : rollUpTo(climb(minutes, finer), resolution, RULE);
}

/** A store with minutes, and a reader over it. */
function withMinutes(minutes: BarColumns) {
  const store = makeMemoryBarStore();
  store.put(key("1m"), minutes, 1000);
  return { store, reader: makeSeriesReader(store) };
}

const dayBar = (time: number, close: number): Bar => ({ time, open: close, high: close, low: close, close, volume: 1 });

describe("series reader", () => {
  it("makes every resolution of minutes, in any window and any page", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 900 }),
        fc.integer(),
        fc.constantFrom(60_000, 420_000, 2_940_000),
        fc.constantFrom(...RESOLUTIONS),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 1.1, noNaN: true }),
        async (count, seed, stepMs, resolution, limit, part) => {
          const minutes = someBars({ count, seed, stepMs, startMs: Date.UTC(2024, 1, 20, 3) });
          const { reader } = withMinutes(minutes);
          const expected = rowsOf(climb(minutes, resolution));
          expect(rowsOf(await reader.readBars(INSTRUMENT, resolution, EVER, NOW))).toEqual(expected);
          const toMs = EpochMs.of(Math.round((minutes.time[0] ?? 0) + part * count * stepMs));
          const before = expected.filter(({ time }) => time < toMs);
          expect(rowsOf(await reader.readLatest(INSTRUMENT, resolution, toMs, limit))).toEqual(before.slice(-limit));
          expect(rowsOf(await reader.readLatest(INSTRUMENT, resolution, null, limit))).toEqual(expected.slice(-limit));
          const range = { fromMs: EpochMs.of(toMs - 30 * stepMs), toMs };
          expect(rowsOf(await reader.readBars(INSTRUMENT, resolution, range, NOW))).toEqual(
            before.filter(({ time }) => time >= range.fromMs),
          );
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("lets stored bars win and goes on after the last of them with computed ones", async () => {
    const minutes = someBars({ count: 4 * 24 * 60, startMs: Date.UTC(2024, 0, 2, 5) });
    const { store, reader } = withMinutes(minutes);
    const stored = [dayBar(Date.UTC(2024, 0, 1), 7), dayBar(Date.UTC(2024, 0, 3), 8)];
    store.put(key("1d"), barColumnsOf(stored), 2000);
    const made = rowsOf(climb(minutes, "1d"));
    const expected = [...stored, ...made.filter(({ time }) => time > Date.UTC(2024, 0, 3))];
    expect(expected).toHaveLength(4);
    expect(rowsOf(await reader.readBars(INSTRUMENT, "1d", EVER, NOW))).toEqual(expected);
    expect(rowsOf(await reader.readLatest(INSTRUMENT, "1d", null, 3))).toEqual(expected.slice(-3));
    expect(rowsOf(await reader.readLatest(INSTRUMENT, "1d", EpochMs.of(Date.UTC(2024, 0, 4)), 9))).toEqual(stored);
    const weeks = rowsOf(await reader.readBars(INSTRUMENT, "1w", EVER, NOW));
    expect(weeks).toMatchObject([{ time: Date.UTC(2024, 0, 1), open: 7 }]);
    // As of a moment before the stored bars came, all are computed: a run of then is repeated to the same bits.
    expect(rowsOf(await reader.readBars(INSTRUMENT, "1d", EVER, EpochMs.of(1500)))).toEqual(made);
  });

  it("has a repair of a minute in every longer bar, and the old state as of before", async () => {
    const minutes = someBars({ count: 3000, startMs: Date.UTC(2024, 0, 2, 5) });
    const { store, reader } = withMinutes(minutes);
    const wild = { ...dayBar(minutes.time[100] ?? 0, 1), high: 1_000_000 };
    store.put(key("1m"), barColumnsOf([wild]), 2000);
    for (const resolution of ["5m", "1h", "1d", "1mo"] as const) {
      expect(Math.max(...(await reader.readBars(INSTRUMENT, resolution, EVER, NOW)).high)).toBe(1_000_000);
      expect(rowsOf(await reader.readBars(INSTRUMENT, resolution, EVER, EpochMs.of(1000)))).toEqual(
        rowsOf(climb(minutes, resolution)),
      );
    }
  });

  it("reads on while bars outside of trading make none", async () => {
    // Twelve days of New York around the clock: a week-end and two nights between the open hours.
    const store = makeMemoryBarStore();
    const exchange = { ...INSTRUMENT, calendar: "XNYS" };
    const minutes = someBars({ count: 12 * 24 * 60, startMs: Date.UTC(2024, 0, 2) });
    store.put(key("1m"), minutes, 1000);
    const reader = makeSeriesReader(store);
    const all = rowsOf(await reader.readBars(exchange, "1d", EVER, NOW));
    expect(all).toHaveLength(9);
    for (const limit of [1, 3, 8, 9, 20]) {
      expect(rowsOf(await reader.readLatest(exchange, "1d", null, limit))).toEqual(all.slice(-limit));
    }
    const hours = rowsOf(await reader.readBars(exchange, "1h", EVER, NOW));
    expect(hours).toHaveLength(9 * 7);
    expect(rowsOf(await reader.readLatest(exchange, "1h", null, 40))).toEqual(hours.slice(-40));
  });

  it("says what each resolution comes from", async () => {
    const { store, reader } = withMinutes(someBars({ count: 10 }));
    expect(await reader.sourceOf(INSTRUMENT, "4h")).toMatchObject({
      stored: null,
      rolledUpFrom: "1m",
      sessions: "date in America/New_York",
      changedAtMs: 1000,
    });
    store.put(key("1d"), someBars({ count: 3, stepMs: DAY }), 3000);
    const sources = sourcesFrom(INSTRUMENT, await store.coveragesOf(INSTRUMENT.instrumentId));
    expect(sources.map(({ resolution }) => resolution)).toEqual([...RESOLUTIONS]);
    expect(sources.find(({ resolution }) => resolution === "1d")).toMatchObject({
      stored: { bars: 3 },
      rolledUpFrom: "1m",
      changedAtMs: 3000,
    });
    const onlyDays = sourcesFrom(
      INSTRUMENT,
      [sources[5]?.stored].filter((found) => found !== null && found !== undefined),
    );
    expect(onlyDays.map(({ resolution, rolledUpFrom }) => [resolution, rolledUpFrom])).toEqual([
      ["1d", null],
      ["1w", "1d"],
      ["1mo", "1d"],
    ]);
    expect(await reader.sourceOf({ ...INSTRUMENT, instrumentId: InstrumentId.of(2) }, "1d")).toBeNull();
  });
});
