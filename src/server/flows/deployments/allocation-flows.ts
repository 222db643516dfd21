import { err, exact, ok, type Result, toDecimalText, ZERO } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { type AccountAllocation, ALLOCATION_METHODS } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { valueAccount } from "../accounts/value-account";
import type { AllocationFlows, AllocationTermsView, AllocationView } from "../contract/deployment-allocation";
import type { Actor, Answer } from "../contract/shared";
import type { AppError } from "../errors";
import { accountIdOf, type Purpose, personOf, whyNotAccount } from "../trading/access";
import { handOut, membersOf, type ReckonDeps, reckon } from "./reckon-allocation";
import { readSubBooks } from "./sub-books";

/** A sum of fractions may be off by this much. */
const TIE = 1e-9;

/** Several strategies on one account: what each may have, and what they hold together. */
export function makeAllocationFlows(deps: ReckonDeps): AllocationFlows {
  const { transactions, clock } = deps;
  const store = makeDeploymentStore();
  return {
    async readAllocation(actor, accountId) {
      const account = await accountFor(deps, actor, { accountId, purpose: "see" });
      return account.ok ? ok(await viewOf(deps, account.value)) : account;
    },
    async setAllocation(actor, { accountId, terms }): Answer<AllocationView> {
      const account = await accountFor(deps, actor, { accountId, purpose: "trade" });
      if (!account.ok) return account;
      const fault = terms === null ? null : faultOf(terms);
      if (fault !== null) return err(fault);
      await transactions.run(async (tx) => {
        const before = await store.findAllocation(tx, accountId);
        if (terms === null) await store.dropAllocation(tx, accountId);
        else {
          const allocation = { ...terms, accountId: account.value.accountId, changedAtMs: clock.nowMs() };
          await store.setAllocation(tx, { ...allocation, reckonedAtMs: null }, actor.userId);
        }
        await appendAudit(tx, {
          actor,
          action: "account.allocation",
          subjectType: "account",
          subjectId: accountId,
          details: { name: account.value.name, before: before === null ? null : termsView(before), after: terms },
        });
      });
      return ok(await viewOf(deps, account.value));
    },
    async allocateNow(actor, accountId) {
      const account = await accountFor(deps, actor, { accountId, purpose: "trade" });
      if (!account.ok) return account;
      await handOut(deps, account.value, { actor, force: true });
      return ok(await viewOf(deps, account.value));
    },
  };
}

async function accountFor(
  { sql, prisma }: ReckonDeps,
  actor: Actor,
  { accountId, purpose }: { readonly accountId: string; readonly purpose: Purpose },
): Promise<Result<AccountFacts, AppError>> {
  const id = accountIdOf(accountId);
  const [person, account] = await Promise.all([
    personOf(prisma, actor),
    id === null ? null : makeAccountStore().find(sql, id),
  ]);
  const why = whyNotAccount(account, person, { accountId, purpose });
  if (why !== null || account === null)
    return err(why ?? { kind: "trading.account_unknown", path: "accountId", facts: { accountId } });
  return ok(account);
}

/** The first of the terms that is none, with what would pass. */
function faultOf({ method, share, band, volatility, weights }: AllocationTermsView): AppError | null {
  const outside = (path: string, least: string, most: number): AppError => ({
    kind: "deployment.allocation",
    path: `terms.${path}`,
    facts: { least, most },
  });
  if (!ALLOCATION_METHODS.includes(method)) return outside("method", ALLOCATION_METHODS.join(", "), 1);
  if (!(share > 0 && share <= 1)) return outside("share", "above 0", 1);
  if (!(band >= 0 && band <= 1)) return outside("band", "0", 1);
  if (!(volatility > 0 && volatility <= 5)) return outside("volatility", "above 0", 5);
  const given = Object.values(weights);
  const sum = given.reduce((total, weight) => total + weight, 0);
  if (!given.every((weight) => weight >= 0 && weight <= 1) || sum > 1 + TIE) return outside("weights", "0", 1);
  return null;
}

const termsView = ({ method, share, band, volatility, weights }: AccountAllocation): AllocationTermsView => ({
  method,
  share,
  band,
  volatility,
  weights,
});

async function viewOf(deps: ReckonDeps, account: AccountFacts): Promise<AllocationView> {
  const { accountId, baseCurrency } = account;
  const allocation = await makeDeploymentStore().findAllocation(deps.sql, accountId);
  const [{ equity }, members, netting] = await Promise.all([
    valueAccount(deps, account),
    membersOf(deps, accountId),
    nettingOf(deps, account),
  ]);
  const reckoned = allocation === null ? null : reckon(allocation, equity, members);
  return {
    accountId,
    currency: baseCurrency,
    equity,
    terms: allocation === null ? null : termsView(allocation),
    reckonedAt: allocation?.reckonedAtMs ?? null,
    parts: members.map(({ deployment, volatility }) => {
      const part = reckoned?.parts.find(({ id }) => id === deployment.deploymentId);
      return {
        deploymentId: deployment.deploymentId,
        name: deployment.name,
        capital: toDecimalText(exact(deployment.capital)),
        target: part === undefined ? null : (part.targetCents / 100).toFixed(2),
        weight: part?.weight ?? null,
        drift: part?.drift ?? null,
        volatility,
      };
    }),
    netting,
  };
}

/** What all deployments ever on the account hold, against what it has: the rest was traded by hand. */
async function nettingOf({ sql }: ReckonDeps, { accountId }: AccountFacts): Promise<AllocationView["netting"]> {
  const listed = await makeDeploymentStore().list(sql, { accountIds: [accountId], over: true });
  const books = await readSubBooks(
    sql,
    listed.filter(({ mode }) => mode === "live").map(({ deploymentId }) => deploymentId),
  );
  const held = [...books.values()].flatMap(({ positions }) => positions.filter(({ qty }) => !qty.isZero()));
  const { positions } = await makeLedgerStore().readState(sql, accountId);
  const symbols = [...new Set([...held, ...positions].map(({ symbol }) => symbol))].toSorted();
  return symbols.map((symbol) => {
    const own = held.filter((each) => each.symbol === symbol).map(({ qty }) => qty);
    const sum = (some: typeof own) => some.reduce((total, qty) => total.plus(qty), ZERO);
    const there = sum(positions.filter((each) => each.symbol === symbol).map(({ qty }) => qty));
    return {
      symbol,
      long: toDecimalText(sum(own.filter((qty) => qty.isPositive()))),
      short: toDecimalText(sum(own.filter((qty) => !qty.isPositive()))),
      account: toDecimalText(there),
      rest: toDecimalText(there.minus(sum(own))),
    };
  });
}
