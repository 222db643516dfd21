import { exact } from "@/modules/_kernel";
import { hasStop, type OrderSummary } from "@/modules/execution";
import type { makeOrderReads } from "@/modules/execution/server";
import type { ProtectionFill, StopOrder } from "@/modules/risk";

export type Reads = ReturnType<typeof makeOrderReads>;

const DAY_MS = 86_400_000;
const PAGE = 200;
/** Pages of a day's fills and orders: two thousand of each; who trades more has the oldest of the day left out. */
const PAGES_MAX = 10;

export const dayStartOf = (nowMs: number): number => Math.floor(nowMs / DAY_MS) * DAY_MS;

/** Fills of an account since a moment, newest first. */
export async function readFills(reads: Reads, accountId: string, fromMs: number): Promise<readonly ProtectionFill[]> {
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

/** Orders of an account that are open, newest first. */
export const readOpen = (reads: Reads, accountId: string): Promise<readonly OrderSummary[]> =>
  readOrders(reads, accountId, "open");

async function readOrders(reads: Reads, accountId: string, state: "open" | "closed"): Promise<readonly OrderSummary[]> {
  const found: OrderSummary[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const read: Awaited<ReturnType<Reads["listOrders"]>> = await reads.listOrders({
      accountIds: [accountId],
      symbol: null,
      state,
      cursor,
      limit: PAGE,
    });
    found.push(...read.rows);
    cursor = read.cursor;
    if (cursor === null) break;
  }
  return found;
}

/** Stops that worked at some moment since. */
export async function readStops(reads: Reads, accountId: string, fromMs: number): Promise<readonly StopOrder[]> {
  const [open, closed] = await Promise.all([
    readOrders(reads, accountId, "open"),
    readOrders(reads, accountId, "closed"),
  ]);
  return [...open, ...closed].flatMap(
    ({ orderId, symbol, side, qty, filledQty, reduceOnly, ordType, sentAt, closedAt }) =>
      !hasStop(ordType) || sentAt === null || (closedAt !== null && closedAt < fromMs)
        ? []
        : [
            {
              orderId,
              symbol,
              side,
              reduceOnly,
              qty: exact(qty),
              filled: exact(filledQty),
              fromMs: sentAt,
              toMs: closedAt,
            },
          ],
  );
}
