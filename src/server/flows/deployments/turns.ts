/** What may wait waits this long at most for what may not. */
const WAIT_MAX_MS = 500;

/**
 * Keeps a process free for bars that closed: what may wait is done one at a time, and not while a bar wants an answer. An order on one
 * account lets every deployment of it look at its books again; all at once they would hold up the next bar by as long as they take.
 */
export class Turns {
  #pressing = 0;
  #isTaken = false;
  /** Whose turn it is first; since when each waits. */
  readonly #waiting = new Map<() => void, number>();
  readonly #nowMs: () => number;
  readonly #onDone: () => void;

  /** @param at.onDone - called whenever something was done; {@link isBusy} says whether anything still is */
  constructor({ nowMs, onDone }: { readonly nowMs?: () => number; readonly onDone?: () => void } = {}) {
    this.#nowMs = nowMs ?? (() => performance.now());
    this.#onDone = onDone ?? (() => undefined);
  }

  get isBusy(): boolean {
    return this.#isTaken || this.#pressing > 0;
  }

  /** Does at once what may not wait; whoever waited by that `call` waits for nothing any more. */
  async press<T>(work: () => Promise<T>, call?: () => void): Promise<T> {
    if (call !== undefined) this.#waiting.delete(call);
    this.#pressing += 1;
    try {
      return await work();
    } finally {
      this.#pressing -= 1;
      this.#onDone();
      this.#callNext();
    }
  }

  /**
   * Does what may wait, if it may be done now. Null: not yet; `call` is called once it is its turn, and whoever asks by the same `call`
   * has waited since it first asked. Who is called goes to the end of the line, so that one that does not come holds up nobody.
   */
  async ask<T>(call: () => void, work: () => Promise<T>): Promise<{ readonly done: T } | null> {
    const sinceMs = this.#waiting.get(call) ?? this.#nowMs();
    const isLong = this.#nowMs() - sinceMs >= WAIT_MAX_MS;
    if (!isLong && this.isBusy) {
      this.#waiting.set(call, sinceMs);
      return null;
    }
    this.#waiting.delete(call);
    this.#isTaken = true;
    try {
      return { done: await work() };
    } finally {
      this.#isTaken = false;
      this.#onDone();
      this.#callNext();
    }
  }

  /** Waits for nothing any more. */
  leave(call: (() => void) | undefined): void {
    if (call === undefined || !this.#waiting.delete(call)) return;
    this.#callNext();
  }

  #callNext(): void {
    if (this.isBusy) return;
    const [first] = this.#waiting;
    if (first === undefined) return;
    const [call, sinceMs] = first;
    this.#waiting.delete(call);
    this.#waiting.set(call, sinceMs);
    call();
  }
}
