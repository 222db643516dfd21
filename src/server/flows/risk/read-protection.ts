import { EpochMs, err, exact, ok } from "@/modules/_kernel";
import { hasStop } from "@/modules/execution";
import { makeOrderReads } from "@/modules/execution/server";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { type ProtectionFill, protectionOf, type StopOrder } from "@/modules/risk";
import type { PortfolioRiskFlows } from "../contract/portfolio-risk";
import type { FlowDeps } from "../deps";
import { accountIdOf, personOf, whyNotAccount } from "../trading/access";
import { unknownAccount } from "../trading/submit-order";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "clock">;
type Reads = ReturnType<typeof makeOrderReads>;

const DAY_MS = 86_400_000;
const PAGE = 200;
/** Pages of a day's fills and orders: two thousand of each; who trades more has the oldest of the day left out. */
const PAGES_MAX = 10;

/** Whether every position of an account is covered by a stop of the right size, and how long of the day (UTC) it was not. */
export function makeReadProtection({ sql, prisma, clock }: Deps): PortfolioRiskFlows["readProtection"] {
  const reads = makeOrderReads(sql);
  return async (actor, accountId) => {
    const id = accountIdOf(accountId);
    const account = id === null ? null : await makeAccountStore().find(sql, id);
    const why = whyNotAccount(account, await personOf(prisma, actor), { accountId, purpose: "see" });
    if (why !== null || account === null) return err(why ?? unknownAccount(accountId));
    const nowMs = clock.nowMs();
    const dayStartMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
    const { positions } = await makeLedgerStore().readState(sql, account.accountId);
    const [fills, stops] = await Promise.all([
      readFills(reads, account.accountId, dayStartMs),
      readStops(reads, account.accountId, dayStartMs),
    ]);
    const found = protectionOf({ positions, fills, stops, dayStartMs, nowMs });
    return ok({
      asOf: nowMs,
      unprotectedMs: found.unprotectedMs,
      orphans: found.orphans,
      positions: found.positions.map(({ qty, covered, sinceMs, ...each }) => ({
        ...each,
        qty: qty.toFixed(),
        covered: covered.toFixed(),
        since: sinceMs === null ? null : EpochMs.of(sinceMs),
      })),
    });
  };
}

async function readFills(reads: Reads, accountId: string, fromMs: number): Promise<readonly ProtectionFill[]> {
  const found: ProtectionFill[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const read: Awaited<ReturnType<Reads["listFills"]>> = await reads.listFills({
      accountIds: [accountId],
      symbol: null,
      cursor,
      limit: PAGE,
    });
    const today = read.rows.filter(({ at }) => at >= fromMs);
    found.push(
      ...today.map(({ orderId, symbol, side, qty, at }) => ({ orderId, symbol, side, qty: exact(qty), atMs: at })),
    );
    cursor = read.cursor;
    if (cursor === null || today.length < read.rows.length) break;
  }
  return found;
}

/** Stops that worked at some moment of the day. */
async function readStops(reads: Reads, accountId: string, fromMs: number): Promise<readonly StopOrder[]> {
  const found: StopOrder[] = [];
  for (const state of ["open", "closed"] as const) {
    let cursor: string | null = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const read: Awaited<ReturnType<Reads["listOrders"]>> = await reads.listOrders({
        accountIds: [accountId],
        symbol: null,
        state,
        cursor,
        limit: PAGE,
      });
      for (const { orderId, symbol, side, qty, filledQty, reduceOnly, ordType, sentAt, closedAt } of read.rows) {
        if (!hasStop(ordType) || sentAt === null || (closedAt !== null && closedAt < fromMs)) continue;
        found.push({
          orderId,
          symbol,
          side,
          reduceOnly,
          qty: exact(qty),
          filled: exact(filledQty),
          fromMs: sentAt,
          toMs: closedAt,
        });
      }
      cursor = read.cursor;
      if (cursor === null) break;
    }
  }
  return found;
}
