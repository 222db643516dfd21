import { toFailure } from "@/app/_lib/failure";
import type { BarColumns } from "@/modules/data";
import {
  type BarWindow,
  EMPTY_WINDOW,
  mergeBars,
  PAGE_BARS,
  type ReadBarPage,
  WINDOW_BARS_MAX,
  withNewer,
  withNewest,
  withOlder,
} from "./bar-pages";

/** What a chart may show at this moment. `busy` says on which side bars are on their way. */
export interface BarFeedState {
  readonly status: "loading" | "ready" | "failed";
  readonly window: BarWindow;
  readonly busy: "older" | "newer" | null;
  /** The last request that failed; bars already held stay. */
  readonly error: unknown;
  /** True when the window holds as many bars as a chart may. */
  readonly full: boolean;
}

export interface BarFeedOptions {
  readonly read: ReadBarPage;
  /** Nominal length of a bar, for asking to the right. */
  readonly barMs: number;
  readonly pageBars?: number;
  /** Bars of the first page; those of any other where it is not given. */
  readonly firstBars?: number;
  readonly barsMax?: number;
  /** Waits before news that could not be read are read again; ends at once when the signal aborts. */
  readonly pause?: (delayMs: number, signal: AbortSignal) => Promise<void>;
}

/** Waits between tries to read news. After the last, the chart says so and offers another. */
const RETRY_AFTER_MS = [1_000, 4_000, 15_000] as const;

const wait = (delayMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, delayMs);
    signal.addEventListener("abort", over);
  });

/** What an answer makes of the window as it is when the answer comes: another request may have changed it meanwhile. */
type Change = (now: BarWindow) => BarWindow;

/** Empty steps to the right before the newest page is taken instead: half a year of pause at one minute. */
const STEPS_MAX = 50;

/** Bars read when some closed: more than close between two looks. */
const TAIL_BARS = 10;

/** A walk to a far time takes this many pages in one request: 25,000 bars are 1.2 MB. */
const REACH_PAGES = 5;

const START: BarFeedState = { status: "loading", window: EMPTY_WINDOW, busy: null, error: null, full: false };

/** Holds the bars one chart shows and fetches more on either side, one request at a time. */
export class BarFeed {
  private readonly read: ReadBarPage;
  private readonly barMs: number;
  private readonly pageBars: number;
  private readonly firstBars: number;
  private readonly barsMax: number;
  private readonly listeners = new Set<() => void>();
  private current = START;
  private abort = new AbortController();
  private pending = Promise.resolve();
  /** A refresh waits for its turn; one is enough for any number of news. */
  private refreshWaits = false;
  private tailWaits = false;
  private readonly pause: NonNullable<BarFeedOptions["pause"]>;

  constructor({
    read,
    barMs,
    pageBars = PAGE_BARS,
    firstBars = pageBars,
    barsMax = WINDOW_BARS_MAX,
    pause = wait,
  }: BarFeedOptions) {
    this.read = read;
    this.barMs = barMs;
    this.pageBars = pageBars;
    this.firstBars = firstBars;
    this.barsMax = barsMax;
    this.pause = pause;
  }

  readonly state = (): BarFeedState => this.current;

  readonly subscribe = (onChange: () => void): (() => void) => {
    this.listeners.add(onChange);
    return () => this.listeners.delete(onChange);
  };

  /** Starts over, with the page that ends before `toMs`; null ends at the newest bar. */
  open(toMs: number | null): Promise<void> {
    this.abort.abort();
    this.abort = new AbortController();
    this.pending = Promise.resolve();
    this.set(START);
    return this.request(null, async (signal) => {
      const bars = await this.read({ toMs, limit: this.firstBars }, signal);
      return () => ({ bars, atStart: bars.time.length < this.firstBars, atEnd: toMs === null });
    });
  }

  /** Resolves once no request is under way, whatever came of the last one. */
  async settled(): Promise<void> {
    for (let seen: Promise<void> | null = null; seen !== this.pending; ) {
      seen = this.pending;
      await seen;
    }
  }

  /** Loads one page to the left. Does nothing while a page is on its way or when there is nothing older. */
  async older(limit = this.pageBars): Promise<void> {
    const { window, status, busy, full } = this.current;
    const [firstMs] = window.bars.time;
    if (status !== "ready" || busy !== null || window.atStart || full || firstMs === undefined) return;
    await this.request("older", async (signal) => {
      const page = await this.read({ toMs: firstMs, limit }, signal);
      // The newest page may have started the window over meanwhile.
      return (now) => (now.bars.time[0] === firstMs ? withOlder(now, page, limit) : now);
    });
  }

  /** Bars to ask for at once on the way to `timeMs`: as many as may lie there, within what one answer should carry and the window has room for. */
  private barsBack(firstMs: number, timeMs: number): number {
    const between = Math.ceil((firstMs - timeMs) / this.barMs);
    const room = this.barsMax - this.current.window.bars.time.length;
    return Math.min(Math.max(between, this.pageBars), this.pageBars * REACH_PAGES, room);
  }

  /** Loads pages to the left until `timeMs` is covered, the first bar is reached, a page fails or the window is full. */
  async reach(timeMs: number): Promise<void> {
    await this.settled();
    const { signal } = this.abort;
    for (;;) {
      // Somebody else may have asked for a page meanwhile; without waiting for it this would spin.
      await this.settled();
      const { window, full } = this.current;
      const [firstMs] = window.bars.time;
      if (signal.aborted || firstMs === undefined || firstMs <= timeMs || window.atStart || full) return;
      await this.older(this.barsBack(firstMs, timeMs));
      if (this.current.error !== null) return;
    }
  }

  /** Loads one page to the right. */
  async newer(): Promise<void> {
    const { window, status, busy, full } = this.current;
    const lastMs = window.bars.time.at(-1);
    if (status !== "ready" || busy !== null || window.atEnd || full || lastMs === undefined) return;
    await this.request("newer", (signal) => this.readNewer(lastMs, signal));
  }

  /**
   * Reads the newest page again, because something was imported or undone. Bars held stay until it is here. Asked while a
   * request is under way, it waits for that one: its answer may be from before the news. A read that fails is tried again a
   * few times: without it the chart would stay as it was before the news, and nothing else might ever come.
   */
  async refresh(): Promise<void> {
    if (this.refreshWaits) return;
    this.refreshWaits = true;
    await this.settled();
    this.refreshWaits = false;
    // Of now: who opened anew meanwhile may have read before the later of the news that this stands for.
    const { signal: since } = this.abort;
    const { window, status } = this.current;
    if (since.aborted) return;
    if (status === "failed") return this.open(null);
    const isElsewhere = !window.atEnd && window.bars.time.length > 0;
    if (status === "loading" || isElsewhere) return;
    await this.readNewest();
    for (const delayMs of RETRY_AFTER_MS) {
      if (since.aborted || this.current.error === null || !toFailure(this.current.error).retryable) return;
      await this.pause(delayMs, since);
      if (since.aborted || this.current.error === null) return;
      await this.readNewest();
    }
  }

  private readNewest(): Promise<void> {
    return this.request(null, async (signal) => {
      const page = await this.read({ toMs: null, limit: this.pageBars }, signal);
      return (now) => withNewest(now, page, this.pageBars);
    });
  }

  /**
   * Bars that have just closed, as news brought them: put behind those held, without asking the server. Bars between that
   * did not come this way are asked for.
   */
  append(bars: BarColumns): void {
    const { window, status } = this.current;
    const [firstMs] = bars.time;
    const lastMs = window.bars.time.at(-1);
    if (firstMs === undefined || (status === "ready" && !window.atEnd)) return;
    // News that could not be read is not forgotten because bars close behind it.
    if (status === "failed" || this.current.error !== null) void this.refresh();
    if (status === "failed") return;
    // What is on its way may be from before these bars, and a first bar is not all there is.
    if (status === "loading" || lastMs === undefined) {
      void this.tail();
      return;
    }
    // Put behind a hole they would hide it: what is held would seem to reach the newest bars.
    if (firstMs > lastMs + this.barMs) {
      void this.tail();
      return;
    }
    const merged = mergeBars(window.bars, bars);
    this.set({ window: { ...window, bars: merged }, full: merged.time.length >= this.barsMax });
  }

  /** Reads the newest few bars again, because some closed. Waits for a request that is under way, as {@link refresh} does. */
  async tail(): Promise<void> {
    if (this.tailWaits) return;
    this.tailWaits = true;
    await this.settled();
    this.tailWaits = false;
    const { signal: since } = this.abort;
    const { window, status } = this.current;
    if (since.aborted || status !== "ready" || !window.atEnd) return;
    await this.request(null, async (signal) => {
      const page = await this.read({ toMs: null, limit: TAIL_BARS }, signal);
      const lastMs = this.current.window.bars.time.at(-1) ?? Number.NEGATIVE_INFINITY;
      const reaches = (page.time[0] ?? Number.POSITIVE_INFINITY) <= lastMs;
      if (reaches || page.time.length < TAIL_BARS) return (now) => ({ ...now, bars: mergeBars(now.bars, page) });
      // A hole would lie between them: the newest page settles it.
      const newest = await this.read({ toMs: null, limit: this.pageBars }, signal);
      return (now) => withNewest(now, newest, this.pageBars);
    });
  }

  close(): void {
    this.abort.abort();
  }

  private set(change: Partial<BarFeedState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }

  private request(busy: BarFeedState["busy"], work: (signal: AbortSignal) => Promise<Change>): Promise<void> {
    const run = this.run(busy, work);
    this.pending = Promise.all([this.pending, run]).then(() => undefined);
    return run;
  }

  /** Runs one request; a newer `open` or `close` makes its answer void. */
  private async run(busy: BarFeedState["busy"], work: (signal: AbortSignal) => Promise<Change>): Promise<void> {
    const { signal } = this.abort;
    this.set({ busy, error: null });
    try {
      const change = await work(signal);
      if (signal.aborted) return;
      const window = change(this.current.window);
      this.set({ status: "ready", window, busy: null, full: window.bars.time.length >= this.barsMax });
    } catch (error) {
      if (signal.aborted) return;
      this.set({ status: this.current.status === "ready" ? "ready" : "failed", busy: null, error });
    }
  }

  private async readNewer(lastMs: number, signal: AbortSignal): Promise<Change> {
    const { pageBars } = this;
    const newest = await this.read({ toMs: null, limit: 1 }, signal);
    const newestMs = newest.time[0] ?? lastMs;
    // At most `pageBars - 1` bars fit into one step, so a page reaches back to what is held; an empty step is a pause of
    // the market, and the next step begins behind it.
    const stepMs = (pageBars - 1) * this.barMs;
    for (let toMs = lastMs + stepMs, steps = 0; steps < STEPS_MAX; toMs += stepMs, steps += 1) {
      const page = await this.read({ toMs, limit: pageBars }, signal);
      const pageEndMs = page.time.at(-1) ?? lastMs;
      if (pageEndMs > lastMs || pageEndMs >= newestMs) return (now) => withNewer(now, page, pageEndMs >= newestMs);
    }
    const page = await this.read({ toMs: null, limit: pageBars }, signal);
    return (now) => withNewest(now, page, pageBars);
  }
}
