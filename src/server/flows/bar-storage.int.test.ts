import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EpochMs, ImportId, type InstrumentId, type SqlPort } from "@/modules/_kernel";
import {
  type Bar,
  type BarColumns,
  type BarImport,
  type BarStore,
  barColumnsOf,
  makeSeriesReader,
  type Resolution,
  rollUp,
  type SeriesKey,
} from "@/modules/data";
import {
  makeBarIngest,
  makeBarStore,
  makeInstrumentStore,
  makeKnownBarStore,
  readPackedBars,
} from "@/modules/data/server";
import { makeMemoryBarStore, rowsOf, someBars } from "@/modules/data/testing";
import { openDatabase } from "../infra/db";
import { TEST_SERVERS, type TestDatabase, withTestDatabase } from "../infra/testing/database";

const EVER = { fromMs: EpochMs.of(-8.64e15), toMs: EpochMs.of(8.64e15) };
const LATER = EpochMs.of(4_000_000_000_000);
const T0 = Date.UTC(2026, 0, 1);
const FIRST_MS = Date.UTC(1700, 0, 1);

describe.each(TEST_SERVERS.map((each) => [each.server, each] as const))(
  "bars on %s",
  (server, { serverUrl, present }) => {
    describe.skipIf(!present)("storage", () => {
      let test: TestDatabase;
      let store: BarStore;
      let nextImport = 0;
      let nextSymbol = 0;
      const ingest = makeBarIngest();

      beforeAll(async () => {
        test = await withTestDatabase({ serverUrl });
        store = makeBarStore(test.db.sql);
      });
      afterAll(() => test.close());

      async function newSeries(resolution: Resolution = "1m"): Promise<SeriesKey & { symbol: string }> {
        const symbol = `T${++nextSymbol}`;
        const facts = { symbol, name: "", kind: "equity", currency: "USD", timeZone: "UTC" } as const;
        const instruments = makeInstrumentStore(test.db.sql);
        const { instrumentId } = await test.db.transactions.run((tx) => instruments.ensure(tx, facts));
        return { instrumentId, resolution, symbol };
      }

      function importBars(series: SeriesKey, bars: BarColumns, nowMs = T0, skipped = 0): Promise<BarImport> {
        const importId = ImportId.of(`import-${++nextImport}`);
        return test.db.transactions.run(async (tx) => {
          const count = bars.time.length;
          await ingest.stage(tx, batchesOf(bars));
          expect(count).toBe(bars.time.length);
          const facts = {
            importId,
            symbol: "T",
            fileName: "t.csv",
            fileBytes: 1,
            sha256: "0".repeat(64),
            mapping: {},
            skipped,
            createdBy: null,
          };
          return ingest.merge(tx, series, facts, EpochMs.of(nowMs), () => undefined);
        });
      }

      async function* batchesOf(bars: BarColumns) {
        const count = bars.time.length;
        yield { bars, lines: Int32Array.from({ length: count }, (__, index) => index + 2), count };
      }

      const undo = (importId: ImportId, nowMs = T0) =>
        test.db.transactions.run((tx) => ingest.undo(tx, importId, "user-1", EpochMs.of(nowMs)));
      const readAll = async (series: SeriesKey, asOf = LATER) => rowsOf(await store.readBars(series, EVER, asOf));

      it("gives back every bit of what came in, in order of time", async () => {
        const series = await newSeries();
        const bars = barColumnsOf([
          { time: T0 + 120_000, open: 0.1 + 0.2, high: 1e300, low: 5e-324, close: 1 / 3, volume: 2 ** 53 },
          { time: T0, open: 1.1, high: 1.1, low: 1.1, close: 1.1, volume: 0 },
        ]);
        const done = await importBars(series, bars);
        expect(done).toMatchObject({ inserted: 2, replaced: 0, unchanged: 0, undoneAtMs: null });
        expect(await readAll(series)).toEqual(rowsOf(bars).toReversed());
        expect(await store.coverageOf(series)).toEqual({
          resolution: "1m",
          bars: 2,
          firstMs: T0,
          lastMs: T0 + 120_000,
          changedAtMs: done.createdAtMs,
        });
      });

      it("has room for any year", async () => {
        const series = await newSeries("1d");
        const years = [1690, 1899, 1900, 1969, 1979, 1980, 1999, 2000, 2026, 2049, 2050, 2099, 2100, 2199];
        const rows = years.map((year) => ({
          time: Date.UTC(year, 11, 31),
          open: 1,
          high: 1,
          low: 1,
          close: 1,
          volume: year,
        }));
        await importBars(series, barColumnsOf(rows));
        expect(await readAll(series)).toEqual(rows);
        expect(rowsOf(await store.readLatest(series, null, 3)).map(({ volume }) => volume)).toEqual([2099, 2100, 2199]);
      });

      it("touches nothing that is the same, and keeps what it replaces", async () => {
        const series = await newSeries();
        const bars = someBars({ count: 5000 });
        const first = await importBars(series, bars);
        const again = await importBars(series, bars);
        expect(again).toMatchObject({ inserted: 0, replaced: 0, unchanged: 5000 });
        const owners = await test.db.sql.$queryRaw`
        SELECT DISTINCT import_no FROM bar WHERE instrument_id = ${series.instrumentId}`;
        expect(owners).toEqual([{ import_no: first.no }]);

        const changed = {
          ...bars,
          close: bars.close.map((value, index) => (index % 7 === 0 ? (bars.open[index] ?? value) : value)),
        };
        const differing = bars.close.filter((value, index) => value !== changed.close[index]).length;
        const longer = barColumnsOf([...rowsOf(changed), ...rowsOf(someBars({ count: 10, startMs: T0 }))]);
        const third = await importBars(series, longer);
        expect(third).toMatchObject({ inserted: 10, replaced: differing, unchanged: 5000 - differing });
        expect(await readAll(series)).toEqual(rowsOf(longer));
        expect(await readAll(series, again.createdAtMs)).toEqual(rowsOf(bars));
        expect(await readAll(series, EpochMs.of(first.createdAtMs - 1))).toEqual([]);
      });

      it("takes an import back and remembers that it was there", async () => {
        const series = await newSeries();
        const [bars, other] = [someBars({ count: 300, seed: 1 }), someBars({ count: 400, seed: 2 })];
        const first = await importBars(series, bars);
        const second = await importBars(series, other);
        const undone = await undo(second.importId);
        expect(undone).toMatchObject({ ok: true, value: { importId: second.importId, inserted: 100 } });
        expect(await readAll(series)).toEqual(rowsOf(bars));
        expect(await readAll(series, second.createdAtMs)).toEqual(rowsOf(other));
        expect(await readAll(series, first.createdAtMs)).toEqual(rowsOf(bars));
        expect(await store.coverageOf(series)).toMatchObject({ bars: 300, lastMs: bars.time.at(-1) });
        expect(await undo(first.importId)).toMatchObject({ ok: true });
        expect(await readAll(series)).toEqual([]);
        expect(await store.coverageOf(series)).toBeNull();
        expect(await readAll(series, second.createdAtMs)).toEqual(rowsOf(other));
      });

      it("refuses to take back what lies under a later import, and says which", async () => {
        const series = await newSeries();
        const [one, two, three] = [
          await importBars(series, someBars({ count: 50, seed: 1 })),
          await importBars(series, someBars({ count: 30, seed: 2 })),
          await importBars(series, someBars({ count: 10, seed: 3 })),
        ];
        const apart = await importBars(series, someBars({ count: 5, startMs: T0, seed: 4 }));
        expect(await undo(one.importId)).toMatchObject({
          ok: false,
          error: {
            kind: "import.overlaid",
            byImportId: three.importId,
            byFileName: "t.csv",
            byCreatedAtMs: three.createdAtMs,
          },
        });
        expect(await undo(two.importId)).toMatchObject({ error: { byImportId: three.importId } });
        for (const { importId } of [three, two, one, apart]) expect(await undo(importId)).toMatchObject({ ok: true });
        expect(await undo(one.importId)).toMatchObject({ error: { kind: "import.undone_already" } });
        expect(await undo(ImportId.of("nothing"))).toMatchObject({ error: { kind: "import.not_found" } });
        expect(await readAll(series)).toEqual([]);
      });

      it("keeps bars that a later import found equal to its own", async () => {
        const series = await newSeries();
        const bars = someBars({ count: 60 });
        const first = await importBars(series, bars);
        const same = await importBars(series, someBars({ count: 40 }));
        expect(same).toMatchObject({ inserted: 0, unchanged: 40 });
        expect(await undo(first.importId)).toMatchObject({
          error: { kind: "import.overlaid", byImportId: same.importId },
        });
        expect(await readAll(series)).toEqual(rowsOf(bars));
        expect(await undo(same.importId)).toMatchObject({ ok: true });
        expect(await readAll(series)).toEqual(rowsOf(bars));
        expect(await undo(first.importId)).toMatchObject({ ok: true });
      });

      it("appends what is newer than everything there is, and leaves all else to the merge", async () => {
        const series = await newSeries();
        const facts = {
          batch: `live.1.${series.instrumentId}`,
          symbol: series.symbol,
          source: "simulated",
          title: "Live",
          origin: "live",
          createdBy: null,
        } as const;
        const bar = (minute: number, close: number) => ({
          time: T0 + minute * 60_000,
          open: 0.1 + 0.2,
          high: 9,
          low: 5e-324,
          close,
          volume: 2 ** 53,
        });
        const append = (...bars: readonly ReturnType<typeof bar>[]) =>
          test.db.transactions.run((tx) => ingest.append(tx, series, facts, bars, EpochMs.of(T0)));
        expect(await append(bar(0, 1 / 3), bar(1, 2))).toBe(true);
        const first = await store.coverageOf(series);
        expect(await append(bar(2, 3))).toBe(true);
        // The same again, an older one, and one that only begins with what is there.
        for (const again of [[bar(2, 4)], [bar(-1, 4)], [bar(2, 4), bar(3, 4)]])
          expect(await append(...again)).toBe(false);
        const all = [bar(0, 1 / 3), bar(1, 2), bar(2, 3)];
        expect(await readAll(series)).toEqual(rowsOf(barColumnsOf(all)));
        expect(await readAll(series, first?.changedAtMs)).toEqual(rowsOf(barColumnsOf(all.slice(0, 2))));
        expect(await store.coverageOf(series)).toMatchObject({ bars: 3, firstMs: T0, lastMs: T0 + 120_000 });
        expect(await ingest.findImport(test.db.sql, ImportId.of(facts.batch))).toMatchObject({
          inserted: 3,
          replaced: 0,
        });
        expect((await importBars(series, barColumnsOf([bar(2, 3), bar(3, 5)]), T0 + 1)).inserted).toBe(1);
      });

      it("are read packed as they are read by COPY, with the state of the series that they are of", async () => {
        const series = await newSeries();
        expect(await readPackedBars(test.db.sql, series, 0)).toBeNull();
        const odd = { open: 0.1 + 0.2, high: Number.MAX_VALUE, low: 5e-324, close: 1 / 3, volume: 2 ** 53 };
        const rows = [FIRST_MS, -60_000, 0, T0, T0 + 60_000].map((time) => ({ time, ...odd }));
        await importBars(series, barColumnsOf(rows));
        const { db } = test;
        const before = await readPackedBars(db.sql, series, FIRST_MS);
        expect(before && rowsOf(before.bars)).toEqual(rows);
        expect(before?.changedAtMs).toBe((await store.coverageOf(series))?.changedAtMs);
        const late = await readPackedBars(db.sql, series, T0 + 60_001);
        expect(late && rowsOf(late.bars)).toEqual([]);

        // Taken where it is of the same state, and only what was asked for; once the series is another they are read.
        const known = makeKnownBarStore(
          db.sql,
          (id) => store.coveragesOf(id),
          () => Promise.resolve(before),
        );
        const span = { fromMs: EpochMs.of(0), toMs: EpochMs.of(T0 + 1) };
        const copied = vi.spyOn(db.sql, "copyOut");
        const changedAtMs = before?.changedAtMs ?? EpochMs.of(0);
        expect(rowsOf(await known.readBars(series, span, changedAtMs))).toEqual(rows.slice(2, 4));
        expect(copied).not.toHaveBeenCalled();
        // Those that do not reach back far enough are no answer.
        const short = makeKnownBarStore(
          db.sql,
          (id) => store.coveragesOf(id),
          () => Promise.resolve(late),
        );
        expect(rowsOf(await short.readBars(series, span, changedAtMs))).toEqual(rows.slice(2, 4));
        expect(copied).toHaveBeenCalledOnce();
        copied.mockClear();
        await importBars(series, barColumnsOf([{ ...odd, time: T0, close: 7 }]), T0 + 1_000);
        expect(rowsOf(await known.readBars(series, span, LATER))).toEqual([rows[2], { ...odd, time: T0, close: 7 }]);
        expect(copied).toHaveBeenCalledOnce();
        copied.mockRestore();
      });

      it("never goes back in time, even when the clock does", async () => {
        const series = await newSeries();
        const first = await importBars(series, someBars({ count: 3, seed: 1 }), T0);
        const second = await importBars(series, someBars({ count: 3, seed: 2 }), T0 - 86_400_000);
        expect(second.createdAtMs).toBe(first.createdAtMs + 1);
        expect(await readAll(series, first.createdAtMs)).toEqual(rowsOf(someBars({ count: 3, seed: 1 })));
      });

      it("lets two imports of one series follow each other", async () => {
        const series = await newSeries();
        const imports = await Promise.all(
          [1, 2, 3, 4].map((seed) => importBars(series, someBars({ count: 200, seed }))),
        );
        const moments = imports.map(({ createdAtMs }) => createdAtMs).toSorted((a, b) => a - b);
        expect(new Set(moments).size).toBe(4);
        const last = imports.findIndex(({ createdAtMs }) => createdAtMs === moments[3]) + 1;
        expect(await readAll(series)).toEqual(rowsOf(someBars({ count: 200, seed: last })));
        expect(await store.coverageOf(series)).toMatchObject({ bars: 200 });
      });

      it("finds times that stand twice in a file, and keeps the earlier line", async () => {
        const series = await newSeries("1w");
        const week = 7 * 86_400_000;
        const monday = Date.UTC(2020, 0, 6);
        const times = [monday + week, monday, monday + 86_400_000, monday + week];
        const bars = barColumnsOf(
          times.map((time, index) => ({ time, open: 1, high: 1, low: 1, close: 1, volume: index })),
        );
        const found = await test.db.transactions.run(async (tx) => {
          await ingest.stage(tx, batchesOf(bars));
          const asWeeks = await ingest.findDuplicates(tx, "1w", 10);
          const asDays = await ingest.findDuplicates(tx, "1d", 10);
          const cut = await ingest.findDuplicates(tx, "1w", 1);
          await ingest.dropDuplicates(tx, "1w");
          return { asWeeks, asDays, cut, left: await ingest.findDuplicates(tx, "1w", 10), series };
        });
        expect(found.asWeeks).toEqual({
          count: 2,
          first: [
            { line: 4, timeMs: times[2] },
            { line: 5, timeMs: times[3] },
          ],
        });
        expect(found.asDays).toEqual({ count: 1, first: [{ line: 5, timeMs: times[3] }] });
        expect(found.cut).toEqual({ count: 2, first: [{ line: 4, timeMs: times[2] }] });
        expect(found.left).toEqual({ count: 0, first: [] });
      });

      it("behaves like a plain map with a memory, whatever is imported and taken back", async () => {
        const day = fc.record({ time: fc.integer({ min: 0, max: 12 }), price: fc.integer({ min: 1, max: 3 }) });
        const step = fc.oneof(
          { weight: 3, arbitrary: fc.uniqueArray(day, { selector: ({ time }) => time, minLength: 1, maxLength: 8 }) },
          { weight: 2, arbitrary: fc.constant("undo latest" as const) },
        );
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
            const series = await newSeries("1d");
            const history: { atMs: EpochMs; rows: readonly Bar[] }[] = [];
            const stack: { importId: ImportId; before: readonly Bar[] }[] = [];
            let now: readonly Bar[] = [];
            for (const each of steps) {
              if (each === "undo latest") {
                const top = stack.pop();
                if (top === undefined) continue;
                const undone = await undo(top.importId);
                if (!undone.ok) throw new Error(undone.error.kind);
                now = top.before;
                history.push({ atMs: undone.value.undoneAtMs ?? LATER, rows: now });
                continue;
              }
              const rows = each.map(({ time, price }) => {
                return { time: T0 + time * 86_400_000, open: price, high: price, low: price, close: price, volume: 1 };
              });
              const old = new Map(now.map((bar) => [bar.time, bar]));
              const done = await importBars(series, barColumnsOf(rows));
              expect(done.inserted).toBe(rows.filter(({ time }) => !old.has(time)).length);
              expect(done.unchanged).toBe(rows.filter(({ time, open }) => old.get(time)?.open === open).length);
              stack.push({ importId: done.importId, before: now });
              now = [...new Map([...now, ...rows].map((bar) => [bar.time, bar])).values()].toSorted(
                (a, b) => a.time - b.time,
              );
              history.push({ atMs: done.createdAtMs, rows: now });
            }
            for (const { atMs, rows } of history) expect(await readAll(series, atMs)).toEqual(rows);
            expect(await readAll(series)).toEqual(now);
            expect((await store.coverageOf(series))?.bars ?? 0).toBe(now.length);
          }),
          { numRuns: 25 },
        );
      }, 120_000);

      it.each([
        ["a high below the low", { high: 1, low: 2 }],
        ["an open outside", { open: 9 }],
        ["not a number", { open: Number.NaN }],
        ["infinity", { high: Number.POSITIVE_INFINITY }],
        ["a negative volume", { volume: -1 }],
      ])("has a table that refuses %s by itself", async (__, change) => {
        const series = await newSeries();
        const bar = { time: T0, open: 2, high: 3, low: 1, close: 2, volume: 1, ...change };
        await expect(importBars(series, barColumnsOf([bar]))).rejects.toThrow(/bar_range|bar_finite/);
        expect(await store.coverageOf(series)).toBeNull();
      });

      it("keeps the app's role from changing what was known", async () => {
        await expect(test.db.sql.$executeRaw`UPDATE bar_revision SET close = 1`).rejects.toThrow(
          /permission denied|append-only/,
        );
        await expect(test.db.sql.$executeRaw`DELETE FROM bar_revision`).rejects.toThrow(
          /permission denied|append-only/,
        );
      });

      it("rolls five and fifteen minutes up from one, in code as in the views", async () => {
        const series = await newSeries();
        const bars = someBars({ count: 1000, startMs: Date.UTC(2024, 11, 31, 22, 3), stepMs: 120_000 });
        await importBars(series, bars);
        for (const [minutes, resolution] of [
          [5, "5m"],
          [15, "15m"],
        ] as const) {
          const expected = rowsOf(rollUp(bars, minutes));
          const of = { instrumentId: series.instrumentId, calendar: null, timeZone: "UTC" };
          const newest = async (toMs: EpochMs | null, limit: number) =>
            rowsOf(await makeSeriesReader(store, "stored").readLatest(of, resolution, toMs, limit));
          expect(await newest(null, 10_000)).toEqual(expected);
          expect(await newest(null, 7)).toEqual(expected.slice(-7));
          expect(await newest(EpochMs.of(expected[100]?.time ?? 0), 7)).toEqual(expected.slice(93, 100));
          expect(await viewRows(series.instrumentId, minutes)).toEqual(expected);
        }
      });

      async function viewRows(instrumentId: InstrumentId, minutes: 5 | 15): Promise<readonly Bar[]> {
        const query = { 5: fiveMinutes, 15: quarters }[minutes];
        const rows = await query(instrumentId);
        return rows.map(({ ms, ...values }) => ({ time: Number(ms), ...values }));
      }

      type ViewRow = Omit<Bar, "time"> & { readonly ms: string };
      const fiveMinutes = (instrumentId: InstrumentId) => test.db.sql.$queryRaw<readonly ViewRow[]>`
      SELECT (extract(epoch FROM ts) * 1000)::bigint::text AS ms, open, high, low, close, volume
      FROM bar_5m WHERE instrument_id = ${instrumentId} ORDER BY ts`;
      const quarters = (instrumentId: InstrumentId) => test.db.sql.$queryRaw<readonly ViewRow[]>`
      SELECT (extract(epoch FROM ts) * 1000)::bigint::text AS ms, open, high, low, close, volume
      FROM bar_15m WHERE instrument_id = ${instrumentId} ORDER BY ts`;

      it("sees one state while others write", async () => {
        const series = await newSeries();
        const states = [1, 2, 3, 4, 5].map((seed) => someBars({ count: 2000, seed }));
        const first = states[0] ?? someBars({ count: 1 });
        await importBars(series, first);
        const texts = new Set(states.map((state) => JSON.stringify(rowsOf(state))));
        const reads: string[] = [];
        const writing = (async () => {
          for (const state of states) await importBars(series, state);
        })();
        for (let i = 0; i < 20; i += 1) {
          const asOf = (await store.coverageOf(series))?.changedAtMs ?? LATER;
          reads.push(JSON.stringify(await readAll(series, asOf)));
        }
        await writing;
        expect(reads.filter((text) => !texts.has(text))).toEqual([]);
      });

      describe.each(["PostgreSQL", "memory"] as const)("keeps the promises of a bar store: %s", (kind) => {
        /** A series with two states: bars known from the first moment, some replaced at the second. */
        async function twoStates() {
          const series = await newSeries();
          const [before, after] = [someBars({ count: 40, seed: 7 }), someBars({ count: 30, seed: 8 })];
          const merged = [...rowsOf(after), ...rowsOf(before).slice(30)];
          if (kind === "memory") {
            const memory = makeMemoryBarStore();
            memory.put(series, before, T0);
            memory.put(series, after, T0 + 1000);
            return {
              subject: memory,
              series,
              before,
              merged,
              firstMs: EpochMs.of(T0),
              secondMs: EpochMs.of(T0 + 1000),
            };
          }
          const first = await importBars(series, before);
          const second = await importBars(series, after, T0 + 1000);
          return { subject: store, series, before, merged, firstMs: first.createdAtMs, secondMs: second.createdAtMs };
        }

        it("reads a range, from inside, to outside, as of a moment", async () => {
          const { subject, series, before, merged, firstMs, secondMs } = await twoStates();
          const read = async (from: number, to: number, asOfMs: EpochMs) =>
            rowsOf(await subject.readBars(series, { fromMs: EpochMs.of(from), toMs: EpochMs.of(to) }, asOfMs));
          const [start, end] = [merged[5]?.time ?? 0, merged[35]?.time ?? 0];
          expect(await read(start, end, secondMs)).toEqual(merged.slice(5, 35));
          expect(await read(start, end, LATER)).toEqual(merged.slice(5, 35));
          expect(await read(start, end, firstMs)).toEqual(rowsOf(before).slice(5, 35));
          expect(await read(start, end, EpochMs.of(firstMs - 1))).toEqual([]);
          expect(await read(end, start, secondMs)).toEqual([]);
          expect((await subject.coverageOf(series))?.changedAtMs).toBe(secondMs);
          expect(await subject.coveragesOf(series.instrumentId)).toEqual([await subject.coverageOf(series)]);
        });

        it("reads the newest before a moment, oldest first", async () => {
          const { subject, series, merged } = await twoStates();
          expect(rowsOf(await subject.readLatest(series, null, 4))).toEqual(merged.slice(-4));
          expect(rowsOf(await subject.readLatest(series, EpochMs.of(merged[10]?.time ?? 0), 4))).toEqual(
            merged.slice(6, 10),
          );
          expect(rowsOf(await subject.readLatest(series, EpochMs.of(merged[0]?.time ?? 0), 4))).toEqual([]);
        });

        it("has nothing of a series without bars", async () => {
          const { subject } = await twoStates();
          const empty = await newSeries("4h");
          expect(await subject.coverageOf(empty)).toBeNull();
          expect(rowsOf(await subject.readBars(empty, EVER, LATER))).toEqual([]);
          expect(rowsOf(await subject.readLatest(empty, null, 5))).toEqual([]);
        });
      });

      /** What only the owner may do: look into the storage, compress, refresh. */
      async function asOwner<T>(work: (owner: SqlPort) => Promise<T>): Promise<T> {
        const database = openDatabase({
          url: test.ownerUrl,
          applicationName: "bifrost-test-owner",
          poolSize: 1,
          statementTimeoutMs: 60_000,
          onIdleError: () => undefined,
        });
        try {
          return await work(database.sql);
        } finally {
          await database.close();
        }
      }

      describe.skipIf(server !== "TimescaleDB")("as a hypertable", () => {
        it("compresses old chunks and rolls up by policy", async () => {
          const jobs = await asOwner(
            (owner) => owner.$queryRaw<{ proc_name: string; hypertable_name: string; compressed: boolean }[]>`
            SELECT j.proc_name, j.hypertable_name, h.compression_enabled AS compressed
            FROM timescaledb_information.jobs j LEFT JOIN timescaledb_information.hypertables h USING (hypertable_name)
            WHERE j.hypertable_name IS NOT NULL ORDER BY 1, 2`,
          );
          expect(jobs.filter(({ hypertable_name }) => hypertable_name === "bar")).toMatchObject([{ compressed: true }]);
          expect(jobs.filter(({ proc_name }) => proc_name.includes("refresh"))).toHaveLength(2);
        });

        it("repairs, reads and takes back bars of compressed chunks like any others", async () => {
          const series = await newSeries();
          const bars = someBars({ count: 3000, seed: 21 });
          const first = await importBars(series, bars);
          const compressed = await asOwner(
            (owner) =>
              owner.$queryRaw<unknown[]>`SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('bar') c`,
          );
          expect(compressed.length).toBeGreaterThan(0);
          expect(await readAll(series)).toEqual(rowsOf(bars));

          const changed = someBars({ count: 2500, seed: 22 });
          const second = await importBars(series, changed);
          expect(second.inserted + second.replaced + second.unchanged).toBe(2500);
          expect(second.replaced).toBeGreaterThan(2000);
          const merged = [...rowsOf(changed), ...rowsOf(bars).slice(2500)];
          expect(await readAll(series)).toEqual(merged);
          expect(await readAll(series, first.createdAtMs)).toEqual(rowsOf(bars));
          expect(await undo(second.importId)).toMatchObject({ ok: true });
          expect(await readAll(series)).toEqual(rowsOf(bars));
        });

        it("keeps its rollups right after a refresh and after a repair", async () => {
          const series = await newSeries();
          const bars = someBars({ count: 500, seed: 31 });
          await importBars(series, bars);
          const refresh = () =>
            asOwner(async (owner) => {
              await owner.$executeRaw`CALL refresh_continuous_aggregate('bar_5m', NULL, NULL)`;
              await owner.$executeRaw`CALL refresh_continuous_aggregate('bar_15m', NULL, NULL)`;
            });
          await refresh();
          expect(await viewRows(series.instrumentId, 5)).toEqual(rowsOf(rollUp(bars, 5)));
          const repaired = someBars({ count: 500, seed: 32 });
          await importBars(series, repaired);
          await refresh();
          expect(await viewRows(series.instrumentId, 5)).toEqual(rowsOf(rollUp(repaired, 5)));
          expect(await viewRows(series.instrumentId, 15)).toEqual(rowsOf(rollUp(repaired, 15)));
        });
      });

      describe.skipIf(server !== "PostgreSQL")("as partitions", () => {
        it("looks only into the years it was asked for", async () => {
          const plan = await asOwner(
            (owner) => owner.$queryRaw<Record<string, string>[]>`
            EXPLAIN SELECT ts FROM bar WHERE instrument_id = 1 AND resolution = 1
              AND ts >= TIMESTAMPTZ '2020-03-01T00:00:00Z' AND ts < TIMESTAMPTZ '2021-02-01T00:00:00Z' ORDER BY ts`,
          );
          const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
          expect([...new Set(text.match(/bar_(?:y\d{4}|other)\b/g))].toSorted()).toEqual(["bar_y2020", "bar_y2021"]);
        });
      });

      it("searches instruments by symbol, then by words of their name, then inside, and bounds the page", async () => {
        const instruments = makeInstrumentStore(test.db.sql);
        await test.db.transactions.run(async (tx) => {
          for (const [symbol, name] of [
            ["ZZA", "Alpha 100%"],
            ["ZZB", "zza in its name"],
            ["XZZA", ""],
          ] as const) {
            await instruments.ensure(tx, { symbol, name, kind: "etf", currency: "USD", timeZone: "UTC" });
            await instruments.ensure(tx, {
              symbol,
              name: "another name",
              kind: "fx",
              currency: "EUR",
              timeZone: "UTC",
            });
          }
        });
        const symbols = async (text: string, limit = 50) =>
          (await instruments.search(text, limit)).map(({ symbol }) => symbol);
        expect(await symbols("zza")).toEqual(["ZZA", "ZZB", "XZZA"]);
        expect(await symbols("100%")).toEqual(["ZZA"]);
        expect(await symbols("_")).toEqual([]);
        expect(await symbols("zz", 1)).toHaveLength(1);
        expect(await instruments.find("ZZA")).toMatchObject({ kind: "etf", currency: "USD", tick: "0.01", lot: "1" });
        expect(await instruments.find("zza")).toBeNull();
      });
    });
  },
);
