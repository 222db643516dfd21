import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs, exact, OrderId, type Result } from "@/modules/_kernel";
import { trackLots } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { someFill } from "@/modules/portfolio/testing";
import type { Actor } from "../contract";
import type { AccountFlows, AccountView, ManualEntry } from "../contract/accounts";
import { makeRebuildProjections } from "../orders/rebuild-projections";
import { openTradingHouse, type TradingHouse } from "../trading/testing/trading-house";
import { makeAccountFlows } from "./account-flows";
import { makeSettleDue } from "./settle-due";

let house: TradingHouse;
let owner: pg.Client;
let flows: AccountFlows;
let alice: Actor;
const MACHINE: Actor = { kind: "cli", userId: null, requestId: "test" };
const told = { at: null, note: null };

beforeAll(async () => {
  house = await openTradingHouse();
  owner = new pg.Client({ connectionString: house.database.ownerUrl });
  await owner.connect();
  flows = makeAccountFlows(house.deps);
  alice = house.actor("alice");
});
afterAll(async () => {
  await owner.end();
  await house.database.close();
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const input = (name: string) =>
  ({
    name,
    portfolioName: null,
    kind: "external",
    baseCurrency: "USD",
    lotMethod: "fifo",
    settleDays: 1,
    openingCash: "1000",
  }) as const;
const open = async (name: string, change: Partial<Parameters<AccountFlows["createAccount"]>[1]> = {}) =>
  must(await flows.createAccount(alice, { ...input(name), ...change }));
const book = (accountId: string, entry: ManualEntry, key = `key-${Math.random()}`, actor = alice) =>
  flows.bookEntry(actor, { accountId, idempotencyKey: key, entry });
const deposit = (amount: string): ManualEntry => ({ kind: "deposit", currency: "USD", amount, ...told });
const adopt = (side: "buy" | "sell", qty: string, price: string): ManualEntry => ({
  kind: "adoption",
  symbol: "ACME",
  side,
  qty,
  price,
  fee: null,
  ...told,
});
const apply = (account: AccountView, execId: string, change: Partial<Parameters<typeof someFill>[0]> = {}) =>
  house.deps.transactions.run((tx) =>
    makeLedgerStore().applyFill(
      tx,
      someFill({
        accountId: AccountId.of(account.accountId),
        execId,
        symbol: "ACME",
        calendar: null,
        at: house.clock.nowMs(),
        orderId: OrderId.of("o1"),
        ...change,
      }),
    ),
  );

describe("accounts", () => {
  it("opens one with its cash, its audit rows and the news of it", async () => {
    const account = await open("First");
    expect(account).toMatchObject({ portfolioName: "Main", mine: true, editable: true, archivedAt: null });
    const { rows } = must(await flows.listBatches(alice, { ...EVERYTHING, accountId: account.accountId }));
    expect(rows.map(({ kind, postings }) => [kind, postings.map(({ chart, amount }) => `${chart} ${amount}`)])).toEqual(
      [["deposit", ["cash 1000", "capital -1000"]]],
    );
    const audit = await owner.query("SELECT action FROM audit_log WHERE subject_id = $1", [account.accountId]);
    expect(audit.rows).toEqual([{ action: "account.create" }]);
    const news = await owner.query("SELECT audience, payload FROM outbox WHERE payload::text LIKE '%' || $1 || '%'", [
      account.accountId,
    ]);
    expect(news.rows).toMatchObject([{ audience: "alice" }]);
    expect(await flows.createAccount(alice, input("First"))).toMatchObject({ error: { kind: "account.name_taken" } });
  });

  it("refuses what it cannot be, by the field", async () => {
    const refused = async (change: object) => {
      const made = await flows.createAccount(alice, { ...input("Bad"), ...change });
      return made.ok ? null : `${made.error.kind} ${made.error.path}`;
    };
    expect(await refused({ name: "  " })).toBe("account.name_malformed name");
    expect(await refused({ name: "n".repeat(81) })).toBe("account.name_malformed name");
    expect(await refused({ name: "nul\u0000" })).toBe("account.name_malformed name");
    expect(await refused({ portfolioName: "" })).toBe("account.name_malformed portfolioName");
    expect(await refused({ baseCurrency: "dollars" })).toBe("currency.unknown baseCurrency");
    expect(await refused({ settleDays: 6 })).toBe("account.settle_days settleDays");
    expect(await refused({ settleDays: Number.NaN })).toBe("account.settle_days settleDays");
    expect(await refused({ openingCash: "-1" })).toBe("ledger.amount_not_positive openingCash");
    expect(await flows.createAccount(MACHINE, input("Nobody"))).toMatchObject({
      error: { kind: "account.needs_owner" },
    });
  });

  it("is seen by its owner, risk and the machine, and changed by its owner", async () => {
    const account = await open("Private");
    const seen = async (actor: Actor) =>
      (await flows.listAccounts(actor)).some(({ accountId }) => accountId === account.accountId);
    expect(await Promise.all([alice, house.actor("rita"), MACHINE].map(seen))).toEqual([true, true, true]);
    expect(await Promise.all([house.actor("bob"), house.actor("vic")].map(seen))).toEqual([false, false]);
    const kindOf = async (actor: Actor) => {
      const booked = await book(account.accountId, deposit("1"), "key-other-1", actor);
      return booked.ok ? "booked" : booked.error.kind;
    };
    expect(await kindOf(house.actor("bob"))).toBe("account.not_found");
    expect(await kindOf(house.actor("rita"))).toBe("account.not_yours");
    const [first] = must(await flows.listBatches(alice, { ...EVERYTHING, accountId: account.accountId })).rows;
    const reversed = await flows.reverseBatch(house.actor("bob"), { batchId: first?.batchId ?? "", reason: "mine" });
    expect(reversed).toMatchObject({ error: { kind: "ledger.not_found" } });
    const bob = house.actor("bob");
    for (const read of [
      flows.readAccount(bob, account.accountId),
      flows.listPositions(bob, account.accountId),
      flows.listDailyValues(bob, account.accountId),
    ])
      expect(await read).toMatchObject({ error: { kind: "account.not_found" } });
    expect(await flows.readAccount(alice, "no such\u0000id")).toMatchObject({ error: { kind: "account.not_found" } });
  });

  it("is archived once it holds nothing, and then takes nothing", async () => {
    const account = await open("Short-lived");
    must(await book(account.accountId, adopt("buy", "1", "10")));
    expect(await flows.archiveAccount(alice, account.accountId)).toMatchObject({ error: { kind: "account.holds" } });
    must(await book(account.accountId, adopt("sell", "1", "10")));
    const archived = must(await flows.archiveAccount(alice, account.accountId));
    expect(must(await flows.archiveAccount(alice, account.accountId))).toEqual(archived);
    expect(await book(account.accountId, deposit("1"))).toMatchObject({ error: { kind: "account.archived" } });
    // Its name is free again.
    await open("Short-lived");
  });
});

const EVERYTHING = {
  chart: null,
  symbol: null,
  currency: null,
  orderId: null,
  kind: null,
  cursor: null,
  limit: 50,
} as const;

describe("the books", () => {
  it("takes an entry once for its key, and refuses another under it", async () => {
    const { accountId } = await open("Keys", { kind: "paper" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => book(accountId, deposit("5"), "key-once")));
    expect(new Set(answers.map((answer) => must(answer).batchId)).size).toBe(1);
    expect(await book(accountId, deposit("6"), "key-once")).toMatchObject({ error: { kind: "ledger.key_reused" } });
    const withdrawal: ManualEntry = { kind: "withdrawal", currency: "USD", amount: "1005", ...told };
    expect(await book(accountId, withdrawal, "key-once")).toMatchObject({ error: { kind: "ledger.key_reused" } });
    expect(await book(accountId, withdrawal, "short")).toMatchObject({ error: { kind: "ledger.key_malformed" } });
    // All cash is gone, and whoever did not hear that asks again.
    const gone = must(await book(accountId, withdrawal, "key-gone"));
    expect(must(await book(accountId, withdrawal, "key-gone")).batchId).toBe(gone.batchId);
  });

  it("refuses what an account cannot take", async () => {
    const [external, paper] = [await open("Ext"), await open("Pap", { kind: "paper" })];
    const kindOf = async (accountId: string, entry: ManualEntry) => {
      const booked = await book(accountId, entry);
      return booked.ok ? "booked" : booked.error.kind;
    };
    expect(await kindOf(paper.accountId, adopt("buy", "1", "1"))).toBe("ledger.paper_trades");
    expect(await kindOf(paper.accountId, { ...deposit("1000.01"), kind: "withdrawal" } as ManualEntry)).toBe(
      "ledger.cash_short",
    );
    expect(await kindOf(paper.accountId, { ...deposit("1000"), kind: "withdrawal" } as ManualEntry)).toBe("booked");
    expect(await kindOf(external.accountId, { kind: "split", symbol: "ACME", ratio: "2", ...told })).toBe(
      "ledger.not_held",
    );
    expect(await kindOf(external.accountId, { kind: "split", symbol: "NOPE", ratio: "2", ...told })).toBe(
      "instrument.not_found",
    );
  });

  it("finds the postings behind a number, page by page", async () => {
    const { accountId } = await open("Drill");
    must(await book(accountId, adopt("buy", "10", "9")));
    must(await book(accountId, { kind: "dividend", symbol: "ACME", currency: "USD", amount: "3", ...told }));
    must(await book(accountId, adopt("sell", "4", "11")));
    const list = async (filter: object) =>
      must(await flows.listBatches(alice, { ...EVERYTHING, accountId, ...filter })).rows.map(({ kind }) => kind);
    expect(await list({})).toEqual(["adoption", "dividend", "adoption", "deposit"]);
    expect(await list({ chart: "realized" })).toEqual(["adoption"]);
    expect(await list({ symbol: "ACME" })).toEqual(["adoption", "dividend", "adoption"]);
    expect(await list({ chart: "cash", currency: "EUR" })).toEqual([]);
    expect(await list({ kind: "dividend" })).toEqual(["dividend"]);
    const first = must(await flows.listBatches(alice, { ...EVERYTHING, accountId, limit: 3 }));
    const second = must(await flows.listBatches(alice, { ...EVERYTHING, accountId, limit: 3, cursor: first.cursor }));
    expect([first.rows.length, second.rows.length, second.cursor]).toEqual([3, 1, null]);
  });

  it("takes an entry back with its reason", async () => {
    const { accountId } = await open("Mistakes");
    const { batchId } = must(await book(accountId, deposit("500")));
    expect(await flows.reverseBatch(alice, { batchId, reason: " " })).toMatchObject({
      error: { kind: "ledger.reason_missing" },
    });
    const reversal = must(await flows.reverseBatch(alice, { batchId, reason: "typed twice" }));
    expect(reversal).toMatchObject({ reverses: batchId, note: "typed twice", reversible: false });
    expect(await flows.reverseBatch(alice, { batchId, reason: "again" })).toMatchObject({
      error: { kind: "ledger.reversed_already" },
    });
    expect(await flows.reverseBatch(alice, { batchId: reversal.batchId, reason: "no" })).toMatchObject({
      error: { kind: "ledger.not_reversible" },
    });
    const overview = must(await flows.readAccount(alice, accountId));
    expect(overview.equity).toBe("1000");
  });
});

describe("what an account is worth", () => {
  it("is cash and positions at live prices, less what came in", async () => {
    const account = await open("Worth", { kind: "paper", settleDays: 0 });
    await apply(account, "w1", { qty: "10", price: "9", fees: [{ amount: "1", currency: "USD" }] });
    await apply(account, "w2", { side: "sell", qty: "4", price: "10", fees: [] });
    // 1000 - 90 - 1 + 40 in cash; 6 at 9.9.
    expect(must(await flows.readAccount(alice, account.accountId))).toMatchObject({
      cash: [{ currency: "USD", settled: "949", unsettled: "0" }],
      positionsValue: "59.4",
      equity: "1008.4",
      reserved: "0",
      buyingPower: "949",
      openPnl: "5.4",
      realizedPnl: "4",
      fees: "1",
      dayPnl: "8.4",
      unpriced: [],
      outdated: [],
    });
    expect(must(await flows.listPositions(alice, account.accountId))).toMatchObject([
      {
        symbol: "ACME",
        qty: "6",
        averageCost: "9",
        cost: "54",
        price: "9.9",
        value: "59.4",
        openPnl: "5.4",
        realizedPnl: "4",
      },
    ]);
    const lots = must(await flows.listLots(alice, { accountId: account.accountId, symbol: "acme" }));
    expect(lots).toMatchObject([{ qty: "6", cost: "54" }]);
  });

  it("names what it does not know, and sums nothing over it", async () => {
    const { accountId } = await open("Unknown");
    must(await book(accountId, { kind: "deposit", currency: "XYZ", amount: "7", ...told }));
    await house.addInstrument("DARK");
    must(await book(accountId, { ...adopt("buy", "1", "5"), symbol: "DARK" } as ManualEntry));
    const overview = must(await flows.readAccount(alice, accountId));
    expect(overview).toMatchObject({
      equity: null,
      positionsValue: null,
      openPnl: null,
      dayPnl: null,
      realizedPnl: "0",
    });
    expect(overview.unpriced).toEqual(["DARK", "XYZ"]);
  });

  it("settles cash when its date has come, in every process once", async () => {
    const account = await open("Settles", { kind: "paper" });
    await apply(account, "s1", { side: "sell", qty: "1", price: "10", fees: [], calendar: "XNYS" });
    const cash = async () => must(await flows.readAccount(alice, account.accountId)).cash;
    expect(await cash()).toEqual([{ currency: "USD", settled: "1000", unsettled: "10" }]);
    house.clock.pass(86_400_000);
    const rounds = [makeSettleDue(house.deps), makeSettleDue(house.deps)];
    await Promise.all(rounds.map((round) => round()));
    expect(await cash()).toEqual([{ currency: "USD", settled: "1010", unsettled: "0" }]);
    const { rows } = must(
      await flows.listBatches(alice, { ...EVERYTHING, accountId: account.accountId, kind: "settlement" }),
    );
    expect(rows).toHaveLength(1);
  });
});

describe("six writers at once", () => {
  /** Postings of each writer and accounts they share; `LEDGER_DRILL=500` for the whole. */
  const EACH = Number(process.env["LEDGER_DRILL"] ?? 8);
  const ACCOUNTS = 80;

  it("leave what a replay of the ledger makes", async () => {
    const accounts: AccountView[] = [];
    for (let index = 0; index < Math.min(ACCOUNTS, EACH); index += 1)
      accounts.push(await open(`drill ${index}`, { kind: "paper", lotMethod: index % 2 === 0 ? "fifo" : "average" }));
    let seed = Number(process.env["DRILL_SEED"] ?? 7);
    const next = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const fills = Array.from({ length: EACH * 6 }, (_, index) => ({
      account: accounts[next(accounts.length)],
      execId: `d${index}`,
      change: {
        side: next(2) === 0 ? ("buy" as const) : ("sell" as const),
        qty: String(1 + next(300)),
        price: `${1 + next(90)}.${next(100)}`,
        at: EpochMs.of(house.clock.nowMs() - next(1_000)),
        fees: [{ amount: `0.${next(1000)}`, currency: next(3) === 0 ? "BNB" : "USD" }],
      },
    }));
    const writer = async (from: number) => {
      for (let index = from; index < fills.length; index += 6) {
        const fill = fills[index];
        if (fill?.account === undefined) continue;
        await apply(fill.account, fill.execId, fill.change);
        // Told again by another writer now and then.
        const again = fills[next(fills.length)];
        if (again?.account !== undefined) await apply(again.account, again.execId, again.change);
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, from) => writer(from)));
    const rebuilt = await makeRebuildProjections(house.deps)(MACHINE);
    expect(rebuilt.filter(({ differences }) => differences > 0)).toEqual([]);
    expect(rebuilt.find(({ projection }) => projection === "ledger_position")?.rows).toBeGreaterThan(5);
    const off = await owner.query(
      "SELECT batch_id FROM ledger_posting GROUP BY batch_id, currency HAVING sum(amount) <> 0",
    );
    expect(off.rows).toEqual([]);
    const booked = await owner.query(
      "SELECT count(*)::int AS count FROM ledger_batch WHERE kind = 'fill' AND external_ref LIKE 'd%'",
    );
    expect(booked.rows).toEqual([{ count: fills.length }]);
    // The same fills in the order of time, reckoned in one go from their list.
    for (const account of accounts.slice(0, 5)) {
      const own = fills
        .filter((fill) => fill.account === account)
        .toSorted((a, b) => a.change.at - b.change.at || (a.execId < b.execId ? -1 : 1));
      const lots = trackLots(
        account.lotMethod,
        [],
        own.map(({ change, execId }) => ({
          id: execId,
          dateMs: change.at,
          side: change.side,
          qty: exact(change.qty),
          price: exact(change.price),
          fees: exact(0),
          lotIds: [],
        })),
      );
      const [position] = (
        await owner.query(
          "SELECT trim_scale(qty)::text AS qty, trim_scale(realized)::text AS realized FROM ledger_position WHERE account_id = $1",
          [account.accountId],
        )
      ).rows;
      if (own.length === 0) continue;
      const held = must(lots).lots.reduce((sum, { qty }) => sum.plus(qty), exact(0));
      expect(position).toEqual({ qty: held.toFixed(), realized: must(lots).realized.toFixed() });
    }
  });
});

describe("the rebuild", () => {
  it("finds and mends what is not what the ledger says", async () => {
    const account = await open("Mended", { kind: "paper" });
    await apply(account, "m1");
    const id = account.accountId;
    await owner.query("UPDATE ledger_balance SET amount = amount + 1 WHERE account_id = $1 AND chart = 'cash'", [id]);
    await owner.query("UPDATE ledger_position SET qty = 7 WHERE account_id = $1", [id]);
    await owner.query("DELETE FROM ledger_lot WHERE account_id = $1", [id]);
    const rebuild = makeRebuildProjections(house.deps);
    const differences = async () =>
      (await rebuild(MACHINE))
        .filter(({ differences: found }) => found > 0)
        .map(({ projection, examples }) => [projection, examples.length]);
    expect(await differences()).toEqual([
      ["ledger_balance", 1],
      ["ledger_position", 1],
      ["ledger_lot", 1],
    ]);
    expect(await differences()).toEqual([]);
  });
});
