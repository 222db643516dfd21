import type { EpochMs, SessionId } from "@/modules/_kernel";
import type { Actor, Flows, UserView } from "../flows/contract";

/** A live session: checked against its row for this very request. */
export interface RequestSession {
  readonly sessionId: SessionId;
  readonly user: UserView;
}

/** One piece of news for a browser; `id` is where to resume. */
export interface NewsItem {
  readonly id: string;
  readonly topic: string;
  readonly payload: unknown;
}

/** News from the outbox, in commit order, without gaps, from a cursor on. */
export interface NewsSource {
  /**
   * What `session` may hear after `lastEventId` (null: from now on). Ends when `signal` aborts or the session is revoked.
   * An id that retention has passed yields one item with topic `stream.reset`: reload what you show.
   */
  follow(session: RequestSession, lastEventId: string | null, signal: AbortSignal): AsyncIterable<NewsItem>;
}

/** What a procedure may reach: flows and who asks. There is no database here to be tempted by. */
export interface RequestContext {
  readonly requestId: string;
  readonly actor: Actor;
  readonly session: RequestSession | null;
  readonly flows: Flows;
  readonly news: NewsSource;
  readonly nowMs: () => EpochMs;
}
