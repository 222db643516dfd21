import type { EpochMs, RunId } from "@/modules/_kernel";
import type { Actor, Answer } from "./shared";

/** Whether a run would see the same data today. */
export interface DataNowView {
  /** Null: there are none of them any more, or they cannot be read; `reason` says why. */
  readonly changed: boolean | null;
  readonly reason: string | null;
  readonly barsThen: number;
  readonly barsNow: number | null;
}

/** A line that a strategy wrote about a decision. */
export interface RunNoteView {
  /** Time it was shown: a bar's start, of several instruments the moment. Null: before the first bar. */
  readonly atMs: EpochMs | null;
  readonly text: string;
}

/** What people do with runs that are there: remark on them, check them, take them along. */
export interface RunsFlows {
  /** Replaces note and tags of a run. */
  remarkOnRun(
    actor: Actor,
    runId: RunId,
    remarks: { readonly note: string; readonly tags: readonly string[] },
  ): Answer<{ readonly note: string; readonly tags: readonly string[] }>;
  /** Every tag in use, the most used first. */
  listRunTags(): Promise<readonly { readonly tag: string; readonly runs: number }[]>;
  /** Compares the data of a finished run with those that it would run on now. Reads them, so only when asked. */
  checkRunData(runId: RunId): Answer<DataNowView>;
  /** What the strategy of a run wrote on its way, oldest first: the first thousand lines. */
  readRunNotes(runId: RunId): Answer<readonly RunNoteView[]>;
  /** A finished run as JSON, signed with this installation's key: see `signed-run.ts`. */
  exportRun(runId: RunId): Answer<{ readonly fileName: string; readonly json: string }>;
}
