import type { EpochMs, JobId } from "@/modules/_kernel";
import type { OutcomeSummary, ScreenDefinition, ScreenHit, ScreenQuestion, ScreenRunFacts } from "@/modules/data";
import type { Actor, Answer } from "./shared";

export interface ScreenView {
  readonly screenId: string;
  readonly definition: ScreenDefinition;
  readonly version: number;
  readonly updatedAtMs: EpochMs;
  /** Whether the asking person may change and delete it. */
  readonly mine: boolean;
  /** Whether the asking person owns it. */
  readonly own: boolean;
  readonly lastRun: ScreenRunFacts | null;
}

export interface ScreenHits {
  readonly run: ScreenRunFacts;
  /** What the run asked; places in the findings are places in it. */
  readonly question: ScreenQuestion;
  readonly hits: readonly ScreenHit[];
}

export interface SaveScreenInput {
  /** Null: a new one. */
  readonly screenId: string | null;
  /** The version it was changed from; ignored for a new one. */
  readonly version: number;
  readonly definition: ScreenDefinition;
}

/** The screener: questions to the whole universe, by hand or by schedule, and how their answers did. */
export interface ScreenerFlows {
  listScreens(actor: Actor): Promise<readonly ScreenView[]>;
  getScreen(actor: Actor, screenId: string): Answer<ScreenView>;
  /** A new one is the actor's own: one who is nobody is refused `screen.needs_owner`. Refuses `screen.changed` when somebody changed it meanwhile. */
  saveScreen(actor: Actor, input: SaveScreenInput): Answer<ScreenView>;
  deleteScreen(actor: Actor, screenId: string): Answer<null>;
  /** Takes a removal of the last fifteen minutes back, with its runs and hits. */
  restoreScreen(actor: Actor, screenId: string): Answer<ScreenView>;
  runScreen(actor: Actor, screenId: string): Answer<{ readonly runId: string; readonly jobId: JobId }>;
  /** Newest first. */
  listScreenRuns(actor: Actor, screenId: string, limit: number): Answer<readonly ScreenRunFacts[]>;
  readScreenHits(
    actor: Actor,
    runId: string,
    page: { readonly offset: number; readonly limit: number },
  ): Answer<ScreenHits>;
  screenOutcomes(actor: Actor, screenId: string): Answer<readonly OutcomeSummary[]>;
}
