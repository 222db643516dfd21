import type { InstrumentId, SqlPort } from "@/modules/_kernel";
import type { BarStore, Coverage } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { readStatesStamp } from "@/modules/execution/server";
import { readBookHeads } from "@/modules/portfolio/server";
import type { Deployment } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { makeBatcher } from "../../infra/batcher";

/** Deployments, accounts or instruments that one statement asks of. */
const AT_ONCE_MAX = 500;

/**
 * What every deployment of a process looks at each second, whether anything happened or not. Looks at one time leave as one
 * statement of each kind, however many deployments there are; nothing is kept, so that each answer is newer than its question.
 */
export interface SharedLooks {
  /** A text that differs as soon as its row, its account's books, orders that were filled, or any trading state do. */
  stampOf(deployment: Pick<Deployment, "deploymentId" | "accountId">): Promise<string>;
  readonly coveragesOf: BarStore["coveragesOf"];
}

export function makeSharedLooks(sql: SqlPort): SharedLooks {
  const store = makeDeploymentStore();
  const instruments = makeInstrumentStore(sql);
  const versionOf = makeBatcher<string, string>((ids) => store.versionsOf(sql, ids), AT_ONCE_MAX);
  const headOf = makeBatcher<string, string>((ids) => readBookHeads(sql, ids), AT_ONCE_MAX);
  const statesOf = makeBatcher<"all", string>(async () => new Map([["all", await readStatesStamp(sql)]]), 1);
  const coverageOf = makeBatcher<InstrumentId, readonly Coverage[]>((ids) => instruments.coverage(ids), AT_ONCE_MAX);
  return {
    async stampOf({ deploymentId, accountId }) {
      return (await Promise.all([versionOf(deploymentId), headOf(accountId), statesOf("all")])).join("|");
    },
    coveragesOf: async (instrumentId) => (await coverageOf(instrumentId)) ?? [],
  };
}
