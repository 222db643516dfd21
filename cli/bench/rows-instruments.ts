import { makeInstrumentCatalog } from "@/modules/data/server";
import { makeSeededBars } from "@/modules/strategy";
import { makeDataFlows } from "@/server/flows/data-flows";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { putBars } from "./put-bars";

/** Each kind of question is asked so often, with another text each time. */
const ASKED = 200;
const PAGE = 50;
/** Instruments are put in so many at a time: one statement for all of them would run into its time limit. */
const CHUNK = 2_000;
/** How the names are made: many instruments fit a word, a hundredth of them fit two. */
const WORDS = ["Alpine", "Northern", "Harbor", "Quartz", "Summit", "Vertex", "Orchard", "Beacon", "Delta", "Granite"];
const ENDS = ["Holdings", "Industries", "Energy", "Capital", "Fund", "Partners", "Systems", "Foods", "Mining", "Bank"];
/** So many have bars: more than a page. */
const COVERED = 100;
const COVERED_BARS = 10;

interface Question {
  readonly what: string;
  /** The text that is typed the n-th time, where there are `size` instruments. */
  readonly text: (n: number, size: number) => string;
  /** Whether an answer has instruments in it. */
  readonly finds: boolean;
}

const symbolOf = (no: number) => `S${String(no).padStart(7, "0")}`;
/** Numbers that lie about anywhere, the same in every run. */
const scattered = (n: number, size: number) => 1 + ((n * 7_919) % size);
const turn = (list: readonly string[], n: number) => list[n % list.length] ?? "";

const QUESTIONS: readonly Question[] = [
  { what: "a symbol", text: (n, size) => symbolOf(scattered(n, size)), finds: true },
  { what: "the beginning of every symbol", text: (n) => "S00".slice(0, 1 + (n % 3)), finds: true },
  { what: "the beginning of every alias", text: (n) => "BBG00".slice(0, 3 + (n % 3)), finds: true },
  { what: "a word of every tenth name", text: (n) => turn(ENDS, n), finds: true },
  {
    what: "two words of every hundredth",
    text: (n) => `${turn(WORDS, n)} ${turn(ENDS, n >> 1).slice(0, 3)}`,
    finds: true,
  },
  { what: "letters inside every tenth name", text: (n) => turn(WORDS, n).slice(1), finds: true },
  { what: "nothing that there is", text: (n) => `zzq${n}`, finds: false },
  { what: "nothing typed", text: () => "", finds: true },
];

/** Finding instruments among many, as the search box asks, each size in a database of its own. */
export async function measureInstruments(
  sizes: readonly number[],
  serverUrl: string | null,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const database = await openBenchDatabase(serverUrl);
    try {
      await fill(database, size);
      figures.push(...(await measure(database, size)));
    } finally {
      await database.close();
    }
  }
  return figures;
}

async function fill(database: BenchDatabase, size: number): Promise<void> {
  const { transactions, sql, clock } = database.house.deps;
  const catalog = makeInstrumentCatalog(sql);
  for (let first = 1; first <= size; first += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, size - first + 1) }, (_, index) => listed(first + index));
    const saved = await transactions.run((tx) =>
      catalog.saveListed(tx, rows, { kind: "equity", currency: "USD" }, clock.nowMs()),
    );
    if (saved.inserted !== rows.length) throw new WrongAnswer(`${rows.length} instruments are new`);
  }
  const bars = makeSeededBars(COVERED_BARS);
  for (let n = 0; n < COVERED; n += 1) await putBars(database, symbolOf(scattered(n, size)), bars);
  await database.peer.settle();
}

type Listed = Parameters<ReturnType<typeof makeInstrumentCatalog>["saveListed"]>[1][number];

const listed = (no: number): Listed => ({
  line: no,
  symbol: symbolOf(no),
  name: `${turn(WORDS, no)} ${turn(ENDS, Math.floor(no / 10))} ${no}`,
  aliases: [{ source: "figi", alias: `BBG${String(no).padStart(9, "0")}` }],
});

async function measure({ house }: BenchDatabase, size: number): Promise<readonly Figure[]> {
  const { searchInstruments } = makeDataFlows(house.deps);
  const figures: Figure[] = [];
  for (const { what, text, finds } of QUESTIONS) {
    const bare: number[] = [];
    const ours: number[] = [];
    // In turn: what else the machine does while it is measured hits both.
    for (let n = 0; n < ASKED; n += 1) {
      bare.push(await took(() => house.deps.sql.$queryRaw`SELECT 1 AS one`));
      const typed = text(n, size);
      const ask = async () => {
        const found = (await searchInstruments(typed, PAGE)).length > 0;
        if (found !== finds) throw new WrongAnswer(`"${typed}" finds ${finds ? "some" : "none"} of ${size}`);
      };
      ours.push(await took(ask));
    }
    const one = { row: 0, bars: size, unit: "ms", against: "a statement that reads nothing" } as const;
    for (const [name, share] of [
      ["p50", 0.5],
      ["p99", 0.99],
    ] as const) {
      const [value, againstValue] = [percentile(ours, share), percentile(bare, share)];
      figures.push({ ...one, what: `search, ${name}: ${what}`, value, againstValue });
    }
  }
  return figures;
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

const percentile = (times: readonly number[], share: number) =>
  times.toSorted((left, right) => left - right)[Math.floor(share * times.length)] ?? Number.NaN;
