import { AccountId, err, ok, type SqlPort, UserId } from "@/modules/_kernel";
import { isCurrency } from "@/modules/data";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import type { Actor, Answer } from "../contract";
import type { AccountFlows, AccountView } from "../contract/accounts";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { audienceOf } from "../trading/access";
import { type AccountAccess, accountView } from "./access";
import { amountOf, hasControls } from "./manual-entry";

const ACCOUNT_NAME_MAX = 80;
/** Accounts of one person that are in use. */
const ACCOUNTS_MAX = 100;
const SETTLE_DAYS_MAX = 5;
/** Where accounts go whose portfolio nobody named. */
const MAIN_PORTFOLIO = "Main";

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work" | "newId">;
type Input = Parameters<AccountFlows["createAccount"]>[1];

/** Tells the browsers of its owner and members that something of an account is different. */
export function announceAccount(
  work: FlowDeps["work"],
  tx: SqlPort,
  account: Pick<AccountFacts, "accountId" | "ownerId" | "members">,
): Promise<void> {
  const { accountId } = account;
  return work.publish(tx, { topic: "accounts.changed", audience: audienceOf(account), payload: { accountId } });
}

export function makeManageAccounts(
  deps: Deps,
  access: AccountAccess,
): Pick<AccountFlows, "listAccounts" | "createAccount" | "archiveAccount"> {
  const { transactions, clock, work } = deps;
  const accounts = makeAccountStore();
  const ledger = makeLedgerStore();
  return {
    listAccounts: (actor) => access.list(actor),
    createAccount: (actor, input) => createAccount(deps, access, actor, input),
    archiveAccount: (actor, accountId) =>
      transactions.run(async (tx) => {
        const held = await access.hold(tx, actor, accountId);
        if (!held.ok) return held;
        const { person, account } = held.value;
        if (account.archivedAt !== null) return ok(accountView(person, account));
        const { positions } = await ledger.readState(tx, account.accountId);
        if (positions.length > 0)
          return err({
            kind: "account.holds",
            path: "accountId",
            facts: { name: account.name, positions: positions.length },
          });
        const archivedAt = clock.nowMs();
        await accounts.archive(tx, account.accountId, archivedAt);
        await appendAudit(tx, {
          actor,
          action: "account.archive",
          subjectType: "account",
          subjectId: account.accountId,
          details: { name: account.name },
        });
        await announceAccount(work, tx, account);
        return ok(accountView(person, { ...account, archivedAt }));
      }),
  };
}

async function createAccount(
  { sql, transactions, clock, work, newId }: Deps,
  access: AccountAccess,
  actor: Actor,
  input: Input,
): Answer<AccountView> {
  const refused = refuse(input);
  if (refused !== null) return err(refused);
  const { userId } = actor;
  if (userId === null) return err({ kind: "account.needs_owner" });
  const openingCash = input.openingCash === null ? null : amountOf(input.openingCash, "openingCash", "positive");
  if (openingCash?.ok === false) return openingCash;
  const accounts = makeAccountStore();
  const own = (await accounts.list(sql, userId)).filter(({ archivedAt }) => archivedAt === null);
  if (own.length >= ACCOUNTS_MAX) return err({ kind: "account.too_many", facts: { max: ACCOUNTS_MAX } });
  const account: AccountFacts = {
    accountId: AccountId.of(newId()),
    name: input.name.trim(),
    portfolioId: newId(),
    portfolioName: input.portfolioName?.trim() ?? MAIN_PORTFOLIO,
    ownerId: UserId.of(userId),
    members: [],
    kind: input.kind,
    baseCurrency: input.baseCurrency,
    lotMethod: input.lotMethod,
    settleDays: input.settleDays,
    createdAt: clock.nowMs(),
    archivedAt: null,
  };
  const person = await access.personOf(actor);
  if (person.only !== undefined) return err({ kind: "account.scoped", facts: { count: person.only.length } });
  return transactions.run(async (tx) => {
    if ((await accounts.insert(tx, account)) === "name_taken")
      return err({ kind: "account.name_taken", path: "name", facts: { name: account.name } });
    if (openingCash !== null)
      await makeLedgerStore().book(tx, account, {
        entry: { kind: "deposit", currency: account.baseCurrency, amount: openingCash.value },
        externalRef: "opening",
        at: account.createdAt,
        calendar: null,
        orderId: null,
        note: null,
        by: userId,
      });
    const { accountId, name, kind, baseCurrency, lotMethod, settleDays } = account;
    await appendAudit(tx, {
      actor,
      action: "account.create",
      subjectType: "account",
      subjectId: accountId,
      details: { name, kind, baseCurrency, lotMethod, settleDays, openingCash: openingCash?.value ?? null },
    });
    await announceAccount(work, tx, account);
    // Its portfolio may have been there before.
    return ok(accountView(person, (await accounts.find(tx, accountId)) ?? account));
  });
}

function refuse({ name, portfolioName, baseCurrency, settleDays }: Input): AppError | null {
  const facts = { max: ACCOUNT_NAME_MAX };
  if (!isName(name)) return { kind: "account.name_malformed", path: "name", facts };
  if (portfolioName !== null && !isName(portfolioName))
    return { kind: "account.name_malformed", path: "portfolioName", facts };
  if (!isCurrency(baseCurrency))
    return { kind: "currency.unknown", path: "baseCurrency", facts: { currency: baseCurrency.slice(0, 20) } };
  if (!Number.isInteger(settleDays) || settleDays < 0 || settleDays > SETTLE_DAYS_MAX)
    return { kind: "account.settle_days", path: "settleDays", facts: { max: SETTLE_DAYS_MAX } };
  return null;
}

const isName = (text: string) =>
  text.trim().length >= 1 && text.trim().length <= ACCOUNT_NAME_MAX && !hasControls(text);
