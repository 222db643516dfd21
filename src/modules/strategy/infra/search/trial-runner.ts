import { invariant } from "@/modules/_kernel";
import type { OwnVersion } from "../../domain/own/own-version";
import {
  definitionOfTask,
  makeSpace,
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
    async sumUp({ ranges, ...job }) {
      const definition = definitionOfTask(job.task, await hostFor(job.task));
      const space = makeSpace(definition.fields, ranges);
      invariant(space.ok, "a stored search has ranges that passed when it was submitted");
      return sumUpSearch({ ...job, definition, space: space.value });
    },
  };
}
