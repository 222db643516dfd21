import type { SqlPort, Transactions } from "@/modules/_kernel";
import { type FillChange, fillChanges, type OrderStore, type StandingFill } from "@/modules/execution";
import { makeOrderStore, type OrderChange } from "@/modules/execution/server";
import { type AccountFacts, baseAssetOf } from "@/modules/portfolio";
import { findAdoptedBatch, findFillBatch, makeLedgerStore } from "@/modules/portfolio/server";
import type { FlowDeps } from "../deps";
import { audienceOf } from "./access";
import type { InstrumentCache } from "./paper-market";

interface BookingDeps {
  readonly sql: SqlPort;
  /** Those of the account's lease: who lost it writes nothing. */
  readonly transactions: Transactions;
  readonly work: FlowDeps["work"];
  readonly account: AccountFacts;
  readonly instruments: InstrumentCache;
}

const TAKEN_BACK = "The venue took this fill back.";
const CORRECTED = "The venue corrected this fill.";

const changesOf = ({ before, after }: OrderChange): readonly FillChange[] => fillChanges(before.order, after.order);

/** Fills that the venue took back with this change, also where the order never had them. */
const bustsOf = ({ before, after }: OrderChange): readonly string[] =>
  after.order.busted === before.order.busted ? [] : after.order.busted.keys().slice(before.order.busted.size);

/** The name of a fill in the books: every correction of it is an entry of its own. */
export const fillRefOf = ({ execId, revision }: Pick<StandingFill, "execId" | "revision">): string =>
  revision === 0 ? execId : `${execId}.r${revision}`;

/**
 * Orders of an account whose fills are in the books by the transaction that writes them, with the news of both. The account is
 * locked before anything is written: whoever reckons what is free sees a fill whole, or not at all. What the venue takes back or
 * corrects is reversed, and booked anew as it is.
 */
export function makeBookingOrders({ sql, transactions, work, account, instruments }: BookingDeps): OrderStore {
  const ledger = makeLedgerStore();
  const { accountId } = account;
  const audience = audienceOf(account);
  return makeOrderStore({
    sql,
    transactions,
    before: async (tx, change) => {
      if (changesOf(change).length + bustsOf(change).length > 0) await ledger.lockAccount(tx, accountId);
    },
    after: async (tx, change) => {
      const { intent } = change.before.order;
      const changes = changesOf(change);
      const [busts, known] = [bustsOf(change), new Set(changes.flatMap(({ was }) => was?.execId ?? []))];
      for (const { was, now } of changes) {
        if (was !== null) await takeBack(tx, fillRefOf(was), now === null ? TAKEN_BACK : CORRECTED);
        if (now !== null) await book(tx, intent, now);
      }
      for (const execId of busts) if (!known.has(execId)) await takeBackAdopted(tx, execId);
      const payload = { accountId, orderId: intent.orderId };
      await work.publish(tx, { topic: "orders.changed", audience, payload });
      if (changes.length + busts.length > 0)
        await work.publish(tx, { topic: "accounts.changed", audience, payload: { accountId } });
    },
  });

  async function book(
    tx: SqlPort,
    { orderId, symbol, side }: OrderChange["before"]["order"]["intent"],
    fill: StandingFill,
  ) {
    const instrument = await instruments.find(symbol);
    if (instrument === null) throw new Error(`${symbol} is there as long as orders for it are`);
    const { execId, qty, price, currency, fees, at } = fill;
    const booked = await ledger.applyFill(tx, {
      accountId,
      execId: fillRefOf(fill),
      orderId,
      symbol,
      side,
      qty,
      price,
      currency,
      multiplier: instrument.multiplier,
      baseAsset: baseAssetOf(instrument),
      calendar: instrument.calendar,
      fees: [...fees],
      lots: [],
      at,
    });
    // The order has just taken it as new: books that have another one under its id contradict it.
    if (booked === "conflicting") throw new Error(`the books of ${accountId} have another fill ${execId}`);
  }

  /** Somebody may have corrected the books by hand before: then it is reversed already. */
  async function takeBack(tx: SqlPort, ref: string, reason: string) {
    const batch = await findFillBatch(tx, accountId, ref);
    if (batch === null) throw new Error(`the books of ${accountId} have the fill ${ref} that its order has`);
    await ledger.reverse(tx, account, batch, { reason, by: null });
  }

  /** A fill that its order could not take, and somebody adopted into the books. */
  async function takeBackAdopted(tx: SqlPort, execId: string) {
    const batch = await findAdoptedBatch(tx, accountId, execId);
    if (batch !== null) await ledger.reverse(tx, account, batch, { reason: TAKEN_BACK, by: null });
  }
}
