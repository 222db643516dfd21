import { exact, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { calendarOf, isSessionResolution, resolutionMs } from "@/modules/data";
import { effectiveState } from "@/modules/execution";
import { readTradingStates } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { Deployment, DeploymentReason } from "@/modules/strategy";
import type { MarketProgress } from "./closed-moments";
import type { DeskContext } from "./desk-context";
import { heldOf, type OwnRecord } from "./own-record";
import { readSubBooks } from "./sub-books";

/** Bars that may be missing in a row while the market is open, and the least that is: a feed reconnects within that. */
const MISSING_BARS_MAX = 3;
const SILENCE_MIN_MS = 180_000;

/** What it is asked with: reads alone. */
type Restricting = Pick<DeskContext, "instruments" | "clock" | "store"> & { readonly sql: SqlPort };

/** Why only what reduces may pass now; null: nothing that is asked here. */
export async function restrictionOf(
  context: Restricting,
  {
    deployment,
    account,
    progress,
    record,
  }: {
    readonly deployment: Deployment;
    readonly account: AccountFacts;
    readonly progress: MarketProgress;
    readonly record: Pick<OwnRecord, "before" | "fills">;
  },
): Promise<DeploymentReason | null> {
  // A shadow touches no account: only that it sees the market matters.
  if (deployment.mode === "shadow") return feedLost(context, deployment, progress);
  const [{ strategy, ...states }, unknown] = await Promise.all([
    readTradingStates(context.sql, account.accountId, deployment.deploymentId),
    unknownPosition(context, deployment, record),
  ]);
  if (strategy != null && strategy.state !== "active")
    return {
      kind: strategy.state === "halted" ? "strategy_halted" : "strategy_reduce_only",
      facts: { reason: strategy.reason },
    };
  const held = effectiveState(states);
  if (held !== null && held.state !== "active")
    return { kind: held.state === "halted" ? "account_halted" : "account_reduce_only", facts: { reason: held.reason } };
  return unknown ?? feedLost(context, deployment, progress);
}

/** What it holds by its own fills, and the account has not: somebody sold it, or it left otherwise. */
async function unknownPosition(
  context: Restricting,
  deployment: Deployment,
  record: Pick<OwnRecord, "before" | "fills">,
): Promise<DeploymentReason | null> {
  const { sql } = context;
  const { deploymentId, accountId } = deployment;
  const own = [...heldOf(record)].filter(([, qty]) => !qty.isZero());
  if (own.length === 0) return null;
  const { positions } = await makeLedgerStore().readState(sql, accountId);
  for (const [symbol, qty] of own) {
    const there = positions.find((each) => each.symbol === symbol)?.qty ?? exact(0);
    const isCovered = qty.isPositive() ? !there.lt(qty) : !there.gt(qty);
    if (isCovered) continue;
    const others = await netOfOthers(context, deployment, symbol);
    // Deployments that hold it the other way round are netted on the account.
    if (there.minus(others).eq(qty)) continue;
    const again = (await readSubBooks(sql, [deploymentId])).get(deploymentId)?.positions ?? [];
    // A fill that was booked between the two looks.
    if (again.find((each) => each.symbol === symbol)?.qty.eq(qty) !== true) continue;
    return { kind: "position_unknown", facts: { symbol, own: toDecimalText(qty), account: toDecimalText(there) } };
  }
  return null;
}

/** What other deployments of the account hold of a symbol. */
async function netOfOthers(
  { sql, store }: Pick<Restricting, "sql" | "store">,
  { accountId, deploymentId }: Deployment,
  symbol: string,
) {
  const listed = await store.list(sql, { accountIds: [accountId], over: true });
  const books = await readSubBooks(
    sql,
    listed
      .filter((each) => each.mode === "live" && each.deploymentId !== deploymentId)
      .map((each) => each.deploymentId),
  );
  return [...books.values()]
    .flatMap(({ positions }) => positions)
    .filter((each) => each.symbol === symbol)
    .reduce((sum, { qty }) => sum.plus(qty), exact(0));
}

/** Bars of a part of a day that do not come while their market is open. */
export async function feedLost(
  { instruments, clock }: Pick<DeskContext, "instruments" | "clock">,
  { instruments: symbols, resolution }: Deployment,
  { settledMs, marketMs }: MarketProgress,
): Promise<DeploymentReason | null> {
  if (isSessionResolution(resolution) || !Number.isFinite(settledMs)) return null;
  // A replay stands still when somebody pauses it.
  if (clock.nowMs() - marketMs > SILENCE_MIN_MS) return null;
  const silenceMaxMs = Math.max(SILENCE_MIN_MS, MISSING_BARS_MAX * resolutionMs(resolution));
  const silentMs = marketMs - settledMs;
  if (silentMs <= silenceMaxMs) return null;
  for (const symbol of symbols) {
    const instrument = await instruments.find(symbol);
    const calendar = instrument?.calendar == null ? null : calendarOf(instrument.calendar);
    const session = calendar?.sessionAt(marketMs);
    const isOpen = calendar === null || (session != null && marketMs - session.openMs > silenceMaxMs);
    if (isOpen) return { kind: "feed_lost", facts: { symbol, silentSeconds: Math.round(silentMs / 1000) } };
  }
  return null;
}
