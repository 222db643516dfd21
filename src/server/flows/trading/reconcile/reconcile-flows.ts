import { err, ok, type Result } from "@/modules/_kernel";
import { type ReconcileItem, type Resolution, resolutionsOf } from "@/modules/execution";
import { askReconcile, findItem, listItems, readOutage, readRun } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../../platform/audit";
import { batchView } from "../../accounts/book-entries";
import type { Actor } from "../../contract";
import type { ReconcileFlows, ReconcileItemView, ResolvedView, ResolveRequest } from "../../contract/reconcile";
import type { AppError } from "../../errors";
import { audienceOf, sightOf } from "../access";
import { allowedAccount } from "../change-order";
import { outageView } from "../practice-outage";
import type { SubmitDeps } from "../submit-order";
import { lockDeployment, whyNotTo } from "./assign-item";
import { type Resolved, resolve } from "./resolve-item";

/** Open items that are counted and shown for one account. */
const OPEN_MAX = 500;
/** Accounts whose standing is shown at once. */
const ACCOUNTS_MAX = 200;

/** A preview does what is chosen and takes it back: what it shows is what would be booked. */
class TakenBack extends Error {
  override readonly name = "TakenBack";
  readonly done: Resolved;
  constructor(done: Resolved) {
    super("a preview is taken back");
    this.done = done;
  }
}

/** What people see of comparisons with venues, and do about them. */
export function makeReconcileFlows(deps: SubmitDeps): ReconcileFlows {
  const { sql, transactions, clock, signals } = deps;
  return {
    async listReconcileItems(actor, { accountId, state, limit }) {
      const accounts = await visible(deps, actor, accountId);
      const names = new Map(accounts.map((each) => [each.accountId, each.name]));
      const items = await listItems(sql, { accountIds: [...names.keys()], state, limit });
      const strategies = await namesOf(sql, items);
      return ok(
        items.map((item) =>
          itemView(item, {
            account: names.get(item.accountId) ?? item.accountId,
            strategy: strategies.get(item.itemId) ?? null,
          }),
        ),
      );
    },

    async listReconcileStatus(actor) {
      const accounts = (await visible(deps, actor, null)).slice(0, ACCOUNTS_MAX);
      const open = await listItems(sql, {
        accountIds: accounts.map(({ accountId }) => accountId),
        state: "open",
        limit: OPEN_MAX,
      });
      const statuses = [];
      for (const { accountId, name } of accounts) {
        const count = open.filter((each) => each.accountId === accountId).length;
        const outage = await readOutage(sql, accountId, clock.nowMs());
        statuses.push({
          ...(await readRun(sql, accountId)),
          accountId,
          accountName: name,
          open: count,
          outage: outage === null ? null : outageView(outage),
        });
      }
      return ok(statuses);
    },

    async previewResolution(actor, request) {
      const done = await resolveOnce(deps, actor, request, (resolved) => {
        throw new TakenBack(resolved);
      });
      return done;
    },

    async resolveItem(actor, request) {
      const done = await resolveOnce(deps, actor, request, () => undefined);
      if (!done.ok) return done;
      signals.send("trading", done.value.item.accountId);
      if (done.value.assigned !== null) signals.send("deployments", done.value.assigned.deploymentId);
      return done;
    },

    async askReconciliation(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "guard" });
      if (!account.ok) return account;
      const askedAt = clock.nowMs();
      await transactions.run(async (tx) => {
        await askReconcile(tx, account.value.accountId, askedAt);
        await appendAudit(tx, {
          actor,
          action: "reconcile.ask",
          subjectType: "account",
          subjectId: accountId,
        });
      });
      signals.send("trading", accountId);
      return ok({ askedAt });
    },
  };
}

/** Paper accounts that somebody may see, or the one of them that is asked for. */
async function visible(
  deps: Pick<SubmitDeps, "sql" | "prisma">,
  actor: Actor,
  accountId: string | null,
): Promise<readonly AccountFacts[]> {
  const sight = await sightOf(deps, actor);
  const store = makeAccountStore();
  const seen = sight.all ? null : new Set(sight.accountIds);
  const found = await (sight.all || actor.userId === null
    ? store.list(deps.sql, null)
    : store.listVisible(deps.sql, actor.userId));
  const all = found.filter((each) => seen === null || seen.has(each.accountId));
  return all.filter(
    (each) => each.kind === "paper" && (accountId === null ? each.archivedAt === null : each.accountId === accountId),
  );
}

async function resolveOnce(
  deps: SubmitDeps,
  actor: Actor,
  request: ResolveRequest,
  after: (resolved: Resolved) => void,
): Promise<Result<ResolvedView, AppError>> {
  const { sql, transactions } = deps;
  const found = await findItem(sql, request.itemId);
  if (found === null) return err(gone(request.itemId));
  // Whoever writes into the books may trade; whoever only looks again or lets it be takes no risk.
  const purpose = WRITES.has(request.action) ? "trade" : "guard";
  const allowed = await allowedAccount(deps, actor, { accountId: found.accountId, purpose });
  if (!allowed.ok) return allowed.error.kind === "trading.account_unknown" ? err(gone(request.itemId)) : allowed;
  const isAssigned = request.action === "assign";
  const whyNot = isAssigned ? await whyNotTo(deps, actor, request) : null;
  if (whyNot !== null) return err(whyNot);
  const { name, accountId } = allowed.value;
  try {
    return await transactions.run(async (tx): Promise<Result<ResolvedView, AppError>> => {
      // The deployment before its account: in that order whoever steers one takes both.
      const held = isAssigned ? await lockDeployment(tx, request.deploymentId ?? "") : ok(null);
      if (!held.ok) return held;
      const account = await makeLedgerStore().lockAccount(tx, accountId);
      const item = await findItem(tx, request.itemId);
      if (account === null || item === null) return err(gone(request.itemId));
      const resolved = await resolve(deps, tx, { actor, account, item, request, deployment: held.value });
      if (!resolved.ok) return resolved;
      if (!resolved.value.repeated) await record(deps, tx, { actor, account, request, resolved: resolved.value });
      after(resolved.value);
      return ok(resolvedView(resolved.value, { account: name, strategy: held.value?.name ?? null }));
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error;
    return ok(resolvedView(error.done, { account: name, strategy: error.done.assigned?.name ?? null }));
  }
}

/** What writes into the books. */
const WRITES: ReadonlySet<Resolution> = new Set(["adopt", "correct", "assign"]);

/** The audit row and the news of what was done. */
async function record(
  { work }: Pick<SubmitDeps, "work">,
  tx: SubmitDeps["sql"],
  {
    actor,
    account,
    request,
    resolved: { item, batches, assigned },
  }: {
    readonly actor: Actor;
    readonly account: AccountFacts;
    readonly request: ResolveRequest;
    readonly resolved: Resolved;
  },
): Promise<void> {
  const { accountId } = account;
  const audience = audienceOf(account);
  await appendAudit(tx, {
    actor,
    action: `reconcile.${request.action}`,
    subjectType: "reconcile_item",
    subjectId: item.itemId,
    details: {
      accountId,
      about: item.about,
      kind: item.kind,
      key: item.key,
      reason: request.reason,
      batchIds: batches.map(({ batchId }) => batchId),
      ...(assigned === null ? {} : { deploymentId: assigned.deploymentId, name: assigned.name }),
    },
  });
  await work.publish(tx, { topic: "reconcile.changed", audience, payload: { accountId } });
  if (batches.length > 0) await work.publish(tx, { topic: "accounts.changed", audience, payload: { accountId } });
}

interface Names {
  readonly account: string;
  readonly strategy: string | null;
}

const resolvedView = ({ item, batches, assigned }: Resolved, names: Names): ResolvedView => ({
  item: itemView(item, names),
  batches: batches.map(batchView),
  assigned,
});

const itemView = (item: ReconcileItem, { account, strategy }: Names): ReconcileItemView => ({
  ...item,
  accountName: account,
  assignedName: item.assignedTo === null ? null : strategy,
  resolutions: item.state === "open" ? resolutionsOf(item) : [],
});

/** Names of the deployments that items were assigned to, by item. */
async function namesOf(sql: SubmitDeps["sql"], items: readonly ReconcileItem[]): Promise<ReadonlyMap<string, string>> {
  const store = makeDeploymentStore();
  const ids = [...new Set(items.flatMap(({ assignedTo }) => assignedTo ?? []))];
  const found = await Promise.all(ids.map((id) => store.find(sql, id)));
  const names = new Map(found.flatMap((each) => (each === null ? [] : [[each.deploymentId, each.name] as const])));
  return new Map(
    items.flatMap(({ itemId, assignedTo }) =>
      assignedTo === null ? [] : [[itemId, names.get(assignedTo) ?? assignedTo] as const],
    ),
  );
}

const gone = (itemId: string): AppError => ({
  kind: "reconcile.not_found",
  path: "itemId",
  facts: { itemId: itemId.slice(0, 80) },
});
