import type { InstrumentId } from "@/modules/_kernel";
import {
  type CurrentRead,
  makeKnownActions,
  makeKnownBarStore,
  type PackedBars,
  readPackedBars,
} from "@/modules/data/server";
import type { RunShared } from "./desk-context";

/** More series, or longer ones, are read when they are needed: what is read early may be read for nothing. */
const EARLY_SERIES_MAX = 3;
const EARLY_BARS_MAX = 2_500;

/**
 * Stored bars and corporate actions, of which it is looked up once a round what there is: how far they are, and every read after that,
 * agree on it. What the last round read that read any, a round that a bar woke reads at once, beside what it looks up.
 */
export function barsOfRound(sql: RunShared["sql"], looks: Pick<RunShared["looks"], "seriesOf">) {
  const known = new Map<InstrumentId, ReturnType<typeof looks.seriesOf>>();
  const early = new Map<string, Promise<PackedBars | null>>();
  /** By series, of each what reaches back furthest. */
  let before: ReadonlyMap<string, CurrentRead> = new Map();
  let reads = new Map<string, CurrentRead>();
  const seriesOf = (instrumentId: InstrumentId) => {
    const asked = known.get(instrumentId) ?? looks.seriesOf(instrumentId);
    known.set(instrumentId, asked);
    return asked;
  };
  const readEarly = (read: CurrentRead) => {
    const key = keyOf(read);
    if (read.fromMs < (reads.get(key)?.fromMs ?? Number.POSITIVE_INFINITY)) reads.set(key, read);
    return early.get(key) ?? null;
  };
  return {
    bars: makeKnownBarStore(sql, async (instrumentId) => (await seriesOf(instrumentId)).coverages, readEarly),
    actions: makeKnownActions(sql, async (instrumentId) => (await seriesOf(instrumentId)).actionsChangedAtMs),
    /** At the beginning of a round. */
    forget: () => {
      known.clear();
      early.clear();
      if (reads.size > 0) before = reads;
      reads = new Map();
    },
    /** After that, where a bar woke it; `soon`: when they are asked for. */
    readEarly: (soon: Promise<void>) => {
      if (before.size > EARLY_SERIES_MAX) return;
      for (const [key, read] of before) {
        if (read.bars > EARLY_BARS_MAX) continue;
        const bars = soon.then(() => readPackedBars(sql, read.series, read.fromMs));
        // Whoever takes them hears of a fault; nobody may.
        bars.catch(() => undefined);
        early.set(key, bars);
      }
    },
  };
}

const keyOf = ({ series: { instrumentId, resolution } }: CurrentRead): string => `${instrumentId} ${resolution}`;
