import type { OwnVersion } from "../../domain/own/own-version";
import {
  definitionOfTask,
  PLAIN_HOST,
  runTrials,
  sumUpSearch,
  type TrialHost,
  type TrialOutcome,
  type TrialTask,
} from "../../domain/search";
import type { PooledSum, SearchSummary } from "../../ports-search";
import { Pulse } from "../sandbox/pulse";
import type { TrialsRequest } from "./search-messages";

export interface TrialRunner {
  run(request: Pick<TrialsRequest, "bars" | "task" | "trials">): Promise<TrialOutcome>;
  sumUp(job: PooledSum): Promise<SearchSummary>;
}

/** Runs trials in this thread, those of strategies in code in its sandbox. The sandbox is read when the first of them comes. */
export function makeTrialRunner(pulse = new Pulse()): TrialRunner {
  let openCode: ((own: OwnVersion) => ReturnType<TrialHost["open"]>) | null = null;
  const hostFor = async ({ own }: TrialTask): Promise<TrialHost> => {
    if (own?.kind === "code" && openCode === null) {
      const { makeOpenCode } = await import("./open-code");
      openCode = await makeOpenCode(pulse);
    }
    return {
      open: (version) => (version.kind === "code" ? (openCode?.(version) ?? null) : PLAIN_HOST.open(version)),
      begin: (place) => pulse.at(place),
    };
  };
  return {
    run: async ({ bars, task, trials }) => runTrials(bars, task, trials, await hostFor(task)),
    sumUp: async (job) => sumUpSearch({ ...job, definition: definitionOfTask(job.task, await hostFor(job.task)) }),
  };
}
