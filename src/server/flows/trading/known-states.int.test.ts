import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, type SqlPort } from "@/modules/_kernel";
import { makeKnownStates, makeLedgerStore } from "@/modules/portfolio/server";
import { openTradingHouse, type TradingHouse } from "./testing/trading-house";

const ALICE = AccountId.of("alice-1");

let house: TradingHouse;
beforeAll(async () => {
  house = await openTradingHouse();
});
afterAll(() => house.database.close());

const put = (sql: SqlPort, symbol: string, qty: string) =>
  sql.$executeRaw`
    INSERT INTO ledger_position (account_id, symbol, currency, multiplier, qty, cost, realized, lots_opened, last_at, last_ref)
    VALUES (${ALICE}, ${symbol}, 'USD', 1, ${qty}::numeric, 10, 0, 1, now(), '')
    ON CONFLICT (account_id, symbol, currency) DO UPDATE SET qty = excluded.qty`;

/** Counts what the database answers of positions. */
function counting(sql: SqlPort) {
  const seen = { rows: 0 };
  const port: SqlPort = {
    ...sql,
    $queryRaw: async <T>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
      const found = await sql.$queryRaw<T>(strings, ...values);
      if (Array.isArray(found) && strings.some((part) => part.includes("ledger_position"))) seen.rows += found.length;
      return found;
    },
  };
  return { port, seen };
}

describe("known states", () => {
  it("are what is in the books now, and positions are read again only when one changed", async () => {
    const { sql } = house.database.db;
    const known = makeKnownStates();
    const { port, seen } = counting(sql);
    const look = async () => {
      seen.rows = 0;
      const state = await known.read(port, ALICE);
      expect(JSON.stringify(state)).toBe(JSON.stringify(await makeLedgerStore().readState(sql, ALICE)));
      return { rows: seen.rows, held: state.positions.map(({ symbol, qty }) => `${symbol} ${qty.toFixed()}`) };
    };
    expect(await look()).toEqual({ rows: 1, held: [] });
    await put(sql, "ACME", "5");
    await put(sql, "BOLT", "-2");
    expect(await look()).toEqual({ rows: 2, held: ["ACME 5", "BOLT -2"] });
    // One row says that nothing changed.
    expect(await look()).toEqual({ rows: 1, held: ["ACME 5", "BOLT -2"] });
    await put(sql, "BOLT", "0");
    expect(await look()).toEqual({ rows: 1, held: ["ACME 5"] });
    await put(sql, "BOLT", "3");
    expect(await look()).toEqual({ rows: 2, held: ["ACME 5", "BOLT 3"] });
  });

  it("are as a transaction sees them, each time it has written, and of nobody else once it is gone", async () => {
    const known = makeKnownStates();
    const held = async (sql: SqlPort) => (await known.read(sql, ALICE)).positions.map(({ qty }) => qty.toFixed());
    const { sql, transactions } = house.database.db;
    expect(await held(sql)).toEqual(["5", "3"]);
    await expect(
      transactions.run(async (tx) => {
        for (const qty of ["7", "8", "8", "9"]) {
          await put(tx, "ACME", qty);
          expect(await held(tx)).toEqual([qty, "3"]);
          expect(await held(sql)).toEqual(["5", "3"]);
        }
        throw new Error("taken back");
      }),
    ).rejects.toThrow("taken back");
    expect(await held(sql)).toEqual(["5", "3"]);
  });
});
