import { z } from "zod";
import type { InstrumentId, Reads, SqlPort } from "@/modules/_kernel";
import type { BarStore, Coverage } from "@/modules/data";
import { INSTRUMENTS_PER_PAGE_MAX, makeInstrumentStore } from "@/modules/data/server";
import { readStatesStamp } from "@/modules/execution/server";
import { readHeldStamps } from "@/modules/portfolio/server";
import type { Deployment } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { makeBatcher } from "../../infra/batcher";

/** Deployments or accounts that one statement asks of. */
const AT_ONCE_MAX = 500;

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

export function makeSharedLooks({ sql, reads }: { readonly sql: SqlPort; readonly reads: Reads }): SharedLooks {
  const instruments = makeInstrumentStore(sql);
  const stampOf = makeBatcher<string, Stamp>((keys) => reads.together((lent) => readStamps(lent, keys)), AT_ONCE_MAX);
  const coverageOf = makeBatcher<InstrumentId, readonly Coverage[]>(
    (ids) => instruments.coverage(ids),
    INSTRUMENTS_PER_PAGE_MAX,
  );
  return {
    stampOf: async (of) => (await stampOf(keyOf(of))) ?? NOTHING,
    coveragesOf: async (instrumentId) => (await coverageOf(instrumentId)) ?? [],
  };
}

/** Of a deployment that is not there. */
const NOTHING: Stamp = { own: "", books: "" };

type Whose = Pick<Deployment, "deploymentId" | "accountId" | "instruments">;
const keyOf = ({ deploymentId, accountId, instruments }: Whose): string =>
  JSON.stringify([deploymentId, accountId, ...instruments]);
const keys = z.tuple([z.string(), z.string()], z.string());

/** Three statements on one connection, for all that look. */
async function readStamps(sql: SqlPort, asked: readonly string[]): Promise<ReadonlyMap<string, Stamp>> {
  const all = asked.map((key) => {
    const [deploymentId, accountId, ...symbols] = keys.parse(JSON.parse(key));
    return { key, deploymentId, accountId, symbols };
  });
  const [versions, books, states] = await Promise.all([
    makeDeploymentStore().versionsOf(
      sql,
      all.map(({ deploymentId }) => deploymentId),
    ),
    readHeldStamps(sql, all),
    readStatesStamp(sql),
  ]);
  return new Map(
    all.map(({ key, deploymentId }, place) => [
      key,
      { own: `${versions.get(deploymentId)}|${states}`, books: `${books[place]}` },
    ]),
  );
}
