import type { Failure } from "@/app/_lib/failure";
import type { TicketRequest } from "./check-draft";

/**
 * Where the sending of a ticket stands. A key is made once for each request that is sent, and kept until its answer is known:
 * a second press or a second try is the same order to the server.
 */
export type Submission =
  /** `failure` is why the last try was refused: nothing was sent then. */
  | { readonly status: "editing"; readonly failure: Failure | null }
  | { readonly status: "previewed"; readonly request: TicketRequest }
  | { readonly status: "sending"; readonly request: TicketRequest; readonly key: string; readonly tries: number }
  /** No answer came. There may be an order, or none. */
  | {
      readonly status: "unknown";
      readonly request: TicketRequest;
      readonly key: string;
      readonly tries: number;
      readonly sinceMs: number;
    };

export type SubmissionAction =
  | { readonly type: "edited" }
  | { readonly type: "previewed"; readonly request: TicketRequest }
  | { readonly type: "sent"; readonly key: string }
  | { readonly type: "answered" }
  | { readonly type: "failed"; readonly failure: Failure; readonly atMs: number }
  | { readonly type: "asked_again" }
  | { readonly type: "given_up" };

export const EDITING: Submission = { status: "editing", failure: null };

/** Failures after which nobody knows whether the server has taken the order. */
const UNKNOWN_KINDS: ReadonlySet<Failure["kind"]> = new Set(["connection.lost", "server.fault"]);

/** The next state. What does not fit the present one changes nothing: a second press while one is on its way sends nothing. */
export function nextSubmission(state: Submission, action: SubmissionAction): Submission {
  switch (action.type) {
    case "edited":
      return state.status === "editing" || state.status === "previewed" ? EDITING : state;
    case "previewed":
      return state.status === "editing" || state.status === "previewed"
        ? { status: "previewed", request: action.request }
        : state;
    case "sent":
      return state.status === "previewed" ? { ...state, status: "sending", key: action.key, tries: 1 } : state;
    case "asked_again":
      return state.status === "unknown"
        ? { status: "sending", request: state.request, key: state.key, tries: state.tries + 1 }
        : state;
    case "failed": {
      if (state.status !== "sending") return state;
      if (!UNKNOWN_KINDS.has(action.failure.kind)) return { status: "editing", failure: action.failure };
      return { ...state, status: "unknown", sinceMs: action.atMs };
    }
    case "answered":
      return state.status === "sending" ? EDITING : state;
    case "given_up":
      return state.status === "unknown" ? EDITING : state;
    default:
      return action satisfies never;
  }
}

/** After so long each try without an answer is followed by the next by itself; after the last a person says. */
export const ASK_AGAIN_AFTER_MS: readonly number[] = [1_000, 4_000, 10_000];
