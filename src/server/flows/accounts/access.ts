import { AccountId, err, ok, type Result } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { Actor } from "../contract";
import type { AccountView } from "../contract/accounts";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf as findPerson, isWithin, ownRole, type Person, whyNotAccount } from "../trading/access";

/** Risk and administrators see every account. */
const seesAll = ({ role }: Person) => role === "risk" || role === "admin";

export const accountNotFound = (accountId: string): AppError => ({
  kind: "account.not_found",
  path: "accountId",
  facts: { accountId: accountId.slice(0, 64) },
});

/** Books and trades in it: its owner, and administrators. */
const mayChange = ({ userId, role }: Person, { ownerId }: Pick<AccountFacts, "ownerId">) =>
  role === "admin" || (userId === ownerId && role !== "viewer");

export function accountView(person: Person, account: AccountFacts): AccountView {
  const { members: _members, ...facts } = account;
  const { accountId } = account;
  return {
    ...facts,
    mine: person.userId === account.ownerId,
    editable: mayChange(person, account),
    mayTrade: whyNotAccount(account, person, { accountId, purpose: "trade" }) === null,
    membership: ownRole(account, person),
  };
}

/** Finds accounts for the person who asks: one that they may not see is not there. */
export function makeAccountAccess({ sql, prisma }: Pick<FlowDeps, "sql" | "prisma">) {
  const accounts = makeAccountStore();
  const ledger = makeLedgerStore();
  const personOf = (actor: Actor) => findPerson(prisma, actor);
  const visible = (person: Person, account: AccountFacts | null): account is AccountFacts =>
    account !== null && (ownRole(account, person) !== null || seesAll(person)) && isWithin(person, account.accountId);

  return {
    personOf,
    async list(actor: Actor) {
      const person = await personOf(actor);
      if (person.userId === null && !seesAll(person)) return [];
      const { userId } = person;
      const isAll = seesAll(person) || userId === null;
      const found = await (isAll ? accounts.list(sql, null) : accounts.listVisible(sql, userId));
      return found
        .filter(({ accountId }) => isWithin(person, accountId))
        .map((account) => accountView(person, account));
    },
    /** The account, and who asks. */
    async see(
      actor: Actor,
      accountId: string,
    ): Promise<Result<{ readonly person: Person; readonly account: AccountFacts }, AppError>> {
      const person = await personOf(actor);
      const account = AccountId.is(accountId) ? await accounts.find(sql, accountId) : null;
      return visible(person, account) ? ok({ person, account }) : err(accountNotFound(accountId));
    },
    /** The same, held until the transaction ends. */
    async holdSeen(
      tx: FlowDeps["sql"],
      actor: Actor,
      accountId: string,
    ): Promise<Result<{ readonly person: Person; readonly account: AccountFacts }, AppError>> {
      const person = await personOf(actor);
      const account = AccountId.is(accountId) ? await ledger.lockAccount(tx, accountId) : null;
      return visible(person, account) ? ok({ person, account }) : err(accountNotFound(accountId));
    },
    /** The same for somebody who may change it. */
    async hold(
      tx: FlowDeps["sql"],
      actor: Actor,
      accountId: string,
    ): Promise<Result<{ readonly person: Person; readonly account: AccountFacts }, AppError>> {
      const person = await personOf(actor);
      const account = AccountId.is(accountId) ? await ledger.lockAccount(tx, accountId) : null;
      if (!visible(person, account)) return err(accountNotFound(accountId));
      if (!mayChange(person, account))
        return err({ kind: "account.not_yours", path: "accountId", facts: { name: account.name } });
      return ok({ person, account });
    },
  };
}

export type AccountAccess = ReturnType<typeof makeAccountAccess>;
