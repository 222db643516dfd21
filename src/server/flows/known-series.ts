import type { CopyPort, EpochMs, InstrumentId, SqlPort } from "@/modules/_kernel";
import { makeOpenAdjustedSeries } from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeInstrumentStore, makeKnownBarStore } from "@/modules/data/server";
import type { Flows } from "./contract";
import { makeReadBarPage } from "./read-market-data";

/** Instruments whose facts are kept: more than anybody looks at at one time. */
const KNOWN_MAX = 1_000;

type ReadPage = Flows["readBarPage"];
type Query = Parameters<ReadPage>[0];

interface KnownSeries {
  readonly state: string;
  readonly read: ReadPage;
}

/**
 * Pages of bars, each with one statement: what an instrument is, what there is of it and its corporate actions are looked up
 * once a state of it, for a page that nobody asked before mostly belongs to an instrument that somebody looks at.
 *
 * The caller reads the state first. Facts looked up under it are at worst newer than it, and nobody finds them again once the
 * change is seen.
 */
export function makeReadKnownBarPage(sql: SqlPort & CopyPort): (query: Query, state: string) => ReturnType<ReadPage> {
  const known = new Map<string, KnownSeries>();
  return (query, state) => {
    const symbol = query.symbol.toUpperCase();
    const found = known.get(symbol);
    if (found?.state === state) return found.read(query);
    const read = makeReadPageOnce(sql);
    known.delete(symbol);
    known.set(symbol, { state, read });
    const [oldest] = known.keys();
    if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
    return read(query);
  };
}

/** Reads pages of one instrument, and looks up nothing about it twice. */
function makeReadPageOnce(sql: SqlPort & CopyPort): ReadPage {
  const instruments = makeInstrumentStore(sql);
  const actions = makeCorporateActionStore(sql);
  const stored = makeBarStore(sql);
  const coveragesOf = once(
    (instrumentId: InstrumentId) => stored.coveragesOf(instrumentId),
    (instrumentId) => String(instrumentId),
  );
  const known = once(
    (instrumentId: InstrumentId, asOfMs: EpochMs | null) => actions.known(instrumentId, asOfMs),
    (instrumentId, asOfMs) => `${instrumentId} ${asOfMs}`,
  );
  const find = once(
    (symbol: string) => instruments.find(symbol),
    (symbol) => symbol,
  );
  const openSeries = makeOpenAdjustedSeries({
    bars: makeKnownBarStore(sql, coveragesOf),
    actions: { known },
  });
  return makeReadBarPage({ instruments: { find }, openSeries });
}

/** The same answer for the same question; a fault is not kept. */
function once<Asked extends readonly unknown[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
  keyOf: (...asked: Asked) => string,
): (...asked: Asked) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...asked) => {
    const key = keyOf(...asked);
    const had = answers.get(key);
    if (had !== undefined) return had;
    const answer = ask(...asked);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}
