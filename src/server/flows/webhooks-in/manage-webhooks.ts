import { randomBytes } from "node:crypto";
import { AccountId, EpochMs, err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import {
  type CallPlace,
  findHook,
  type HookChange,
  insertHook,
  listCalls,
  listHooks,
  markTried,
  removeHook,
  type StoredCall,
  type StoredHook,
  updateHook,
} from "../../platform/hooks";
import { findUser } from "../../platform/identity";
import type { Actor, Answer } from "../contract";
import type {
  HookAnswer,
  HookWish,
  NewWebhookIn,
  WebhookCallView,
  WebhookInFlows,
  WebhookInView,
} from "../contract/webhooks-in";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf } from "../trading/access";
import { allowedAccount } from "../trading/change-order";
import { parseBody, readWish } from "./read-wish";
import { actorOfHook, hookOf, makeReceiveWebhook, type ReceiveDeps, refuseSymbol, showWish } from "./receive-webhook";
import { secretName } from "./secret-name";
import { readLimits, readTemplate, storedAnswer, storedWish } from "./terms";

const NAME_CHARS_MAX = 60;
/** Of one person: more than anybody's strategies. */
const HOOKS_MAX = 50;
const CALLS_PAGE_MAX = 200;
/** 192 bits in letters and digits: a plain hash keeps it as safe as a slow one. */
const SECRET_BYTES = 24;

type Deps = FlowDeps & Pick<ReceiveDeps, "trading">;
type Changing = Parameters<WebhookInFlows["changeWebhookIn"]>[1];

const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");
const newHookId = (): string => `wh_${randomBytes(12).toString("hex")}`;

/** Joins what people do with webhooks in, and what calls do. */
export function makeWebhookInFlows(deps: Deps): WebhookInFlows {
  const { sql, prisma, transactions, clock } = deps;
  return {
    receiveWebhook: makeReceiveWebhook(deps),
    async listWebhooksIn(actor) {
      const person = await personOf(prisma, actor);
      if (person.role !== "admin" && actor.userId === null) return ok([]);
      const hooks = await listHooks(sql, { ownerId: person.role === "admin" ? null : actor.userId });
      const names = await namesOf(deps, hooks);
      return ok(hooks.map((hook) => viewOf(hook, actor, names)));
    },
    createWebhookIn: (actor, input) => create(deps, actor, input),
    changeWebhookIn: (actor, input) => change(deps, actor, input),
    async rotateWebhookIn(actor, hookId) {
      const found = await ownHook(deps, actor, hookId);
      if (!found.ok) return found;
      if (!isOwner(actor, found.value)) return err(notFound());
      const secret = newSecret();
      const { name, mode, triedAt } = found.value;
      const terms = hookOf(found.value);
      await transactions.run(async (tx) => {
        await write(tx, found.value, { ...terms, name, mode, triedAt, secret: { text: secret, at: clock.nowMs() } });
        await keepSecret(deps, tx, { hook: found.value, secret, actor });
        await auditHook(tx, actor, "webhook_in.rotate", found.value);
      });
      return withSecret(deps, actor, { hookId, secret });
    },
    async removeWebhookIn(actor, hookId) {
      const found = await ownHook(deps, actor, hookId);
      if (!found.ok) return found;
      await transactions.run(async (tx) => {
        if (!(await removeHook(tx, hookId, clock.nowMs()))) return;
        await deps.secrets.remove(tx, secretName(hookId));
        await auditHook(tx, actor, "webhook_in.remove", found.value);
      });
      return ok(null);
    },
    async listWebhookCalls(actor, { hookId, cursor, limit }) {
      const found = await ownHook(deps, actor, hookId);
      if (!found.ok) return found;
      const size = Math.min(Math.max(1, limit), CALLS_PAGE_MAX);
      const rows = await listCalls(sql, { hookId, before: placeOf(cursor), limit: size + 1 });
      const page = rows.slice(0, size);
      const last = page.at(-1);
      const isMore = rows.length > size && last !== undefined;
      return ok({ rows: page.map(callView), cursor: isMore ? `${last.receivedAt} ${last.callId}` : null });
    },
    tryWebhookIn: (actor, input) => tryBody(deps, actor, input),
  };
}

// ---- one hook -----------------------------------------------------------------------------------------------------

async function create(
  deps: Deps,
  actor: Actor,
  { name, source, accountId, template, limits }: Parameters<WebhookInFlows["createWebhookIn"]>[1],
): Answer<NewWebhookIn> {
  const { sql, prisma, transactions, clock } = deps;
  const owner = actor.userId === null ? null : await findUser(prisma, actor.userId);
  if (owner === null || owner.disabled) return err({ kind: "webhook.needs_owner" });
  const { userId: ownerId } = owner.view;
  const named = nameOf(name);
  if (!named.ok) return named;
  const account = await allowedAccount(deps, actor, { accountId, purpose: "trade" });
  if (!account.ok) return account;
  const [readT, readL] = [readTemplate(template, source), readLimits(limits)];
  if (!readT.ok) return readT;
  if (!readL.ok) return readL;
  if ((await listHooks(sql, { ownerId })).length >= HOOKS_MAX)
    return err({ kind: "webhook.too_many", facts: { max: HOOKS_MAX } });
  const [hookId, secret] = [newHookId(), newSecret()];
  const hook = {
    hookId,
    ownerId,
    accountId: account.value.accountId,
    name: named.value,
    source,
    createdAt: clock.nowMs(),
  };
  await transactions.run(async (tx) => {
    await insertHook(tx, { ...hook, template: readT.value, limits: readL.value, secret });
    await keepSecret(deps, tx, { hook, secret, actor });
    await auditHook(tx, actor, "webhook_in.create", { ...hook, mode: "dry" });
  });
  return withSecret(deps, actor, { hookId, secret });
}

async function change(deps: Deps, actor: Actor, input: Changing): Answer<WebhookInView> {
  const { sql, transactions } = deps;
  const { hookId } = input;
  const found = await ownHook(deps, actor, hookId);
  if (!found.ok) return found;
  const asked = readChange(found.value, input);
  if (!asked.ok) return asked;
  // Administrators may stop what is somebody else's; what it does then is for its owner alone to say.
  if (!isOwner(actor, found.value) && !(asked.value.mode === "off" && isStopOnly(input))) return err(notFound());
  if (asked.value.mode === "live") {
    const account = await allowedAccount(deps, actor, { accountId: found.value.accountId, purpose: "trade" });
    if (!account.ok) return account;
    if (asked.value.triedAt === null)
      return err({ kind: "webhook.not_tried", path: "mode", facts: { name: found.value.name } });
  }
  const written = await transactions.run(async (tx) => {
    if (!(await write(tx, found.value, asked.value))) return false;
    await auditHook(tx, actor, "webhook_in.change", { ...found.value, ...asked.value });
    return true;
  });
  if (!written) return err(notFound());
  const after = (await findHook(sql, hookId)) ?? found.value;
  return ok(viewOf(after, actor, await namesOf(deps, [after])));
}

/** The first page for what is no cursor of ours. */
function placeOf(cursor: string | null): CallPlace | null {
  const [, ms = "", callId = ""] = /^(\d{1,15}) ([\w-]{1,64})$/.exec(cursor ?? "") ?? [];
  return callId === "" ? null : { receivedAt: EpochMs.of(Number(ms)), callId };
}

const isStopOnly = ({ name, template, limits }: Changing): boolean =>
  name === undefined && template === undefined && limits === undefined;

/** What is not given stays; terms that are not what was tried bring it back into a dry run. */
function readChange(stored: StoredHook, { name, mode, template, limits }: Changing): Result<HookChange, AppError> {
  const before = hookOf(stored);
  const named = name === undefined ? ok(stored.name) : nameOf(name);
  if (!named.ok) return named;
  const readT = template === undefined ? ok(before.template) : readTemplate(template, stored.source);
  if (!readT.ok) return readT;
  const readL = limits === undefined ? ok(before.limits) : readLimits(limits);
  if (!readL.ok) return readL;
  const isAsTried = JSON.stringify([readT.value, readL.value]) === JSON.stringify([before.template, before.limits]);
  const wanted = mode ?? (isAsTried || stored.mode === "off" ? stored.mode : "dry");
  const triedAt = isAsTried ? stored.triedAt : null;
  return ok({ name: named.value, mode: wanted, template: readT.value, limits: readL.value, triedAt, secret: null });
}

const write = (tx: SqlPort, { hookId }: StoredHook, { name, mode, template, limits, triedAt, secret }: HookChange) =>
  updateHook(tx, hookId, { name, mode, template, limits, triedAt, secret });

/** What a body would do, as its owner would do it. */
async function tryBody(
  deps: Deps,
  actor: Actor,
  { hookId, body }: { readonly hookId: string; readonly body: string },
): Answer<{ readonly wish: HookWish; readonly answer: HookAnswer }> {
  const found = await ownHook(deps, actor, hookId);
  if (!found.ok) return found;
  if (!isOwner(actor, found.value)) return err(notFound());
  const hook = hookOf(found.value);
  const parsed = parseBody(body);
  if (!parsed.ok) return parsed;
  const wish = readWish(hook.template, parsed.value);
  if (!wish.ok) return wish;
  const refused = refuseSymbol(wish.value, hook.limits);
  if (refused !== null) return err(refused);
  const shown = await showWish(deps, { hook, wish: wish.value, actor: actorOfHook(found.value, actor.requestId) });
  if (!shown.ok) return shown;
  await markTried(deps.sql, hookId, deps.clock.nowMs());
  return ok({ wish: wish.value, answer: shown.value });
}

// ---- small things -------------------------------------------------------------------------------------------------

function nameOf(text: string): Result<string, AppError> {
  const name = text.trim();
  return name.length >= 1 && name.length <= NAME_CHARS_MAX
    ? ok(name)
    : err({ kind: "webhook.name_malformed", path: "name", facts: { max: NAME_CHARS_MAX } });
}

const notFound = (): AppError => ({ kind: "webhook.not_found", path: "hookId" });

/** The command line of this machine acts for the owner whom it names. */
const isOwner = (actor: Actor, { ownerId }: Pick<StoredHook, "ownerId">): boolean => actor.userId === ownerId;

/** Its owner's, and for administrators everybody's. */
async function ownHook({ sql, prisma }: Deps, actor: Actor, hookId: string): Answer<StoredHook> {
  const [hook, person] = await Promise.all([findHook(sql, hookId), personOf(prisma, actor)]);
  return hook !== null && (isOwner(actor, hook) || person.role === "admin") ? ok(hook) : err(notFound());
}

/** A signature can only be checked by who has the secret itself: it is sealed. Others are known by their hash. */
async function keepSecret(
  { secrets }: Pick<Deps, "secrets">,
  tx: SqlPort,
  {
    hook,
    secret,
    actor,
  }: { readonly hook: Pick<StoredHook, "hookId" | "source">; readonly secret: string; readonly actor: Actor },
): Promise<void> {
  if (hook.source === "generic") await secrets.write(tx, secretName(hook.hookId), { secret }, actor.userId);
}

async function withSecret(
  deps: Pick<Deps, "sql" | "prisma">,
  actor: Actor,
  { hookId, secret }: { readonly hookId: string; readonly secret: string },
): Answer<NewWebhookIn> {
  const hook = await findHook(deps.sql, hookId);
  return hook === null ? err(notFound()) : ok({ hook: viewOf(hook, actor, await namesOf(deps, [hook])), secret });
}

function auditHook(
  tx: Parameters<typeof appendAudit>[0],
  actor: Actor,
  action: string,
  hook: Pick<StoredHook, "hookId" | "name" | "source" | "accountId" | "ownerId"> & { readonly mode: string },
): Promise<void> {
  const { hookId, name, source, accountId, ownerId, mode } = hook;
  const details = { name, source, accountId, ownerId, mode };
  return appendAudit(tx, { actor, action, subjectType: "webhook_in", subjectId: hookId, details });
}

/** What people call the accounts and owners of hooks, by id. */
interface Names {
  readonly accounts: ReadonlyMap<string, string>;
  readonly owners: ReadonlyMap<string, string>;
}

async function namesOf({ sql, prisma }: Pick<Deps, "sql" | "prisma">, hooks: readonly StoredHook[]): Promise<Names> {
  const accountIds = [...new Set(hooks.map(({ accountId }) => accountId))];
  const ownerIds = [...new Set(hooks.map(({ ownerId }) => ownerId))];
  const [accounts, owners] = await Promise.all([
    Promise.all(accountIds.map((id) => makeAccountStore().find(sql, AccountId.of(id)))),
    Promise.all(ownerIds.map((id) => findUser(prisma, id))),
  ]);
  return {
    accounts: new Map(accounts.flatMap((each) => (each === null ? [] : [[each.accountId, each.name] as const]))),
    owners: new Map(owners.flatMap((each) => (each === null ? [] : [[each.view.userId, each.view.email] as const]))),
  };
}

function viewOf(stored: StoredHook, actor: Actor, names: Names): WebhookInView {
  const { template, limits } = hookOf(stored);
  const { hookId, name, source, mode, accountId, ownerId, triedAt, createdAt, rotatedAt, lastCallAt } = stored;
  return {
    hookId,
    name,
    source,
    mode,
    accountId,
    accountName: names.accounts.get(accountId) ?? accountId,
    ownerId,
    owner: names.owners.get(ownerId) ?? ownerId,
    mine: isOwner(actor, stored),
    template,
    limits,
    path: `/api/hooks/${hookId}`,
    triedAt,
    createdAt,
    rotatedAt,
    lastCallAt,
  };
}

/** What was written by `receive-webhook.ts` is read as that. */
const callView = ({ callId, receivedAt, mode, ip, outcome, body, wish, answer }: StoredCall): WebhookCallView => ({
  callId,
  receivedAt,
  mode,
  ip,
  outcome,
  body,
  wish: storedWish(wish),
  answer: storedAnswer(answer),
});
