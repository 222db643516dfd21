import { OrderId } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { BenchDatabase } from "./database";
import { accountOf, benchInstrument, openingMs, putQuote } from "./order-house";

/** Ten of an instrument in an account of the bench, bought at 100 when it was opened, and with a price now. */
export async function holdOf(database: BenchDatabase, place: number, symbol: string): Promise<Instrument> {
  const { deps } = database.house;
  const instrument = await benchInstrument(database, symbol);
  await putQuote(database, instrument, 1n);
  await deps.transactions.run(async (tx) => {
    const ledger = makeLedgerStore();
    await ledger.lockAccount(tx, accountOf(place));
    await ledger.applyFill(tx, {
      accountId: accountOf(place),
      execId: `bought-${symbol}`,
      orderId: OrderId.of(`bought-${symbol}`),
      symbol,
      side: "buy",
      qty: "10",
      price: "100",
      currency: "USD",
      multiplier: "1",
      baseAsset: null,
      calendar: null,
      fees: [],
      lots: [],
      at: openingMs(deps.clock.nowMs()),
    });
  });
  return instrument;
}
