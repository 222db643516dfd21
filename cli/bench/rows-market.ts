import {
  type BarColumns,
  barCount,
  calendarOf,
  decodeBarColumns,
  type Instrument,
  MINUTE_MS,
  makeBarColumns,
  makeSeriesReader,
} from "@/modules/data";
import { makeBarStore, makeInstrumentStore, makeQualityStore } from "@/modules/data/server";
import { makeSeededBars } from "@/modules/strategy";
import { makeDataFlows } from "@/server/flows/data-flows";
import { makeSeriesChecker } from "@/server/flows/quality/check-quality";
import { toCopyRows } from "./copy-rows";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { ingestBars } from "./put-bars";

/** A universe of minutes: how its loading, reading and size grow. */
export const MARKET_INSTRUMENTS = 100;
const FIRST_DATE_MS = Date.UTC(2023, 0, 3);
const LAST_DATE_MS = Date.UTC(2024, 11, 31);
const CHART_BARS = 10_000;
const TAIL_BARS = 1;
const SCAN_SESSIONS = 250;
/** Reads are done for so many instruments and the median counts: a cold read is part of life, an odd one is not. */
const READS = 15;
/** Time, five prices and volume as they leave the house: what storage is compared with. */
const BYTES_PER_BAR = 48;
const MEGABYTE = 1_048_576;

/**
 * A hundred instruments with minutes of real sessions, through the same ingest as any file, each size in a database of its
 * own. `sizes` are bars in all.
 */
export async function measureMarket(sizes: readonly number[], serverUrl: string | null): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const database = await openBenchDatabase(serverUrl);
    try {
      figures.push(...(await measureUniverse(database, Math.floor(size / MARKET_INSTRUMENTS))));
    } finally {
      await database.close();
    }
  }
  return figures;
}

interface Loaded {
  readonly instruments: readonly Instrument[];
  readonly loadMs: number;
  readonly plainMs: number;
}

/** Fills the market and, in the same run, a plain table with the same rows. */
async function loadMarket(database: BenchDatabase, each: number): Promise<Loaded> {
  const { deps } = database.house;
  const instruments: Instrument[] = [];
  let [loadMs, plainMs] = [0, 0];
  for (let i = 0; i < MARKET_INSTRUMENTS; i += 1) {
    const minutes = sessionMinutes(each, i);
    const rows = toCopyRows(minutes);
    plainMs += await took(() => database.peer.load(rows));
    const facts = { symbol: `M${i}`, name: "", kind: "equity", currency: "USD", timeZone: "America/New_York" } as const;
    const instrument = await deps.transactions.run((tx) => makeInstrumentStore(deps.sql).ensure(tx, facts));
    loadMs += await took(() => ingestBars(database, instrument, minutes));
    instruments.push(instrument);
  }
  return { instruments, loadMs, plainMs };
}

/** Milliseconds of each thing that people wait for. */
async function readMarket({ house, peer }: BenchDatabase, instruments: readonly Instrument[], each: number) {
  const { deps } = house;
  const flows = makeDataFlows(deps);
  const series = makeSeriesReader(makeBarStore(deps.sql), "stored");
  const page = (limit: number) =>
    median(instruments, async ({ symbol }) => {
      const answer = await flows.readBarPage({
        symbol,
        resolution: "1m",
        toMs: null,
        limit,
        adjustment: "raw",
        hours: "regular",
      });
      const columns = answer.ok ? decodeBarColumns(answer.value) : answer;
      const count = columns.ok ? barCount(columns.value) : 0;
      if (count !== Math.min(limit, each)) throw new WrongAnswer(`a page of ${limit} bars, was ${count}`);
    });
  const { check } = makeSeriesChecker(deps);
  const watch = { signal: new AbortController().signal, progress: () => undefined };
  return {
    raw: await median(instruments, async () => void (await peer.readBytes())),
    chart: await page(CHART_BARS),
    tail: await page(TAIL_BARS),
    hourly: await median(instruments, async (instrument) => {
      const rolled = await series.readLatest(instrument, "1h", null, each);
      if (barCount(rolled) === 0) throw new WrongAnswer("minutes roll up to hours");
    }),
    scan: await took(async () => {
      for (const instrument of instruments) await series.readLatest(instrument, "1d", null, SCAN_SESSIONS);
    }),
    checked: await median(instruments, async ({ symbol }) => {
      const verdict = await check(symbol, "1m", watch);
      if (!verdict.ok || verdict.value.score !== 100) throw new WrongAnswer(`whole sessions of ${symbol} score 100`);
    }),
    diskMb: (await makeQualityStore(deps.sql).diskBytes()) / MEGABYTE,
  };
}

async function measureUniverse(database: BenchDatabase, each: number): Promise<readonly Figure[]> {
  const { instruments, loadMs, plainMs } = await loadMarket(database, each);
  const { raw, chart, tail, hourly, scan, checked, diskMb } = await readMarket(database, instruments, each);
  const bars = each * MARKET_INSTRUMENTS;
  const rate = (ms: number) => (bars / ms) * 1000;
  const one = {
    row: 0,
    bars,
    unit: "ms",
    against: "the minutes of one instrument, unread",
    againstValue: raw,
  } as const;
  const all = { ...one, against: "the minutes of all, unread", againstValue: raw * MARKET_INSTRUMENTS } as const;
  const load = { row: 0, bars, unit: "rows/s", against: "plain COPY", againstValue: rate(plainMs) } as const;
  const bare = { row: 0, bars, unit: "MB", against: "bare doubles" } as const;
  return [
    { ...load, what: "market: load", value: rate(loadMs) },
    { ...one, what: `market: chart of ${CHART_BARS} bars`, value: chart },
    { ...one, what: "market: newest bar", value: tail },
    { ...one, what: "market: hours of all minutes of one", value: hourly },
    { ...all, what: `market: ${SCAN_SESSIONS} sessions of all, rolled up`, value: scan },
    { ...one, what: "market: quality check of one", value: checked },
    { ...bare, what: "market: on disk", value: diskMb, againstValue: (bars * BYTES_PER_BAR) / MEGABYTE },
  ];
}

/** Seeded prices at the minutes of real sessions, the newest ending with the last. */
function sessionMinutes(count: number, seed: number): BarColumns {
  const calendar = calendarOf("XNYS");
  if (calendar === null) throw new WrongAnswer("there is a calendar XNYS");
  const prices = makeSeededBars(count + seed);
  const bars = makeBarColumns(count);
  let at = 0;
  for (const { openMs, closeMs } of calendar.sessions(FIRST_DATE_MS, LAST_DATE_MS)) {
    for (let time = openMs; time < closeMs && at < count; time += MINUTE_MS) {
      bars.time[at] = time;
      for (const name of ["open", "high", "low", "close", "volume"] as const)
        bars[name][at] = prices[name][at + seed] ?? 0;
      at += 1;
    }
  }
  if (at < count) throw new WrongAnswer(`${count} minutes of sessions, were ${at}: choose a smaller market`);
  return bars;
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function median(
  instruments: readonly Instrument[],
  work: (instrument: Instrument) => Promise<void>,
): Promise<number> {
  const times: number[] = [];
  for (const instrument of instruments.slice(0, READS)) times.push(await took(() => work(instrument)));
  return times.toSorted((left, right) => left - right)[times.length >> 1] ?? Number.NaN;
}
