import type { Clock } from "@/modules/_kernel";
import type { FeedMessage } from "../../../domain/feed/feed";
import type { ReplayResolution } from "../../../domain/replay/bar-ticks";
import type { ReplaySession } from "../../../domain/replay/session";
import type { SessionRule } from "../../../domain/session-rule";
import type { ReplayMark, ReplayTape } from "../../../ports/replay";
import type { Waiting } from "../caller";
import { TapeHead, type TapeTick } from "./tape-head";

/** What people want of a session now. */
export type ReplayOrders = Pick<ReplaySession, "status" | "speed" | "stepsAsked" | "stepsDone">;

export interface PlayerOptions extends Pick<ReplaySession, "fromMs" | "toMs" | "positionMs"> {
  readonly tape: ReplayTape;
  readonly resolution: ReplayResolution;
  /** The sessions of what is played under an alias. */
  readonly ruleOf: (alias: string) => SessionRule;
  readonly orders: ReplayOrders;
  readonly clock: Clock;
  readonly waiting: Pick<Waiting, "sleep">;
}

/** Trades after which a player without a pace lets everything else in the process have its turn. */
const TICKS_AT_A_STRETCH = 256;
/** A player that waits looks up at least this often. */
const WAIT_MAX_MS = 60_000;

/**
 * Plays stored bars as trades, in the order of their times and at a pace, over all instruments. Time in which nothing trades
 * takes no time. It keeps its own clock, the session's; what is wanted of it may change at any moment.
 */
export class ReplayPlayer {
  readonly #options: PlayerOptions;
  #orders: ReplayOrders;
  #woken = new AbortController();
  #nowMs: number;
  #positionMs: number;
  #stepsDone: number;
  #stepToMs: number | null = null;
  #ended = false;
  /** From which moments of both clocks the pace is counted; null: from now. */
  #pace: { readonly wallMs: number; readonly sessionMs: number; readonly speed: number } | null = null;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#orders = options.orders;
    this.#nowMs = options.positionMs;
    this.#positionMs = options.positionMs;
    this.#stepsDone = options.orders.stepsDone;
  }

  /** Now, by the session's clock. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** How far it is: whoever has heard everything so far may go on there. */
  mark(): ReplayMark {
    return { positionMs: this.#positionMs, stepsDone: this.#stepsDone, ended: this.#ended };
  }

  order(orders: ReplayOrders): void {
    // Steps may have been given up.
    this.#stepsDone = Math.max(this.#stepsDone, orders.stepsDone);
    const { status, speed, stepsAsked } = this.#orders;
    if (status === orders.status && speed === orders.speed && stepsAsked === orders.stepsAsked) return;
    this.#orders = orders;
    this.#woken.abort();
    this.#woken = new AbortController();
  }

  /** Plays from where it is until the signal aborts; waits at the end, for somebody may seek back. */
  async *play(aliases: readonly string[], signal: AbortSignal): AsyncGenerator<FeedMessage> {
    const { tape, resolution, ruleOf, fromMs, toMs } = this.#options;
    const span = { fromMs, toMs, startsFromMs: this.#positionMs };
    const heads = aliases.map((alias) => new TapeHead(tape, { alias, resolution, rule: ruleOf(alias), ...span }));
    yield { type: "line", state: "live", why: null };
    for (let played = 1; !signal.aborted; played += 1) {
      for (const head of heads) await head.load();
      const next = earliest(heads);
      this.#settle(heads, next);
      if (next === null) {
        await this.#rest(signal);
        return;
      }
      if (!(await this.#reach(next, heads, signal))) return;
      this.#nowMs = Math.max(this.#nowMs, next.eventMs);
      const { alias, price, size, eventMs, tradeId } = next;
      yield { type: "trade", alias, price, size, eventMs, tradeId };
      next.head.advance();
      if (played % TICKS_AT_A_STRETCH === 0) await this.#options.waiting.sleep(0, signal);
    }
  }

  /** Where it stands between two trades. Between bars the clock goes to the end of the last one, so that it closes. */
  #settle(heads: readonly TapeHead[], next: TapeTick | null): void {
    if (heads.every((head) => !head.isInBar)) {
      this.#nowMs = Math.max(this.#nowMs, ...heads.map((head) => head.playedToMs));
    }
    this.#positionMs = Math.max(
      this.#positionMs,
      Math.min(this.#options.toMs, ...heads.map((head) => head.resumeFromMs(this.#nowMs))),
    );
    if (next !== null) return;
    this.#finishStep();
    this.#ended = true;
  }

  /** Resolves when a trade's moment has come; false: the signal came first. */
  async #reach(next: TapeTick, heads: readonly TapeHead[], signal: AbortSignal): Promise<boolean> {
    const inBar = heads.filter((head) => head.isInBar);
    if (inBar.length === 0) this.#skip(next.eventMs - this.#nowMs);
    const stepToMs = inBar.length === 0 ? next.barEndMs : Math.min(...inBar.map((head) => head.barEndMs));
    while (!signal.aborted) {
      const { status, speed, stepsAsked } = this.#orders;
      if (status === "playing") {
        this.#stepToMs = null;
        const waitMs = this.#waitMs(next.eventMs, speed);
        if (waitMs <= 0) return true;
        await this.#wait(Math.min(waitMs, WAIT_MAX_MS), signal);
        continue;
      }
      this.#pace = null;
      if (status === "paused" && stepsAsked > this.#stepsDone) {
        this.#stepToMs ??= stepToMs;
        if (next.eventMs < this.#stepToMs) return true;
        this.#finishStep();
      } else {
        await this.#wait(WAIT_MAX_MS, signal);
      }
    }
    return false;
  }

  /** Time in which nothing trades takes no time. */
  #skip(idleMs: number): void {
    if (this.#pace !== null && idleMs > 0) this.#pace = { ...this.#pace, sessionMs: this.#pace.sessionMs + idleMs };
  }

  /** How long a trade is still to wait. The first one after a pause or at another speed waits for nothing. */
  #waitMs(eventMs: number, speed: number | null): number {
    if (speed === null) {
      this.#pace = null;
      return 0;
    }
    const wallMs = this.#options.clock.nowMs();
    if (this.#pace === null || this.#pace.speed !== speed) {
      this.#pace = { wallMs, sessionMs: eventMs, speed };
      return 0;
    }
    const { wallMs: fromWallMs, sessionMs } = this.#pace;
    return fromWallMs + (eventMs - sessionMs) / speed - wallMs;
  }

  #finishStep(): void {
    if (this.#stepToMs === null) return;
    this.#nowMs = Math.max(this.#nowMs, this.#stepToMs);
    this.#stepToMs = null;
    this.#stepsDone = Math.min(this.#stepsDone + 1, this.#orders.stepsAsked);
  }

  async #rest(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#options.waiting.sleep(WAIT_MAX_MS, signal);
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return this.#options.waiting.sleep(ms, AbortSignal.any([signal, this.#woken.signal]));
  }
}

function earliest(heads: readonly TapeHead[]): TapeTick | null {
  let first: TapeTick | null = null;
  for (const { next } of heads) if (next !== null && (first === null || next.eventMs < first.eventMs)) first = next;
  return first;
}
