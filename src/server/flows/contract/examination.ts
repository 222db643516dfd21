import type { EpochMs, JobId, RunId } from "@/modules/_kernel";
import type { Examination } from "@/modules/strategy";
import type { Actor, Answer } from "./shared";

export interface ExaminationView {
  readonly examination: Examination;
  readonly examinedAtMs: EpochMs;
}

/** Whether a run can be trusted, and its tear sheet as a file. */
export interface ExaminationFlows {
  /** Null: it was not examined yet; every run is, right after it ends. */
  readExamination(runId: RunId): Answer<ExaminationView | null>;
  /** Examines a finished run anew: with the tries of today. */
  examineBacktest(actor: Actor, runId: RunId): Answer<{ readonly jobId: JobId }>;
  /** One HTML file that holds everything it shows: opens without a network, and prints. */
  tearSheetFile(runId: RunId): Answer<{ readonly fileName: string; readonly html: string }>;
}
