import type { Clock, SessionId, SqlPort } from "@/modules/_kernel";
import type { LiveScreens } from "../../api/context";
import type { Logger } from "../../infra/logger";
import { type Loop, startLoop } from "../../infra/loop";
import { outOfScope } from "../../infra/request-scope";
import { LIVE_BYTES_MAX, type LiveView, type LiveViews, type Signals } from "../work";
import { leaveView, readViews, renewViews, saveView, VIEW_KEYS_MAX } from "./live-views";

/** The shortest time between two batches for one browser: faster than eyes, slow enough for a thousand browsers. */
const FLUSH_EVERY_MS = 50;
/** Browsers that are told in one go; then whoever asks for a page has a turn. */
const RINGS_AT_ONCE = 50;
/** How often this process says that its browsers still look. */
const RENEW_EVERY_MS = 10_000;
/** Keys read at once from where values are kept. */
const READ_MAX = 1_000;

export interface LiveHubDeps {
  readonly sql: SqlPort;
  readonly signals: Signals;
  /** The kept lines of those keys, at most a thousand; a line is `[key,…` and has no line break. */
  readonly readLines: (keys: readonly number[]) => Promise<readonly string[]>;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface LiveHub extends LiveViews, LiveScreens {
  close(): Promise<void>;
}

/** The key a line begins with; NaN for text that is no line. */
export const keyOfLine = (line: string): number => Number.parseInt(line.slice(1), 10);

/** Batches of lines that each fit into one signal. A line that alone is too long is left out. */
export function toBatches(lines: readonly string[]): readonly string[] {
  const batches: string[] = [];
  let [batch, bytes] = ["", 0];
  for (const line of lines) {
    const size = Buffer.byteLength(line);
    if (size > LIVE_BYTES_MAX) continue;
    if (bytes > 0 && bytes + 1 + size > LIVE_BYTES_MAX) {
      batches.push(batch);
      [batch, bytes] = ["", 0];
    }
    batch = bytes === 0 ? line : `${batch}\n${line}`;
    bytes += bytes === 0 ? size : 1 + size;
  }
  if (bytes > 0) batches.push(batch);
  return batches;
}

/**
 * The live values of one web process, however many browsers look. It keeps one line a key that somebody shows, and for
 * each browser the keys that changed since it last took some: a slow browser gets fewer, newer values, and no buffer grows.
 */
export function makeLiveHub(deps: LiveHubDeps): LiveHub {
  const { sql, signals, log } = deps;
  const screens = new Screens(deps.clock);
  let loop: Loop | null = null;

  const fill = async (keys: readonly number[], take: (line: string) => void) => {
    for (let at = 0; at < keys.length; at += READ_MAX) {
      for (const line of await deps.readLines(keys.slice(at, at + READ_MAX))) take(line);
    }
  };
  const reload = async (ids: readonly string[]) => {
    const fresh = new Set<number>();
    for (const row of await readViews(sql, ids)) for (const key of screens.show(row)) fresh.add(key);
    // What came by signal meanwhile is newer than what is kept.
    await fill([...fresh], (line) => screens.begin(line));
  };
  const guarded = (work: Promise<void>) => {
    work.catch((error: unknown) => log.warn({ error }, "Live values not read"));
  };
  const leave = (sessionId: string, viewId: string) => {
    const left = outOfScope(() => leaveView(sql, { id: viewId, sessionId }));
    left.catch((error: unknown) => log.warn({ error, viewId }, "View not left"));
  };
  const stopLive = signals.on("live", (payload) => {
    if (payload === null) guarded(fill(screens.keys(), (line) => screens.hear(line)));
    else for (const line of payload.split("\n")) screens.hear(line);
  });
  const stopViews = signals.on("views", (payload) => {
    const ids = screens.ids();
    if (payload === null) guarded(reload(ids));
    else if (ids.includes(payload)) guarded(reload([payload]));
  });

  return {
    async show(sessionId, viewId, keys) {
      const distinct = [...new Set(keys)].slice(0, VIEW_KEYS_MAX);
      const saved = await saveView(sql, { id: viewId, sessionId, keys: distinct });
      if (!saved) return false;
      if (screens.ids().includes(viewId)) await reload([viewId]);
      // The stream may be held by another process, and feeds want to know what to fetch.
      signals.send("views", viewId);
      return true;
    },
    open(sessionId, viewId, ring) {
      loop ??= outOfScope(() =>
        startLoop({
          name: "live views",
          everyMs: RENEW_EVERY_MS,
          log,
          round: async () => {
            await renewViews(sql, screens.ids());
            return false;
          },
        }),
      );
      const view = screens.open(sessionId, viewId, ring);
      // A stream that comes back shows what it showed before, without being told again.
      guarded(reload([viewId]));
      return {
        take: () => view.take(),
        close: () => {
          view.close();
          if (!screens.ids().includes(viewId)) leave(sessionId, viewId);
        },
      };
    },
    async close() {
      stopLive();
      stopViews();
      screens.close();
      await loop?.stop();
    },
  };
}

interface Screen {
  readonly sessionId: string;
  readonly viewId: string;
  readonly ring: () => void;
  keys: ReadonlySet<number>;
  readonly changed: Set<number>;
  /** Its turn has come since it last took something. */
  isDue: boolean;
}

/** Who shows what, and what changed for whom. */
class Screens {
  readonly #all = new Set<Screen>();
  readonly #byKey = new Map<number, Set<Screen>>();
  readonly #lines = new Map<number, string>();
  readonly #dirty = new Set<Screen>();
  readonly #clock: Clock;
  #flushedMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keys(): readonly number[] {
    return [...this.#byKey.keys()];
  }

  ids(): readonly string[] {
    return [...new Set([...this.#all].map(({ viewId }) => viewId))];
  }

  open(sessionId: SessionId, viewId: string, ring: () => void): LiveView {
    const screen: Screen = { sessionId, viewId, ring, keys: new Set(), changed: new Set(), isDue: false };
    this.#all.add(screen);
    return {
      take: () => this.#take(screen),
      close: () => {
        this.#setKeys(screen, new Set());
        this.#all.delete(screen);
        this.#dirty.delete(screen);
      },
    };
  }

  /** Gives the view's screens those keys. Returns the keys that nobody showed before: their values are not here yet. */
  show({ id, sessionId, keys }: { readonly id: string; readonly sessionId: string; readonly keys: readonly number[] }) {
    const wanted = new Set(keys);
    const fresh = keys.filter((key) => !this.#lines.has(key));
    for (const screen of this.#all) {
      if (screen.viewId === id && screen.sessionId === sessionId) this.#setKeys(screen, wanted);
    }
    return fresh;
  }

  hear(line: string): void {
    const key = keyOfLine(line);
    const showing = this.#byKey.get(key);
    if (showing === undefined || this.#lines.get(key) === line) return;
    this.#lines.set(key, line);
    for (const screen of showing) this.#mark(screen, key);
  }

  /** A value to begin with: counts only until there is another. */
  begin(line: string): void {
    if (!this.#lines.has(keyOfLine(line))) this.hear(line);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#all.clear();
    this.#dirty.clear();
  }

  #setKeys(screen: Screen, wanted: ReadonlySet<number>): void {
    for (const key of screen.keys) {
      if (wanted.has(key)) continue;
      screen.changed.delete(key);
      const showing = this.#byKey.get(key);
      showing?.delete(screen);
      if (showing?.size !== 0) continue;
      // Nobody looks any more: what is kept here would grow old unseen.
      this.#byKey.delete(key);
      this.#lines.delete(key);
    }
    for (const key of wanted) {
      if (screen.keys.has(key)) continue;
      const showing = this.#byKey.get(key) ?? new Set();
      this.#byKey.set(key, showing.add(screen));
      if (this.#lines.has(key)) this.#mark(screen, key);
    }
    screen.keys = wanted;
  }

  #mark(screen: Screen, key: number): void {
    screen.changed.add(key);
    this.#dirty.add(screen);
    if (this.#timer !== null) return;
    // The first change after a pause leaves at once; those that follow it wait for one another.
    const waitMs = Math.min(FLUSH_EVERY_MS, Math.max(0, this.#flushedMs + FLUSH_EVERY_MS - performance.now()));
    this.#timer = setTimeout(() => this.#flush(), waitMs);
  }

  #flush(): void {
    this.#timer = null;
    this.#flushedMs = performance.now();
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    // From here on what changes meanwhile goes with it: however fast prices come, nobody waits for a quiet moment.
    for (const screen of dirty) screen.isDue = true;
    this.#ring(dirty, 0);
  }

  #ring(due: readonly Screen[], from: number): void {
    for (const screen of due.slice(from, from + RINGS_AT_ONCE)) screen.ring();
    const next = from + RINGS_AT_ONCE;
    if (next < due.length) setImmediate(() => this.#ring(due, next));
  }

  /** The values, after a line `@<now>`: from it the browser learns how far its clock is off, and so the age of each. */
  #take(screen: Screen): string | null {
    if (screen.changed.size === 0 || !screen.isDue) return null;
    screen.isDue = false;
    const lines = [...screen.changed].flatMap((key) => this.#lines.get(key) ?? []);
    screen.changed.clear();
    return lines.length === 0 ? null : [`@${this.#clock.nowMs()}`, ...lines].join("\n");
  }
}
