import type { CopyPort, SqlPort } from "@/modules/_kernel";
import type { Instrument, Quote } from "@/modules/data";
import { riskStateOf, type Standing } from "@/modules/execution";
import type { AccountFacts } from "@/modules/portfolio";
import { type LimitSteps, type LimitUsage, limitOf, limitUsage, type StandingLimit, stepsOf } from "@/modules/risk";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { type Markets, marketsAt, readMarkets, readStanding } from "../trading/standing";

/** Who acts when nobody does. */
export const HOUSE: Actor = { kind: "system", userId: null, requestId: "risk-monitor" };

/** An account as it was last read: only its prices move until it is read again. */
export interface WatchedAccount {
  readonly account: AccountFacts;
  readonly standing: Standing;
  readonly limits: readonly StandingLimit[];
}

/** How an account stands with one limit. */
export interface Weighing {
  readonly limit: StandingLimit;
  readonly steps: LimitSteps;
  readonly usage: LimitUsage;
}

/** Reads an account for the monitor, in a transaction or not. */
export async function readWatched(
  sql: SqlPort & CopyPort,
  {
    account,
    markets,
    limits,
    nowMs,
  }: {
    readonly account: AccountFacts;
    readonly markets: Markets;
    readonly limits: readonly StandingLimit[];
    readonly nowMs: number;
  },
): Promise<WatchedAccount> {
  const actor = { ...HOUSE, userId: account.ownerId };
  const standing = await readStanding(sql, { account, markets, actor, nowMs, without: new Set() });
  return { account, standing, limits: limits.filter(({ scope }) => binds(scope, account)) };
}

export const readWatchedMarkets = (deps: Pick<FlowDeps, "sql" | "quotes" | "clock">, account: AccountFacts) =>
  readMarkets(deps, account.accountId, []);

/** Whether a limit binds the orders of an account. */
export const binds = (scope: StandingLimit["scope"], { accountId, ownerId }: AccountFacts): boolean =>
  scope.of === "all" || scope.subject === (scope.of === "user" ? ownerId : accountId);

/** Instruments whose prices move the account. */
export const instrumentsOf = ({ standing }: WatchedAccount): readonly (readonly [string, Instrument])[] =>
  [...standing.instruments].map(([symbol, { instrument }]) => [symbol, instrument]);

/** The same account at other prices. */
export function repriced(watched: WatchedAccount, quotes: ReadonlyMap<number, Quote>, nowMs: number): WatchedAccount {
  const instruments = new Map([
    ...watched.standing.instruments,
    ...[...marketsAt(instrumentsOf(watched), quotes, nowMs)].filter(([, { now }]) => now !== null),
  ]);
  return { ...watched, standing: { ...watched.standing, nowMs, instruments } };
}

/** How an account stands with each limit that can be passed without an order. What works and may never fill is left out. */
export function weighAccount({ standing, limits }: WatchedAccount): readonly Weighing[] {
  const state = riskStateOf({ ...standing, working: [] });
  return limits.flatMap((limit) => {
    const steps = stepsOf(limit.terms);
    if (steps === null) return [];
    const usage = limitUsage(limitOf(limit.terms, { name: limit.name, scope: limit.scope }), state);
    return usage === null ? [] : [{ limit, steps, usage }];
  });
}
