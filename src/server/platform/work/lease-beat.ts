import type { SqlPort } from "@/modules/_kernel";
import type { Logger } from "../../infra/logger";
import { type Loop, startLoop } from "../../infra/loop";
import { freeLeases, type HeldLease, LEASE_TTL_MS, renewLease, renewLeases, takeLease } from "./lease-rows";

const RENEW_EVERY_MS = 1_000;

/** One lease that this process holds or waits for, as the beat sees it. */
export interface Beating {
  readonly name: string;
  readonly holder: string;
  /** What is held; null: it is waited for. */
  held(): { readonly token: bigint; readonly renewedMs: number } | null;
  /** Begins the work under the lease, which was taken by a statement that was sent at `askedMs`. */
  taken(token: bigint, askedMs: number): void;
  /** It was renewed by a statement that was sent at `askedMs`. */
  renewed(token: bigint, askedMs: number): void;
  /** It went to another, or its time is over: ends the work. */
  lost(token: bigint): Promise<void>;
}

/**
 * Renews all leases that a process holds by one statement a second, and looks with another which of those that it waits for are
 * free: however many they are, an idle database is asked twice. Each is taken, lost and given back by itself. One whose row is
 * locked for a moment is renewed alone, so that nobody else's waits for it.
 */
export class LeaseBeat {
  readonly #sql: SqlPort;
  readonly #log: Logger;
  readonly #members = new Set<Beating>();
  /** What is under way for one of them alone. */
  readonly #alone = new Map<Beating, Promise<void>>();
  #loop: Loop | null = null;
  /** The newest round. */
  #beating: Promise<void> = Promise.resolve();

  constructor(sql: SqlPort, log: Logger) {
    this.#sql = sql;
    this.#log = log;
  }

  /** Tries to take the lease at once, and from then on keeps it. */
  join(member: Beating): void {
    this.#members.add(member);
    this.#byItself(member, () => this.#take(member));
    this.#loop ??= startLoop({
      name: "leases",
      everyMs: RENEW_EVERY_MS,
      log: this.#log,
      round: async () => {
        this.#beating = this.#beat();
        await this.#beating;
        return false;
      },
    });
  }

  /** Resolves when nothing is done for it any more: a round that is under way may still renew it. */
  async leave(member: Beating): Promise<void> {
    this.#members.delete(member);
    await Promise.allSettled([this.#beating, this.#alone.get(member)]);
    if (this.#members.size > 0) return;
    const loop = this.#loop;
    this.#loop = null;
    await loop?.stop();
  }

  async #beat(): Promise<void> {
    const members = [...this.#members].filter((member) => !this.#alone.has(member));
    const waiting = members.filter((member) => member.held() === null);
    const held = members.flatMap((member) => {
      const { token, renewedMs } = member.held() ?? { token: null, renewedMs: 0 };
      return token === null ? [] : [{ member, name: member.name, token, renewedMs }];
    });
    await Promise.all([this.#renew(held), this.#takeFree(waiting)]);
  }

  async #renew(held: readonly (HeldLease & { readonly member: Beating; readonly renewedMs: number })[]): Promise<void> {
    if (held.length === 0) return;
    const askedMs = performance.now();
    const kept = await renewLeases(this.#sql, held).catch((error: unknown) => {
      this.#log.warn({ error, leases: held.length }, "Leases not renewed");
      return null;
    });
    for (const { member, name, token, renewedMs } of held) {
      if (kept?.has(name) === true) member.renewed(token, askedMs);
      else if (kept !== null) this.#byItself(member, () => this.#renewAlone(member, token, renewedMs));
      // Unknown is not lost: until its time is over nobody else can have it.
      else if (performance.now() - renewedMs >= LEASE_TTL_MS) this.#byItself(member, () => member.lost(token));
    }
  }

  async #renewAlone(member: Beating, token: bigint, renewedMs: number): Promise<void> {
    const { name } = member;
    const askedMs = performance.now();
    const renewed = await renewLease(this.#sql, name, token).catch((error: unknown) => {
      this.#log.warn({ error, lease: name }, "Lease not renewed");
      return askedMs - renewedMs < LEASE_TTL_MS ? null : false;
    });
    if (renewed === true) member.renewed(token, askedMs);
    if (renewed === false) await member.lost(token);
  }

  async #takeFree(waiting: readonly Beating[]): Promise<void> {
    if (waiting.length === 0) return;
    const free = await freeLeases(
      this.#sql,
      waiting.map(({ name }) => name),
    );
    for (const member of waiting) if (free.has(member.name)) this.#byItself(member, () => this.#take(member));
  }

  async #take(member: Beating): Promise<void> {
    const askedMs = performance.now();
    const token = await takeLease(this.#sql, member.name, member.holder);
    if (token !== null) member.taken(token, askedMs);
  }

  /** Does something for one lease, once at a time, while the others go on. */
  #byItself(member: Beating, work: () => Promise<void>): void {
    if (this.#alone.has(member) || !this.#members.has(member)) return;
    const done = work()
      .catch((error: unknown) => this.#log.warn({ error, lease: member.name }, "Lease not taken"))
      .finally(() => this.#alone.delete(member));
    this.#alone.set(member, done);
  }
}
