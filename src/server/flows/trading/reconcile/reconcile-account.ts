import type { CopyPort, SqlPort, Transactions } from "@/modules/_kernel";
import { toDecimalText, ZERO } from "@/modules/_kernel";
import {
  changeItems,
  compareSides,
  type Difference,
  fillDifference,
  type OurSide,
  type ReconcileCause,
  type Side,
  type StrayWord,
  type Venue,
} from "@/modules/execution";
import {
  listAdopted,
  listAdoptedFills,
  listLiveItems,
  listQuarantined,
  listStrays,
  readOurOrders,
  writeItems,
  writeRun,
} from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore, readTradeCash } from "@/modules/portfolio/server";
import { appendAudit } from "../../../platform/audit";
import type { FlowDeps } from "../../deps";
import { audienceOf } from "../access";

/** The newest fills of each side that are held against each other; positions and cash tell of older ones. */
const FILLS_MAX = 1_000;
const STRAYS_MAX = 200;
const QUARANTINED_MAX = 200;

interface ReconcileDeps extends Pick<FlowDeps, "work" | "clock" | "newId"> {
  /** Those of the account's lease. */
  readonly transactions: Transactions;
  readonly account: AccountFacts;
  readonly venue: Venue;
}

/**
 * Holds an account against its venue once, over the union of both sides, and keeps what differs. Whoever calls has heard and
 * booked everything that the venue said, so that what is under way is no difference. Says whether the venue answered.
 */
export async function reconcileAccount(
  { transactions, account, venue, work, clock, newId }: ReconcileDeps,
  cause: ReconcileCause,
): Promise<"agreed" | "differs" | "no_answer"> {
  const { accountId } = account;
  const theirs = await venue.snapshot(FILLS_MAX);
  return transactions.run(async (tx) => {
    const at = clock.nowMs();
    if (theirs === null) {
      const nothing = { orders: 0, fills: 0, positions: 0, currencies: 0 };
      await writeRun(tx, accountId, { at, cause, outcome: "no_answer", ...nothing });
      return "no_answer";
    }
    await makeLedgerStore().lockAccount(tx, accountId);
    const ours = await readOurSide(tx, account, theirs);
    const found = [...compareSides(ours, theirs), ...(await readWords(tx, account, theirs))];
    const live = await listLiveItems(tx, accountId);
    const changes = changeItems(live, found);
    await writeItems(tx, accountId, changes, { at, newId });
    const ignored = new Set(live.flatMap((each) => (each.state === "ignored" ? [each.itemId] : [])));
    const isOpen =
      changes.found.length > 0 || changes.seen.some(({ itemId, reopens }) => reopens || !ignored.has(itemId));
    const outcome = isOpen ? "differs" : "agreed";
    await writeRun(tx, accountId, { at, cause, outcome, ...countsOf(ours, theirs) });
    const reopened = changes.seen.filter(({ reopens }) => reopens).length;
    if (changes.found.length + changes.agreed.length + reopened > 0) {
      await appendAudit(tx, {
        actor: { kind: "system", userId: null, requestId: `reconcile:${accountId}` },
        action: "reconcile.compare",
        subjectType: "account",
        subjectId: accountId,
        details: { cause, found: changes.found.length, agreed: changes.agreed.length, reopened },
      });
      await work.publish(tx, { topic: "reconcile.changed", audience: audienceOf(account), payload: { accountId } });
    }
    return outcome;
  });
}

async function readOurSide(tx: SqlPort & CopyPort, { accountId }: AccountFacts, theirs: Side): Promise<OurSide> {
  const orders = await readOurOrders(tx, accountId, theirs, FILLS_MAX);
  const { positions } = await makeLedgerStore().readState(tx, accountId);
  const held = new Map<string, typeof ZERO>();
  for (const { symbol, qty } of positions) held.set(symbol, (held.get(symbol) ?? ZERO).plus(qty));
  return {
    ...orders,
    positions: Object.fromEntries([...held].map(([symbol, qty]) => [symbol, toDecimalText(qty)])),
    cash: await readTradeCash(tx, accountId),
  };
}

/** What the venue said that moved nothing here, where its fills do not tell of it already. */
async function readWords(tx: SqlPort, { accountId }: AccountFacts, theirs: Side): Promise<readonly Difference[]> {
  const strays = await listStrays(tx, accountId, STRAYS_MAX);
  const named = (types: ReadonlySet<string>) =>
    strays.flatMap(({ event }) => ("execId" in event && types.has(event.type) ? [event.execId] : []));
  const busted = named(new Set(["busted"]));
  const told = new Set([
    ...theirs.fills.map(({ execId }) => execId),
    ...(await listAdopted(tx, accountId, named(new Set(["filled"])))),
    ...busted,
  ]);
  const stillBooked = await listAdoptedFills(tx, accountId, busted);
  const quarantined = await listQuarantined(tx, accountId, QUARANTINED_MAX);
  return [
    ...stillBooked.map((fill) => fillDifference("missing_there", fill, null)),
    ...strays.flatMap((each) => wordDifference(each, told)),
    ...quarantined.map(
      ({ orderId, symbol, quarantined: words }): Difference => ({
        about: "word",
        kind: "quarantined",
        key: orderId,
        symbol,
        ours: null,
        theirs: { words },
        difference: String(words),
      }),
    ),
  ];
}

function wordDifference({ orderId, event }: StrayWord, told: ReadonlySet<string>): readonly Difference[] {
  // Of a fill that is in no book there is nothing to take back.
  if (event.type === "busted") return [];
  if (event.type !== "filled") {
    const key = `${orderId} ${event.type} ${event.at}`;
    const theirs = { orderId, ...event };
    return [{ about: "word", kind: "unknown_word", key, symbol: null, ours: null, theirs, difference: null }];
  }
  const { execId, symbol, side, qty, price, currency, fees, at } = event;
  // Without a symbol and a side nobody could book it: it is a word like any other.
  if (told.has(execId) || symbol === undefined || side === undefined) return [];
  return [fillDifference("unknown_fill", null, { execId, orderId, symbol, side, qty, price, currency, fees, at })];
}

function countsOf(ours: OurSide, theirs: Side) {
  const union = (a: Iterable<string>, b: Iterable<string>) => new Set([...a, ...b]).size;
  const cash = ours.cash === null || theirs.cash === null ? 0 : union(Object.keys(ours.cash), Object.keys(theirs.cash));
  return {
    orders: union(
      ours.orders.map(({ orderId }) => orderId),
      theirs.orders.map(({ orderId }) => orderId),
    ),
    fills: union(
      ours.fills.map(({ execId }) => execId),
      theirs.fills.map(({ execId }) => execId),
    ),
    positions: union(Object.keys(ours.positions), Object.keys(theirs.positions)),
    currencies: cash,
  };
}
