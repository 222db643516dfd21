import type { EpochMs, SessionId } from "@/modules/_kernel";
import type { Actor, Flows, UserView } from "../flows/contract";

/** A live session: checked against its row for this very request. */
export interface RequestSession {
  readonly sessionId: SessionId;
  readonly user: UserView;
  /** The key that stands for a session, where a program listens; not given for browsers. */
  readonly keyId?: string;
}

/** That of a person at a browser, with what it may not do yet. */
export interface BrowserSession extends RequestSession {
  /** When a password, a code or a passkey was last given in it: dangerous actions want a recent one. */
  readonly provedAt: EpochMs;
  /** Whether the person must set up a second factor before anything else is open to them. */
  readonly factorDue: boolean;
}

/** One piece of news for a browser; `id` is where to resume. */
export interface NewsItem {
  readonly id: string;
  readonly topic: string;
  readonly payload: unknown;
}

/** Where a browser's stream begins, and which view's live values it carries; null: none. */
export interface StreamStart {
  readonly lastEventId: string | null;
  readonly viewId: string | null;
}

/** News from the outbox, in commit order, without gaps, from a cursor on. */
export interface NewsSource {
  /** The id of the newest news. A page that asks before it reads anything else misses nothing when its stream begins there. */
  head(): Promise<string>;
  /**
   * What `session` may hear after `lastEventId` (null: from now on), and beside it, lossy, the newest live values of what
   * the view shows (topic `live`, one value a line). Ends when `signal` aborts or the session is revoked.
   * An id that retention has passed yields one item with topic `stream.reset`: reload what you show.
   */
  follow(session: RequestSession, from: StreamStart, signal: AbortSignal): AsyncIterable<NewsItem>;
}

/** What browsers show: decides which live values are fetched, and which are sent to whom. */
export interface LiveScreens {
  /**
   * The view now shows those instruments, all of them. False when this session has too many views, or the id is that of
   * another session.
   */
  show(sessionId: SessionId, viewId: string, keys: readonly number[]): Promise<boolean>;
}

/** What a procedure may reach: flows and who asks. There is no database here to be tempted by. */
export interface RequestContext {
  readonly requestId: string;
  readonly actor: Actor;
  readonly session: BrowserSession | null;
  readonly flows: Flows;
  readonly live: LiveScreens;
  readonly nowMs: () => EpochMs;
}

/** What the procedures may reach that `session` calls, or nobody who is signed in. */
export function contextOf(
  session: BrowserSession | null,
  requestId: string,
  parts: Pick<RequestContext, "flows" | "live" | "nowMs">,
): RequestContext {
  return {
    requestId,
    session,
    actor: {
      kind: "user",
      userId: session?.user.userId ?? null,
      ...(session === null ? {} : { sessionId: session.sessionId }),
      requestId,
    },
    ...parts,
  };
}
