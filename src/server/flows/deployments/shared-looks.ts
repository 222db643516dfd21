import { z } from "zod";
import { InstrumentId, type Reads, type SqlPort } from "@/modules/_kernel";
import type { BarStore, Coverage } from "@/modules/data";
import { INSTRUMENTS_PER_PAGE_MAX, makeInstrumentStore } from "@/modules/data/server";
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
  readonly coveragesOf: BarStore["coveragesOf"];
}

export function makeSharedLooks({ reads }: { readonly reads: Reads }): SharedLooks {
  const look = makeBatcher<string, Look>(
    (keys) => reads.together((lent) => readLooks(lent, keys)),
    INSTRUMENTS_PER_PAGE_MAX,
  );
  return {
    stampOf: async (of) => (await look(keyOf(of)))?.stamp ?? NOTHING,
    coveragesOf: async (instrumentId) => (await look(keyOfBars(instrumentId)))?.coverages ?? [],
  };
}

/** What a key stands for says which of them there is. */
interface Look {
  readonly stamp?: Stamp;
  readonly coverages?: readonly Coverage[];
}

/** Of a deployment that is not there. */
const NOTHING: Stamp = { own: "", books: "" };

type Whose = Pick<Deployment, "deploymentId" | "accountId" | "instruments">;
const keyOf = ({ deploymentId, accountId, instruments }: Whose): string =>
  JSON.stringify([deploymentId, accountId, ...instruments]);
const keyOfBars = (instrumentId: InstrumentId): string => String(instrumentId);
const deploymentKey = z.tuple([z.string(), z.string()], z.string());
const barsKey = z.number().transform((id) => InstrumentId.of(id));

/** Four statements in one go, for all that look. */
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
  const [stamps, coverages] = await Promise.all([
    whose.length === 0 ? [] : readStamps(sql, whose),
    barsOf.length === 0 ? new Map<InstrumentId, readonly Coverage[]>() : makeInstrumentStore(sql).coverage(barsOf),
  ]);
  const looks = new Map<string, Look>(barsOf.map((id) => [keyOfBars(id), { coverages: coverages.get(id) ?? [] }]));
  for (const [place, { key }] of whose.entries()) looks.set(key, { stamp: stamps[place] ?? NOTHING });
  return looks;
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
