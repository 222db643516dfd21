import { type AccountId, type Exact, exact, parseExact, type SqlPort, ZERO } from "@/modules/_kernel";
import { hasStop, type OrderSummary } from "@/modules/execution";
import { makeOrderReads } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { lastStopOf, type ProtectionSituation } from "@/modules/risk";
import type { Markets } from "../../trading/standing";
import { readOpen } from "./stop-facts";

/** Orders and fills of one symbol that are looked back at for its last stop. */
const BACK_MAX = 100;
/** Steps of an instrument that nobody knows: nothing is ordered of it without a price, which it has not. */
const UNKNOWN_STEP = exact("0.00000001");

/** What is held and ordered of an account, by symbol: all that tells whether anything is to be done. */
export interface AccountBook {
  readonly held: ReadonlyMap<string, Exact>;
  readonly open: readonly OrderSummary[];
  /** Everything that is held, and everything that has a stop. */
  readonly symbols: readonly string[];
}

export async function readAccountBook(sql: SqlPort, accountId: AccountId): Promise<AccountBook> {
  const [{ positions }, open] = await Promise.all([
    makeLedgerStore().readState(sql, accountId),
    readOpen(makeOrderReads(sql), accountId),
  ]);
  const held = new Map(positions.filter(({ qty }) => !qty.isZero()).map(({ symbol, qty }) => [symbol, qty]));
  const stopped = open.filter(({ ordType }) => hasStop(ordType)).map(({ symbol }) => symbol);
  return { held, open, symbols: [...new Set([...held.keys(), ...stopped])].toSorted() };
}

/** How a symbol stands. `markets` null: only whether stops fit is asked for, and nothing is placed by it. */
export function situationOf(
  { held, open }: AccountBook,
  symbol: string,
  {
    markets,
    isHalted,
    lastStop,
  }: Pick<ProtectionSituation, "isHalted" | "lastStop"> & { readonly markets: Markets | null },
): ProtectionSituation {
  const own = open.filter((order) => order.symbol === symbol);
  const traded = markets?.bySymbol.get(symbol);
  const now = traded?.now ?? null;
  const market = now?.state === "live" ? now.market : null;
  return {
    held: held.get(symbol) ?? ZERO,
    stops: own
      .filter(({ ordType, sentAt, status }) => hasStop(ordType) && sentAt !== null && WORKS.has(status))
      .toReversed()
      .map(({ orderId, side, qty, filledQty, reduceOnly, parentId, ocoGroupId }) => ({
        orderId,
        side,
        leaves: exact(qty).minus(exact(filledQty)),
        reduceOnly,
        isLinked: parentId !== null || ocoGroupId !== null,
      })),
    isInFlight: own.some((order) => isUnderWay(order, own)),
    isHalted,
    market: market === null ? null : { bid: exact(market.bid), ask: exact(market.ask) },
    lastStop,
    tick: (traded === undefined ? null : parseExact(traded.instrument.tick)) ?? UNKNOWN_STEP,
    lot: (traded === undefined ? null : parseExact(traded.instrument.lot)) ?? UNKNOWN_STEP,
  };
}

/** At the venue, as far as anybody knows: what is asked to be canceled or changed is so until that is answered. */
const WORKS: ReadonlySet<OrderSummary["status"]> = new Set([
  "sending",
  "unknown",
  "working",
  "pending_cancel",
  "pending_replace",
]);

/** Whether nobody knows yet what becomes of an order: it is on its way, or at market. */
function isUnderWay({ status, ordType, parentId, sentAt }: OrderSummary, all: readonly OrderSummary[]): boolean {
  if (status === "working") return ordType === "market";
  // A child waits for its parent: that is somebody's plan, and may take for ever.
  const waits = sentAt === null && parentId !== null && all.some(({ orderId }) => orderId === parentId);
  return !waits;
}

/** Price of the newest stop that what is held of a symbol had; null: none. */
export async function readLastStop(
  sql: SqlPort,
  { accountId, symbol, held }: { readonly accountId: AccountId; readonly symbol: string; readonly held: Exact },
): Promise<Exact | null> {
  const reads = makeOrderReads(sql);
  const query = { accountIds: [accountId], symbol, cursor: null, limit: BACK_MAX };
  const [fills, orders] = await Promise.all([reads.listFills(query), reads.listOrders({ ...query, state: "closed" })]);
  const stops = orders.rows.filter(({ ordType, sentAt }) => hasStop(ordType) && sentAt !== null);
  return lastStopOf({
    held,
    fills: fills.rows.map(({ side, qty, at }) => ({ side, qty: exact(qty), atMs: at })),
    stops: stops
      .flatMap(({ side, stopPrice, closedAt }) =>
        closedAt === null
          ? []
          : [{ side, stopPrice: stopPrice === null ? null : exact(stopPrice), closedMs: closedAt }],
      )
      .toSorted((one, other) => other.closedMs - one.closedMs),
  });
}
