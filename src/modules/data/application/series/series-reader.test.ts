import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import { type Bar, type BarColumns, barColumnsOf } from "../../domain/bar-columns";
import { RESOLUTIONS, type Resolution } from "../../domain/resolution";
import { FINER, rollUpTo } from "../../domain/roll-up";
import { type SeriesHours, sessionRuleOf } from "../../domain/session-rule";
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
  return { store, reader: makeSeriesReader(store, "stored") };
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
    const reader = makeSeriesReader(store, "stored");
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

describe("series of a market with extended hours", () => {
  const NEW_YORK = { instrumentId: InstrumentId.of(1), calendar: "XNYS", timeZone: "America/New_York" };
  const at = (text: string) => Date.parse(`${text}Z`);
  /** A winter's Tuesday and Wednesday, a bar each half hour from 04:00 to 20:00 there. */
  const halfHours = ["2024-01-02", "2024-01-03"].flatMap((date) =>
    Array.from({ length: 32 }, (_, step) => at(`${date}T09:00`) + step * 1_800_000),
  );
  const bars = barColumnsOf(halfHours.map((time, step) => dayBar(time, 100 + step)));
  const times = (columns: BarColumns) => [...columns.time].map((time) => new Date(time).toISOString().slice(5, 16));
  const opened = (stored: readonly Resolution[] = ["1m"]) => {
    const store = makeMemoryBarStore();
    for (const resolution of stored) {
      const isDay = resolution === "1d";
      store.put(key(resolution), isDay ? barColumnsOf([dayBar(at("2024-01-02T00:00"), 1)]) : bars, 1000);
    }
    return (hours: SeriesHours) => makeSeriesReader(store, hours);
  };

  it("has the bars of its sessions, all bars, or what is stored", async () => {
    const open = opened();
    const counts = async (hours: SeriesHours) => barsIn(await open(hours).readBars(NEW_YORK, "1m", EVER, NOW));
    const barsIn = (columns: BarColumns) => columns.time.length;
    expect([await counts("regular"), await counts("extended"), await counts("stored")]).toEqual([26, 64, 64]);
    const first = await open("regular").readBars(
      NEW_YORK,
      "1m",
      { ...EVER, toMs: EpochMs.of(at("2024-01-02T15:00")) },
      NOW,
    );
    expect(times(first)).toEqual(["01-02T14:30"]);
  });

  it("finds as many of the newest as were asked for, however many lie outside", async () => {
    const reader = opened()("regular");
    expect(times(await reader.readLatest(NEW_YORK, "1m", null, 2))).toEqual(["01-03T20:00", "01-03T20:30"]);
    expect(times(await reader.readLatest(NEW_YORK, "15m", EpochMs.of(at("2024-01-03T14:30")), 1))).toEqual([
      "01-02T20:30",
    ]);
    expect((await reader.readLatest(NEW_YORK, "5m", null, 1_000)).time).toHaveLength(26);
  });

  it("counts hours and days from where its hours begin", async () => {
    const read = async (hours: SeriesHours, resolution: Resolution) =>
      opened()(hours).readBars(NEW_YORK, resolution, EVER, NOW);
    expect(times(await read("extended", "4h"))).toEqual(
      ["02", "03"].flatMap((day) => ["09", "13", "17", "21"].map((hour) => `01-${day}T${hour}:00`)),
    );
    expect(times(await read("regular", "4h")).slice(0, 2)).toEqual(["01-02T14:30", "01-02T18:30"]);
    const volumes = async (hours: SeriesHours) => [...(await read(hours, "1d")).volume];
    expect([await volumes("regular"), await volumes("stored"), await volumes("extended")]).toEqual([
      [13, 13],
      [13, 13],
      [32, 32],
    ]);
  });

  it("gives the same in any window, with extended hours too", async () => {
    const reader = opened()("extended");
    for (const resolution of RESOLUTIONS) {
      const whole = await reader.readBars(NEW_YORK, resolution, EVER, NOW);
      expect(await reader.readLatest(NEW_YORK, resolution, null, 1_000)).toEqual(whole);
      const middle = EpochMs.of(at("2024-01-03T12:00"));
      const left = await reader.readBars(NEW_YORK, resolution, { ...EVER, toMs: middle }, NOW);
      const right = await reader.readBars(NEW_YORK, resolution, { ...EVER, fromMs: middle }, NOW);
      expect([...left.volume, ...right.volume]).toEqual([...whole.volume]);
    }
  });

  it("mixes no session bar of a source with days of extended hours, and takes it where there is nothing shorter", async () => {
    const both = opened(["1m", "1d"]);
    expect([...(await both("regular").readBars(NEW_YORK, "1d", EVER, NOW)).volume]).toEqual([1, 13]);
    expect([...(await both("extended").readBars(NEW_YORK, "1d", EVER, NOW)).volume]).toEqual([32, 32]);
    expect([...(await opened(["1d"])("extended").readBars(NEW_YORK, "1d", EVER, NOW)).volume]).toEqual([1]);
    expect((await both("extended").sourceOf(NEW_YORK, "1d"))?.sessions).toBe("XNYS, extended hours");
  });

  it("is the same for every choice where a market has no such hours", async () => {
    const store = makeMemoryBarStore();
    store.put(key("1m"), bars, 1000);
    for (const hours of ["regular", "extended"] as const) {
      for (const calendar of ["24/7", "FX", null]) {
        const instrument = { ...NEW_YORK, calendar };
        const wanted = await makeSeriesReader(store, "stored").readBars(instrument, "1d", EVER, NOW);
        expect(await makeSeriesReader(store, hours).readBars(instrument, "1d", EVER, NOW)).toEqual(wanted);
      }
    }
  });
});
