import { err, exact, ok, type SqlPort } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import type { AccountFacts, LedgerEntry, StoredBatch } from "@/modules/portfolio";
import { findBatch, findByKey, listBatches, makeLedgerStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import type { AccountFlows, BatchView } from "../contract/accounts";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import type { AccountAccess } from "./access";
import { announceAccount } from "./manage-accounts";
import { entryOf, hasControls, momentOf } from "./manual-entry";

const BATCHES_PER_PAGE_MAX = 200;
const REASON_LENGTH_MAX = 500;
/** Long enough that two people do not think of the same. */
const KEY_PATTERN = /^[A-Za-z0-9._-]{8,64}$/;

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work">;
type Flows = Pick<AccountFlows, "listBatches" | "readBatch" | "bookEntry" | "reverseBatch">;

/** Reads the ledger, and books what people write into it. */
export function makeLedgerFlows(deps: Deps, access: AccountAccess): Flows {
  return {
    listBatches: makeListBatches(deps, access),
    async readBatch(actor, batchId) {
      const batch = await findBatch(deps.sql, batchId);
      const seen = batch === null ? null : await access.see(actor, batch.accountId);
      return batch === null || seen?.ok !== true ? err(gone(batchId)) : ok(batchView(batch));
    },
    bookEntry: makeBookEntry(deps, access),
    reverseBatch: makeReverseBatch(deps, access),
  };
}

const makeListBatches =
  ({ sql }: Deps, access: AccountAccess): Flows["listBatches"] =>
  async (actor, { accountId, cursor, limit, ...filter }) => {
    const seen = await access.see(actor, accountId);
    if (!seen.ok) return seen;
    const { account } = seen.value;
    const wanted = Math.min(limit, BATCHES_PER_PAGE_MAX);
    const before = cursor !== null && /^\d{1,18}$/.test(cursor) ? cursor : null;
    const rows = await listBatches(sql, { ...filter, accountId: account.accountId, before, limit: wanted + 1 });
    const page = rows.slice(0, wanted);
    return ok({ rows: page.map(batchView), cursor: rows.length > wanted ? (page.at(-1)?.batchId ?? null) : null });
  };

const makeBookEntry =
  ({ sql, transactions, clock, work }: Deps, access: AccountAccess): Flows["bookEntry"] =>
  async (actor, { accountId, idempotencyKey, entry: manual }) => {
    if (!KEY_PATTERN.test(idempotencyKey)) return err({ kind: "ledger.key_malformed", path: "idempotencyKey" });
    const at = momentOf(manual.at, clock.nowMs());
    if (!at.ok) return at;
    const instrument =
      "symbol" in manual ? await makeInstrumentStore(sql).find(manual.symbol.trim().toUpperCase()) : null;
    if ("symbol" in manual && instrument === null)
      return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol: manual.symbol.slice(0, 40) } });
    const entry = entryOf(manual, instrument);
    if (!entry.ok) return entry;
    return transactions.run(async (tx) => {
      const held = await access.hold(tx, actor, accountId);
      if (!held.ok) return held;
      const { account } = held.value;
      const known = await findByKey(tx, account.accountId, idempotencyKey);
      if (known !== null && known.kind !== entry.value.kind) return err(keyReused(known.batchId));
      // What was booked already is answered as it was, whatever the account would say now.
      const refused = known === null ? await refuse(tx, account, entry.value) : null;
      if (refused !== null) return err(refused);
      const booked = await makeLedgerStore().book(tx, account, {
        entry: entry.value,
        externalRef: idempotencyKey,
        at: at.value,
        calendar: instrument?.calendar ?? null,
        orderId: null,
        note: manual.note,
        by: actor.userId,
      });
      if (booked.outcome === "conflicting") return err(keyReused(booked.batchId));
      if (booked.outcome === "posted") {
        await appendAudit(tx, {
          actor,
          action: "ledger.book",
          subjectType: "account",
          subjectId: account.accountId,
          details: { batchId: booked.batchId, entry: entry.value, note: manual.note },
        });
        await announceAccount(work, tx, account);
      }
      const batch = await findBatch(tx, booked.batchId);
      return batch === null ? err(gone(booked.batchId)) : ok(batchView(batch));
    });
  };

/** What an account does not take, though it is well written. */
async function refuse(tx: SqlPort, account: AccountFacts, entry: LedgerEntry): Promise<AppError | null> {
  if (account.archivedAt !== null)
    return { kind: "account.archived", path: "accountId", facts: { name: account.name } };
  // What a paper account holds is what its venue filled: a trade from elsewhere would be one that the venue knows nothing of.
  if (entry.kind === "adoption" && account.kind === "paper")
    return { kind: "ledger.paper_trades", path: "kind", facts: { name: account.name } };
  if (entry.kind !== "withdrawal" && entry.kind !== "split") return null;
  const { cash, positions } = await makeLedgerStore().readState(tx, account.accountId);
  if (entry.kind === "split") {
    const held = positions.some(({ symbol, currency }) => symbol === entry.symbol && currency === entry.currency);
    return held ? null : { kind: "ledger.not_held", path: "symbol", facts: { symbol: entry.symbol } };
  }
  const settled = cash.find(({ currency }) => currency === entry.currency)?.settled ?? exact(0);
  if (account.kind === "external" || exact(entry.amount).lte(settled)) return null;
  return {
    kind: "ledger.cash_short",
    path: "amount",
    facts: { currency: entry.currency, settled: settled.toFixed() },
  };
}

const makeReverseBatch =
  ({ sql, transactions, work }: Deps, access: AccountAccess): Flows["reverseBatch"] =>
  async (actor, { batchId, reason: written }) => {
    const reason = written.trim();
    if (reason === "" || reason.length > REASON_LENGTH_MAX || hasControls(reason))
      return err({ kind: "ledger.reason_missing", path: "reason", facts: { max: REASON_LENGTH_MAX } });
    const found = await findBatch(sql, batchId);
    if (found === null) return err(gone(batchId));
    return transactions.run(async (tx) => {
      const held = await access.hold(tx, actor, found.accountId);
      // Who may not see the account does not hear that there is such a batch.
      if (!held.ok) return err(held.error.kind === "account.not_found" ? gone(batchId) : held.error);
      const { account } = held.value;
      const reversed = await makeLedgerStore().reverse(tx, account, found, { reason, by: actor.userId });
      if (reversed.outcome === "not_reversible")
        return err({ kind: "ledger.not_reversible", path: "batchId", facts: { kind: reversed.kind } });
      if (reversed.outcome === "reversed_already")
        return err({ kind: "ledger.reversed_already", path: "batchId", facts: { batchId, by: reversed.batchId } });
      await appendAudit(tx, {
        actor,
        action: "ledger.reverse",
        subjectType: "account",
        subjectId: account.accountId,
        details: { batchId, reversal: reversed.batchId, reason },
      });
      await announceAccount(work, tx, account);
      const batch = await findBatch(tx, reversed.batchId);
      return batch === null ? err(gone(reversed.batchId)) : ok(batchView(batch));
    });
  };

const keyReused = (batchId: string): AppError => ({
  kind: "ledger.key_reused",
  path: "idempotencyKey",
  facts: { batchId },
});

const gone = (batchId: string): AppError => ({
  kind: "ledger.not_found",
  path: "batchId",
  facts: { batchId: batchId.slice(0, 40) },
});

/** A batch as people see it. */
export function batchView({
  entry,
  symbol: _symbol,
  recordedBy: _recordedBy,
  postings,
  ...batch
}: StoredBatch): BatchView {
  return {
    ...batch,
    reversible: entry !== null && batch.reversedBy === null,
    postings: postings.map(({ amount, qty, ...line }) => ({
      ...line,
      amount: amount.toFixed(),
      qty: qty?.toFixed() ?? null,
    })),
  };
}
