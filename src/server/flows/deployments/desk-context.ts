import type { Transactions } from "@/modules/_kernel";
import type { Deployment, DeploymentEpoch } from "@/modules/strategy";
import type { makeDeploymentStore, makeOpenWindow } from "@/modules/strategy/server";
import { makeTurnSql } from "../../infra/turn-sql";
import type { FlowDeps } from "../deps";
import { type InstrumentCache, makeInstrumentCache, makeQuoteWatch, type QuoteWatch } from "../trading/paper-market";
import type { SubmitDeps } from "../trading/submit-order";
import type { makeMarketProgress } from "./closed-moments";
import type { makeRecordOf } from "./own-record";
import { makeSharedLooks, type SharedLooks } from "./shared-looks";
import { Turns } from "./turns";

/** What the deployments of one process have in common. */
export interface RunShared extends SubmitDeps, Pick<FlowDeps, "log"> {
  readonly instruments: InstrumentCache;
  readonly watch: QuoteWatch;
  readonly looks: SharedLooks;
  readonly turns: Turns;
}

/** What {@link RunShared} is made from. */
export type RunDeps = Omit<RunShared, "instruments" | "watch" | "looks" | "turns">;

/** Opened once a process; `watch` is stopped by whoever opened it. `turns`: not given, some of its own. */
export function openRunShared(given: RunDeps, turns: Turns = new Turns()): RunShared {
  const deps = { ...given, ...makeTurnSql(given) };
  return {
    ...deps,
    instruments: makeInstrumentCache(deps),
    watch: makeQuoteWatch(deps),
    looks: makeSharedLooks(deps),
    turns,
  };
}

/** What a step of a desk works with. */
export interface DeskContext extends RunShared {
  readonly transactions: Transactions;
  readonly signal: AbortSignal;
  readonly store: ReturnType<typeof makeDeploymentStore>;
  readonly openWindow: ReturnType<typeof makeOpenWindow>;
  /** The epoch that a deployment is in: looked up once, for an epoch never changes. */
  readonly epochOf: (deployment: Deployment) => Promise<DeploymentEpoch | null>;
  /** What it ordered and what came of it, read now. */
  readonly recordOf: ReturnType<typeof makeRecordOf>;
  /** How far the bars of some instruments are. */
  readonly progressOf: ReturnType<typeof makeMarketProgress>;
}
