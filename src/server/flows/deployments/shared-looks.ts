import { z } from "zod";
import { type EpochMs, InstrumentId, type Reads, type SqlPort } from "@/modules/_kernel";
import type { Coverage } from "@/modules/data";
import { INSTRUMENTS_PER_PAGE_MAX, makeCorporateActionStore, makeInstrumentStore } from "@/modules/data/server";
import { readStatesStamp } from "@/modules/execution/server";
import { readHeldStamps } from "@/modules/portfolio/server";
import type { Deployment } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { makeBatcher } from "../../infra/batcher";

/** Texts that differ as soon as what they stand for does. */
export interface Stamp {
  /** Its row, and any trading state. */
  readonly own: string;
  /** The books of its account in its instruments: what was filled, of its orders or of anybody's. */
  readonly books: string;
}

/**
 * What every deployment of a process looks at each second, whether anything happened or not. Looks at one time leave as one
 * statement of each kind, however many deployments there are; nothing is kept, so that each answer is newer than its question.
 */
export interface SharedLooks {
  stampOf(deployment: Whose): Promise<Stamp>;
  seriesOf(instrumentId: InstrumentId): Promise<Series>;
}

/** What there is of an instrument's bars, and when its corporate actions last changed; null: it never had any. */
export interface Series {
  readonly coverages: readonly Coverage[];
  readonly actionsChangedAtMs: EpochMs | null;
}

export function makeSharedLooks({ reads }: { readonly reads: Reads }): SharedLooks {
  const look = makeBatcher<string, Look>(
    (keys) => reads.together((lent) => readLooks(lent, keys)),
    INSTRUMENTS_PER_PAGE_MAX,
  );
  return {
    stampOf: async (of) => (await look(keyOf(of)))?.stamp ?? NOTHING,
    seriesOf: async (instrumentId) => (await look(keyOfBars(instrumentId)))?.series ?? NO_SERIES,
  };
}

/** What a key stands for says which of them there is. */
interface Look {
  readonly stamp?: Stamp;
  readonly series?: Series;
}

/** Of a deployment that is not there. */
const NOTHING: Stamp = { own: "", books: "" };
const NO_SERIES: Series = { coverages: [], actionsChangedAtMs: null };

type Whose = Pick<Deployment, "deploymentId" | "accountId" | "instruments">;
const keyOf = ({ deploymentId, accountId, instruments }: Whose): string =>
  JSON.stringify([deploymentId, accountId, ...instruments]);
const keyOfBars = (instrumentId: InstrumentId): string => String(instrumentId);
const deploymentKey = z.tuple([z.string(), z.string()], z.string());
const barsKey = z.number().transform((id) => InstrumentId.of(id));

/** Five statements in one go, for all that look. */
async function readLooks(sql: SqlPort, keys: readonly string[]): Promise<ReadonlyMap<string, Look>> {
  const whose: Named[] = [];
  const barsOf: InstrumentId[] = [];
  for (const key of keys) {
    const parts: unknown = JSON.parse(key);
    if (typeof parts === "number") barsOf.push(barsKey.parse(parts));
    else {
      const [deploymentId, accountId, ...symbols] = deploymentKey.parse(parts);
      whose.push({ key, deploymentId, accountId, symbols });
    }
  }
  const [stamps, series] = await Promise.all([
    whose.length === 0 ? [] : readStamps(sql, whose),
    barsOf.length === 0 ? [] : readSeries(sql, barsOf),
  ]);
  const looks = new Map<string, Look>(series.map(([id, each]) => [keyOfBars(id), { series: each }]));
  for (const [place, { key }] of whose.entries()) looks.set(key, { stamp: stamps[place] ?? NOTHING });
  return looks;
}

async function readSeries(sql: SqlPort, ids: readonly InstrumentId[]) {
  const [coverages, changed] = await Promise.all([
    makeInstrumentStore(sql).coverage(ids),
    makeCorporateActionStore(sql).changedOf(ids),
  ]);
  return ids.map((id): readonly [InstrumentId, Series] => [
    id,
    { coverages: coverages.get(id) ?? [], actionsChangedAtMs: changed.get(id) ?? null },
  ]);
}

interface Named {
  readonly key: string;
  readonly deploymentId: string;
  readonly accountId: string;
  readonly symbols: readonly string[];
}

/** In the order in which they are given. */
async function readStamps(sql: SqlPort, whose: readonly Named[]): Promise<readonly Stamp[]> {
  const [versions, books, states] = await Promise.all([
    makeDeploymentStore().versionsOf(
      sql,
      whose.map(({ deploymentId }) => deploymentId),
    ),
    readHeldStamps(sql, whose),
    readStatesStamp(sql),
  ]);
  return whose.map(({ deploymentId }, place) => ({
    own: `${versions.get(deploymentId)}|${states}`,
    books: `${books[place]}`,
  }));
}
