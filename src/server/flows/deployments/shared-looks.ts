import type { InstrumentId, SqlPort } from "@/modules/_kernel";
import type { BarStore, Coverage } from "@/modules/data";
import { INSTRUMENTS_PER_PAGE_MAX, makeInstrumentStore } from "@/modules/data/server";
import { readStatesStamp } from "@/modules/execution/server";
import { readBookHeads } from "@/modules/portfolio/server";
import type { Deployment } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { makeBatcher } from "../../infra/batcher";

/** Deployments or accounts that one statement asks of. */
const AT_ONCE_MAX = 500;

/** Texts that differ as soon as what they stand for does. */
export interface Stamp {
  /** Its row, and any trading state. */
  readonly own: string;
  /** The books of its account: what was filled, of its orders or of anybody's. */
  readonly books: string;
}

/**
 * What every deployment of a process looks at each second, whether anything happened or not. Looks at one time leave as one
 * statement of each kind, however many deployments there are; nothing is kept, so that each answer is newer than its question.
 */
export interface SharedLooks {
  stampOf(deployment: Pick<Deployment, "deploymentId" | "accountId">): Promise<Stamp>;
  readonly coveragesOf: BarStore["coveragesOf"];
}

export function makeSharedLooks(sql: SqlPort): SharedLooks {
  const store = makeDeploymentStore();
  const instruments = makeInstrumentStore(sql);
  const versionOf = makeBatcher<string, string>((ids) => store.versionsOf(sql, ids), AT_ONCE_MAX);
  const headOf = makeBatcher<string, string>((ids) => readBookHeads(sql, ids), AT_ONCE_MAX);
  const statesOf = makeBatcher<"all", string>(async () => new Map([["all", await readStatesStamp(sql)]]), 1);
  const coverageOf = makeBatcher<InstrumentId, readonly Coverage[]>(
    (ids) => instruments.coverage(ids),
    INSTRUMENTS_PER_PAGE_MAX,
  );
  return {
    async stampOf({ deploymentId, accountId }) {
      const [version, books, states] = await Promise.all([versionOf(deploymentId), headOf(accountId), statesOf("all")]);
      return { own: `${version}|${states}`, books: `${books}` };
    },
    coveragesOf: async (instrumentId) => (await coverageOf(instrumentId)) ?? [],
  };
}
