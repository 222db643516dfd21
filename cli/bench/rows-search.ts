import { makeInstrumentStore } from "@/modules/data/server";
import { makeDataFlows } from "@/server/flows/data-flows";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";

/** What a box of suggestions shows. */
const SHOWN = 20;
const QUESTIONS = 400;
const ROWS_AT_ONCE = 10_000;
const FIRST = [
  "Alpha",
  "Bright",
  "Cedar",
  "Delta",
  "Eastern",
  "First",
  "Global",
  "Harbor",
  "Inland",
  "Jupiter",
] as const;
const SECOND = ["Energy", "Mining", "Foods", "Robotics", "Airlines", "Chemicals", "Software", "Shipping"] as const;
const THIRD = ["Holdings", "Corporation", "Income Fund", "Trust", "Group"] as const;

/**
 * Keystrokes of somebody who looks for an instrument: symbols, beginnings, words of names, pieces of them and what nobody
 * has, beside one look for a symbol in its index. `sizes` are instruments, each in a database of its own.
 */
export async function measureSearch(sizes: readonly number[], serverUrl: string | null): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const size of sizes) {
    const database = await openBenchDatabase(serverUrl);
    try {
      await fill(database, size);
      figures.push(...(await measureUniverse(database, size)));
    } finally {
      await database.close();
    }
  }
  return figures;
}

const symbolOf = (index: number) => `S${index.toString(36).toUpperCase()}`;
const nameOf = (index: number) =>
  `${FIRST[index % 10] ?? ""} ${SECOND[(index >> 3) % 8] ?? ""} ${index} ${THIRD[index % 5] ?? ""}`;

/** Rows as a list of symbols would bring them, written at once. */
async function fill({ house }: BenchDatabase, size: number): Promise<void> {
  for (let from = 0; from < size; from += ROWS_AT_ONCE) {
    const rows = Array.from({ length: Math.min(ROWS_AT_ONCE, size - from) }, (_, index) => from + index);
    await house.deps.sql.$executeRaw`
      INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone, calendar)
      SELECT symbol, name, 'equity', 'USD', 0.01, 1, 'America/New_York', 'XNYS'
      FROM unnest(${rows.map(symbolOf)}::text[], ${rows.map(nameOf)}::text[]) AS given (symbol, name)`;
  }
}

/** What is typed, each time something else: a multiplier that shares nothing with the sizes spreads it over all of them. */
function questionsOf(size: number): readonly string[] {
  return Array.from({ length: QUESTIONS }, (_, index) => {
    const one = (index * 7_919) % size;
    const kinds = [
      symbolOf(one),
      symbolOf(one).slice(0, 3),
      nameOf(one),
      `${FIRST[one % 10] ?? ""} ${(SECOND[(one >> 3) % 8] ?? "").slice(0, 4)}`,
      String(one).slice(0, 4),
      (SECOND[one % 8] ?? "").slice(2).toLowerCase(),
      `qx${index}`,
    ];
    return kinds[index % kinds.length] ?? "";
  });
}

async function measureUniverse({ house }: BenchDatabase, size: number): Promise<readonly Figure[]> {
  const flows = makeDataFlows(house.deps);
  const instruments = makeInstrumentStore(house.deps.sql);
  const exact = symbolOf(size - 1);
  const [found] = await flows.searchInstruments(exact, SHOWN);
  if (found?.symbol !== exact) throw new WrongAnswer(`a search for ${exact} begins with it, was ${found?.symbol}`);
  const named = await flows.searchInstruments(nameOf(size - 1), SHOWN);
  if (!named.some(({ symbol }) => symbol === exact)) throw new WrongAnswer(`a search for its name finds ${exact}`);
  const searches = await timesOf(questionsOf(size), (text) => flows.searchInstruments(text, SHOWN));
  const looks = await timesOf(
    questionsOf(size).map((_, index) => symbolOf((index * 104_729) % size)),
    (symbol) => instruments.find(symbol),
  );
  const row = { row: 0, bars: size, unit: "ms", against: "one symbol in its index" } as const;
  return [
    { ...row, what: "search: a keystroke, median", value: partOf(searches, 0.5), againstValue: partOf(looks, 0.5) },
    { ...row, what: "search: a keystroke, p99", value: partOf(searches, 0.99), againstValue: partOf(looks, 0.99) },
  ];
}

async function timesOf(given: readonly string[], work: (text: string) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (const text of given) {
    const startedMs = performance.now();
    await work(text);
    times.push(performance.now() - startedMs);
  }
  return times.toSorted((left, right) => left - right);
}

const partOf = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
