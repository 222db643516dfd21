import type { SessionId, SqlPort } from "@/modules/_kernel";
import type { NewsItem, NewsSource, RequestSession, StreamStart } from "../../api/context";
import type { Logger } from "../../infra/logger";
import { type Loop, startLoop } from "../../infra/loop";
import type { Metrics } from "../../infra/metrics";
import { outOfScope } from "../../infra/request-scope";
import { type NewsRow, readNews, readNewsBounds } from "./outbox";
import type { Signals } from "./signals";

/** How late news may be when a wake-up got lost. */
const LOOK_EVERY_MS = 1_000;
/** Rows read at once, and the size of a page that a browser catches up with. */
const PAGE = 500;
/** News kept in memory for browsers that are up to date. Who is further behind reads from the table. */
const RECENT_MAX = 2_000;
/** A stream asks this often whether its session still lives; revocation is heard at once by its signal. */
const SESSION_CHECK_MS = 15_000;

/** Tells whoever listens from where on it does; resuming from here misses nothing. */
const TOPIC_READY = "stream.ready";
/** Says that news were lost to retention, or that a browser fell too far behind: reload what is shown. */
const TOPIC_RESET = "stream.reset";

/** Carries the newest values of what is on the screen; its payload is text, one value a line. Its id is that of the news before. */
const TOPIC_LIVE = "live";

/** What one browser sees of live values: lossy, and only the newest of each. */
export interface LiveView {
  /** Values that changed since the last call, one a line; null: none did. */
  take(): string | null;
  close(): void;
}

/** Where streams find the live values that a browser shows. */
export interface LiveViews {
  /** Opens the view of that id for as long as a stream lasts. `ring` is called when there is something to take. */
  open(sessionId: SessionId, viewId: string, ring: () => void): LiveView;
}

export interface NewsDeps {
  readonly sql: SqlPort;
  readonly signals: Signals;
  readonly live: LiveViews;
  /** Whether the session may still listen; does not count as its activity. */
  readonly isLive: (session: RequestSession) => Promise<boolean>;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "streams">;
}

export interface NewsHub extends NewsSource {
  close(): Promise<void>;
}

/**
 * One reader of the outbox a process, however many browsers listen. Each browser holds a cursor and nothing else: what
 * it may hear is read from the recent news in memory, or from the table when it is behind, so no buffer grows with a
 * slow reader.
 */
export function makeNewsHub(deps: NewsDeps): NewsHub {
  const recent = new RecentNews();
  const state = new HubState();
  let loop: Loop | null = null;
  let checks: NodeJS.Timeout | undefined;
  const stopNews = deps.signals.on("news", () => loop?.wake());
  const stopEnded = deps.signals.on("session-ended", () => state.sessionEnded());

  const begin = async () => {
    const { head } = await readNewsBounds(deps.sql);
    if (loop !== null || state.closed) return;
    recent.begin(head);
    const round = async () => {
      const rows = await readNews(deps.sql, recent.head, PAGE);
      if (rows.length === 0) return false;
      recent.add(rows);
      state.change();
      return rows.length === PAGE;
    };
    loop = outOfScope(() => startLoop({ name: "news", everyMs: LOOK_EVERY_MS, log: deps.log, round }));
    checks = outOfScope(() => setInterval(() => state.change(), SESSION_CHECK_MS));
  };

  async function* follow(session: RequestSession, from: StreamStart, signal: AbortSignal): AsyncGenerator<NewsItem> {
    if (loop === null) await begin();
    const bell = new Bell();
    const view = from.viewId === null ? null : deps.live.open(session.sessionId, from.viewId, () => bell.ring());
    const leave = state.join(bell);
    const onAbort = () => bell.ring();
    signal.addEventListener("abort", onAbort, { once: true });
    deps.metrics.streams.inc();
    try {
      yield* streamOf({ deps, recent, state, bell, view }, session, from.lastEventId, signal);
    } finally {
      deps.metrics.streams.dec();
      signal.removeEventListener("abort", onAbort);
      leave();
      view?.close();
    }
  }

  return {
    follow,
    head: async () => String((await readNewsBounds(deps.sql)).head),
    async close() {
      stopNews();
      stopEnded();
      clearInterval(checks);
      state.close();
      await loop?.stop();
    },
  };
}

interface Hub {
  readonly deps: NewsDeps;
  readonly recent: RecentNews;
  readonly state: HubState;
  /** Rings for this stream alone: news for all, and live values of its own. */
  readonly bell: Bell;
  readonly view: LiveView | null;
}

/** One browser's stream, from its opening item to the end of its session. */
async function* streamOf(
  { deps, recent, state, bell, view }: Hub,
  session: RequestSession,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<NewsItem> {
  // Taken before anything is awaited: a revocation meanwhile is seen in the first round.
  let seenEnds = state.ends;
  let checkedMs = performance.now();
  const opening = await openAt(deps.sql, lastEventId);
  let cursor = opening.cursor;
  yield { id: String(cursor), topic: opening.topic, payload: null };
  while (!signal.aborted && !state.closed) {
    if (seenEnds !== state.ends || performance.now() - checkedMs >= SESSION_CHECK_MS) {
      seenEnds = state.ends;
      checkedMs = performance.now();
      if (!(await deps.isLive(session))) return;
    }
    const seen = bell.rung;
    const rows = recent.after(cursor) ?? (await readNews(deps.sql, cursor, PAGE));
    for (const row of rows) {
      cursor = row.seq;
      if (row.audience !== null && row.audience !== session.user.userId) continue;
      yield { id: String(row.seq), topic: row.topic, payload: row.payload };
    }
    const live = view?.take() ?? null;
    if (live !== null) yield { id: String(cursor), topic: TOPIC_LIVE, payload: live };
    if (rows.length === 0 && live === null) await bell.heard(seen);
  }
}

const CURSOR = /^\d{1,18}$/;

/** Where a stream begins: where it left off if nothing was lost since, else at the newest row, and it says which. */
async function openAt(sql: SqlPort, lastEventId: string | null): Promise<{ cursor: bigint; topic: string }> {
  const { floor, head } = await readNewsBounds(sql);
  if (lastEventId === null) return { cursor: head, topic: TOPIC_READY };
  const cursor = CURSOR.test(lastEventId) ? BigInt(lastEventId) : -1n;
  // Above the head: an id of another database, such as the one before a restore.
  if (cursor < floor || cursor > head) return { cursor: head, topic: TOPIC_RESET };
  return { cursor, topic: TOPIC_READY };
}

/** The last news in order, up to {@link RECENT_MAX}. Knows from which cursor on it is complete. */
class RecentNews {
  #rows: NewsRow[] = [];
  #completeFrom = 0n;
  #head = 0n;
  #begun = false;

  get head(): bigint {
    return this.#head;
  }

  begin(head: bigint): void {
    this.#begun = true;
    this.#head = head;
    this.#completeFrom = head;
  }

  add(rows: readonly NewsRow[]): void {
    this.#rows.push(...rows);
    this.#head = rows.at(-1)?.seq ?? this.#head;
    const excess = this.#rows.length - RECENT_MAX;
    if (excess <= 0) return;
    this.#completeFrom = this.#rows[excess - 1]?.seq ?? this.#completeFrom;
    this.#rows = this.#rows.slice(excess);
  }

  /** News after `cursor`; null when older ones than these are wanted. */
  after(cursor: bigint): readonly NewsRow[] | null {
    if (!this.#begun || cursor < this.#completeFrom) return null;
    if (cursor >= this.#head) return [];
    return this.#rows.filter((row) => row.seq > cursor);
  }
}

/** What every stream of a process waits for. */
class HubState {
  readonly #bells = new Set<Bell>();
  /** Counts sessions that ended: a stream that sees it move asks whether it was its own. */
  ends = 0;
  closed = false;

  /** Rings the bell at every change from now on. Returns how to stop. */
  join(bell: Bell): () => void {
    this.#bells.add(bell);
    return () => this.#bells.delete(bell);
  }

  change(): void {
    for (const bell of this.#bells) bell.ring();
  }

  sessionEnded(): void {
    this.ends += 1;
    this.change();
  }

  close(): void {
    this.closed = true;
    this.change();
  }
}

/**
 * Wakes one stream. A promise that all streams wait for would keep a reaction of each wait until it resolves: with live
 * values those are twenty a second and stream. For the same reason a wait has no timer and no listener of its own: whatever
 * may end it (an abort, a session that ended, the time to check it) rings.
 */
class Bell {
  #rung = 0;
  #wake: (() => void) | null = null;

  get rung(): number {
    return this.#rung;
  }

  ring(): void {
    this.#rung += 1;
    this.#wake?.();
  }

  /** Resolves with the first ring after `seen`. One stream waits at a time. */
  async heard(seen: number): Promise<void> {
    if (this.#rung !== seen) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
  }
}
