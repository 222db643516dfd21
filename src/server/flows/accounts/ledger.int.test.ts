import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import type { AccountFacts, Booking, LedgerEntry, LedgerFill } from "@/modules/portfolio";
import { findBatch, makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { someAccount, someFill } from "@/modules/portfolio/testing";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";

let database: TestDatabase;
let owner: pg.Client;
const ledger = makeLedgerStore();
const accounts = makeAccountStore();
const alice = UserId.of("alice");

beforeAll(async () => {
  database = await withTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    "INSERT INTO user_account (id, email, name, role, password_hash, time_zone) VALUES ('alice', 'a@example.com', 'Alice', 'admin', '', 'UTC')",
  );
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

async function open(id: string, change: Partial<AccountFacts> = {}): Promise<AccountFacts> {
  const account = someAccount({ accountId: AccountId.of(id), name: id, ownerId: alice, ...change });
  expect(await database.db.transactions.run((tx) => accounts.insert(tx, account))).toBe("created");
  return account;
}
const apply = (fill: LedgerFill) => database.db.transactions.run((tx) => ledger.applyFill(tx, fill));
const book = (account: AccountFacts, entry: LedgerEntry, externalRef: string, at = someFill().at) =>
  database.db.transactions.run(async (tx) => {
    await ledger.lockAccount(tx, account.accountId);
    const booking: Booking = { entry, externalRef, at, calendar: null, orderId: null, note: null, by: alice };
    return ledger.book(tx, account, booking);
  });
const reverse = async (account: AccountFacts, batchId: string) =>
  database.db.transactions.run(async (tx) => {
    await ledger.lockAccount(tx, account.accountId);
    const batch = await findBatch(tx, batchId);
    if (batch === null) throw new Error(`no batch ${batchId}`);
    return ledger.reverse(tx, account, batch, { reason: "a slip", by: alice });
  });
/** Everything that is projected of an account, as text. */
async function stateOf({ accountId }: AccountFacts) {
  const read = async (text: string) => (await owner.query({ text, values: [accountId], rowMode: "array" })).rows;
  return {
    balances: await read(
      "SELECT chart, currency, trim_scale(amount)::text FROM ledger_balance WHERE account_id = $1 AND amount <> 0 ORDER BY 1, 2",
    ),
    positions: await read(
      "SELECT symbol, trim_scale(qty)::text, trim_scale(cost)::text, trim_scale(realized)::text FROM ledger_position WHERE account_id = $1 AND (qty <> 0 OR realized <> 0) ORDER BY 1",
    ),
    lots: await read(
      "SELECT symbol, opened_at::text, trim_scale(qty)::text, trim_scale(cost)::text FROM ledger_lot WHERE account_id = $1 ORDER BY 1, 2, sequence",
    ),
    due: await read(
      "SELECT settles_on::text, currency, trim_scale(amount)::text FROM ledger_due WHERE account_id = $1 AND amount <> 0 ORDER BY 1, 2",
    ),
  };
}
const minutes = (count: number) => EpochMs.of(someFill().at + count * 60_000);

describe("the ledger", () => {
  it("books a fill once, and knows when another one comes under its name", async () => {
    const account = await open("once");
    const fill = someFill({ accountId: account.accountId });
    const answers = await Promise.all(Array.from({ length: 6 }, () => apply(fill)));
    expect(answers.toSorted()).toEqual([...Array.from({ length: 5 }, () => "known"), "posted"]);
    expect(await apply({ ...fill, qty: "10.00" })).toBe("known");
    expect(await apply({ ...fill, qty: "11" })).toBe("conflicting");
    const { cash, positions } = await ledger.readState(database.db.sql, account.accountId);
    expect(cash.map(({ currency, settled, unsettled }) => [currency, settled.toFixed(), unsettled.toFixed()])).toEqual([
      ["USD", "-1001", "0"],
    ]);
    expect(positions.map(({ symbol, qty, cost }) => [symbol, qty.toFixed(), cost.toFixed()])).toEqual([
      ["SPY", "10", "1000"],
    ]);
  });

  it("books nothing in an account that does not exist", async () => {
    await expect(apply(someFill({ accountId: AccountId.of("nobody") }))).rejects.toThrow(/account that exists/);
    expect(await database.db.transactions.run((tx) => ledger.lockAccount(tx, AccountId.of("nobody")))).toBe(null);
  });

  it("settles cash on its date, once", async () => {
    const account = await open("settling", { settleDays: 1 });
    await apply(someFill({ accountId: account.accountId }));
    await apply(someFill({ accountId: account.accountId, execId: "x2", side: "sell", price: "110", at: minutes(1) }));
    expect((await stateOf(account)).due).toEqual([["2026-03-03", "USD", "98"]]);
    const settle = (today: string) => database.db.transactions.run((tx) => ledger.settle(tx, account, today));
    expect(await settle("2026-03-02")).toBe(0);
    expect(await ledger.listDue(database.db.sql, "2026-03-03", 10)).toContain(account.accountId);
    expect(await settle("2026-03-03")).toBe(1);
    expect(await settle("2026-03-03")).toBe(0);
    const { cash } = await ledger.readState(database.db.sql, account.accountId);
    expect(cash[0]).toMatchObject({ currency: "USD" });
    expect([cash[0]?.settled.toFixed(), cash[0]?.unsettled.toFixed()]).toEqual(["98", "0"]);
    // A fill that comes late for that date is settled the next time.
    await apply(someFill({ accountId: account.accountId, execId: "x3", at: minutes(2) }));
    expect(await settle("2026-03-03")).toBe(1);
  });

  it.each(["fifo", "lifo", "hifo", "average", "specific"] as const)(
    "comes to the same by %s, in whatever order fills come and how often",
    async (lotMethod) => {
      const rows: readonly [string, "buy" | "sell", string, string, number][] = [
        ["a", "buy", "10", "100.01", 0],
        ["b", "buy", "7", "101.7", 1],
        ["c", "sell", "12", "103.3", 2],
        ["d", "sell", "9", "99", 3],
        ["e", "buy", "3", "98.123", 3],
        ["f", "buy", "6", "97", 4],
        ["g", "sell", "1", "97.5", 5],
      ];
      const states: unknown[] = [];
      // The order in which they happened, backwards, and two others with repeats.
      const orders = [
        [0, 1, 2, 3, 4, 5, 6],
        [6, 5, 4, 3, 2, 1, 0],
        [3, 0, 3, 6, 1, 1, 4, 2, 5, 0],
        [2, 6, 4, 4, 0, 5, 2, 1, 3, 3],
      ];
      for (const [index, order] of orders.entries()) {
        const account = await open(`${lotMethod}-${index}`, { lotMethod });
        for (const at of order) {
          const [execId, side, qty, price, minute] = rows[at] ?? rows[0] ?? ["", "buy", "1", "1", 0];
          await apply(
            someFill({
              accountId: account.accountId,
              execId,
              side,
              qty,
              price,
              at: minutes(minute),
              fees: [{ amount: "0.1", currency: "USD" }],
            }),
          );
        }
        states.push(await stateOf(account));
      }
      expect(states[0]).toMatchObject({ positions: [["SPY", "4", expect.any(String), expect.any(String)]] });
      for (const state of states.slice(1)) expect(state).toEqual(states[0]);
    },
  );

  it("is as if it had never been after a reversal, also of something in the middle", async () => {
    const [account, without] = [await open("reversing", { settleDays: 1 }), await open("without", { settleDays: 1 })];
    for (const each of [account, without]) {
      await apply(someFill({ accountId: each.accountId, execId: "a" }));
      if (each === account)
        await apply(someFill({ accountId: each.accountId, execId: "b", price: "90", at: minutes(1) }));
      await apply(
        someFill({ accountId: each.accountId, execId: "c", side: "sell", qty: "15", price: "95", at: minutes(2) }),
      );
    }
    const [row] = (
      await owner.query("SELECT batch_id::text FROM ledger_batch WHERE account_id = 'reversing' AND external_ref = 'b'")
    ).rows;
    expect(await reverse(account, row.batch_id)).toMatchObject({ outcome: "posted" });
    expect(await stateOf(account)).toEqual(await stateOf(without));
    expect(await reverse(account, row.batch_id)).toMatchObject({ outcome: "reversed_already" });
    // The venue tells it again: it stays reversed.
    expect(await apply(someFill({ accountId: account.accountId, execId: "b", price: "90", at: minutes(1) }))).toBe(
      "known",
    );
    expect(await stateOf(account)).toEqual(await stateOf(without));
  });

  it("reverses money and splits, and no reversal or settlement", async () => {
    const account = await open("money");
    const before = await stateOf(account);
    const deposit = await book(account, { kind: "deposit", currency: "USD", amount: "5" }, "k1");
    expect(await book(account, { kind: "deposit", currency: "USD", amount: "5.0" }, "k1")).toEqual({
      ...deposit,
      outcome: "known",
    });
    const reversal = await reverse(account, deposit.batchId);
    expect(await stateOf(account)).toEqual(before);
    expect(await reverse(account, reversal.outcome === "posted" ? reversal.batchId : "")).toEqual({
      outcome: "not_reversible",
      kind: "reversal",
    });
    await apply(someFill({ accountId: account.accountId }));
    const held = await stateOf(account);
    const split = await book(account, { kind: "split", symbol: "SPY", currency: "USD", ratio: "3" }, "s1", minutes(1));
    expect((await stateOf(account)).lots).toMatchObject([["SPY", expect.anything(), "30", "1000"]]);
    await reverse(account, split.batchId);
    expect(await stateOf(account)).toEqual(held);
  });

  it("lets the database refuse what does not balance, and change nothing that was booked", async () => {
    const account = await open("guard");
    const { batchId } = await book(account, { kind: "deposit", currency: "USD", amount: "5" }, "k1");
    const insert = (lines: string, count = 2) =>
      database.db.pool.query(
        `WITH b AS (INSERT INTO ledger_batch (account_id, kind, external_ref, entry, lines, effective_at)
           VALUES ('guard', 'deposit', 'raw', '{}', ${count}, now()) RETURNING batch_id)
         INSERT INTO ledger_posting (batch_id, line, account_id, chart, currency, amount)
         SELECT b.batch_id, v.* FROM b, (VALUES ${lines}) v`,
      );
    await expect(insert("(1, 'guard', 'cash', 'USD', 1.0), (2, 'guard', 'capital', 'USD', -1.01)")).rejects.toThrow(
      /does not sum to zero in USD: -0.01/,
    );
    await expect(insert("(1, 'guard', 'cash', 'USD', 1), (2, 'guard', 'capital', 'EUR', -1)")).rejects.toThrow(
      /does not sum to zero/,
    );
    await expect(insert("(1, 'guard', 'cash', 'USD', 0)")).rejects.toThrow(/has 1 lines of its account, said 2/);
    await expect(insert("(1, 'guard', 'cash', 'USD', 0)", 1)).rejects.toThrow(/check constraint/);
    await expect(insert("(1, 'guard', 'cash', 'USD', 1), (2, 'once', 'capital', 'USD', -1)")).rejects.toThrow(
      /lines of its account/,
    );
    await expect(
      database.db.pool.query(
        `INSERT INTO ledger_posting (batch_id, line, account_id, chart, currency, amount)
         VALUES (${batchId}, 3, 'guard', 'cash', 'USD', 1), (${batchId}, 4, 'guard', 'capital', 'USD', -1)`,
      ),
    ).rejects.toThrow(/has 4 lines of its account, said 2/);
    for (const table of ["ledger_batch", "ledger_posting"]) {
      for (const statement of [
        `UPDATE ${table} SET currency = 'EUR'`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(database.db.pool.query(statement)).rejects.toThrow(/permission denied/);
        await expect(owner.query(statement)).rejects.toThrow(/append-only/);
      }
    }
    const { rows } = await owner.query(
      "SELECT currency, sum(amount)::text AS sum FROM ledger_posting GROUP BY 1 HAVING sum(amount) <> 0",
    );
    expect(rows).toEqual([]);
  });
});
