import type { SqlPort, Transactions } from "@/modules/_kernel";
import type { OrderEventOf, OrderStore } from "@/modules/execution";
import { makeOrderStore, type OrderChange } from "@/modules/execution/server";
import { type AccountFacts, baseAssetOf } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
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

const fillsOf = ({ events }: OrderChange) =>
  events.filter((event): event is OrderEventOf<"filled"> => event.type === "filled");

/**
 * Orders of an account whose fills are in the books by the transaction that writes them, with the news of both. The account is
 * locked before anything is written: whoever reckons what is free sees a fill whole, or not at all.
 */
export function makeBookingOrders({ sql, transactions, work, account, instruments }: BookingDeps): OrderStore {
  const ledger = makeLedgerStore();
  const { accountId } = account;
  const audience = audienceOf(account);
  return makeOrderStore({
    sql,
    transactions,
    before: async (tx, change) => {
      if (fillsOf(change).length > 0) await ledger.lockAccount(tx, accountId);
    },
    after: async (tx, change) => {
      const { intent } = change.before.order;
      const fills = fillsOf(change);
      for (const fill of fills) {
        const instrument = await instruments.find(intent.symbol);
        if (instrument === null) throw new Error(`${intent.symbol} is there as long as orders for it are`);
        const booked = await ledger.applyFill(tx, {
          accountId,
          execId: fill.execId,
          orderId: intent.orderId,
          symbol: intent.symbol,
          side: intent.side,
          qty: fill.qty,
          price: fill.price,
          currency: fill.currency,
          multiplier: instrument.multiplier,
          baseAsset: baseAssetOf(instrument),
          calendar: instrument.calendar,
          fees: fill.fees,
          lots: [],
          at: fill.at,
        });
        // The order has just taken it as new: books that have another one under its id contradict it.
        if (booked === "conflicting") throw new Error(`the books of ${accountId} have another fill ${fill.execId}`);
      }
      const payload = { accountId, orderId: intent.orderId };
      await work.publish(tx, { topic: "orders.changed", audience, payload });
      if (fills.length > 0) await work.publish(tx, { topic: "accounts.changed", audience, payload: { accountId } });
    },
  });
}
