import { EpochMs, err, ok, type UserId } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import {
  findUser,
  insertKey,
  listKeys,
  newKeyId,
  newKeySecret,
  replaceKeySecret,
  revokeKey,
} from "../../platform/identity";
import type { Actor, Answer, KeyScope, Role } from "../contract";
import type { ApiKeyFlows, ApiKeyView } from "../contract/api-keys";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf } from "../trading/access";

/** Keys that work, of one person: more than the programs somebody runs. */
const KEYS_MAX = 50;
const NAME_CHARS_MAX = 60;
/** Longer is "does not run out", and says so. */
const LIFETIME_DAYS_MAX = 3_650;
const DAY_MS = 86_400_000;

/** What a person of that role may give a key at most. */
const SCOPE_OF_ROLE: Readonly<Record<Role, readonly KeyScope[]>> = {
  viewer: ["read"],
  trader: ["read", "trade"],
  risk: ["read", "trade", "admin"],
  admin: ["read", "trade", "admin"],
};

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "signals">;
type NewKeyInput = Parameters<ApiKeyFlows["createApiKey"]>[1];

export function makeApiKeyFlows(deps: Deps): ApiKeyFlows {
  const { sql, prisma, transactions, clock } = deps;
  return {
    async listApiKeys(actor, { everybody }) {
      const person = await personOf(prisma, actor);
      if (everybody && person.role === "admin") return ok(await listKeys(sql, { ownerId: null }, clock.nowMs()));
      return ok(actor.userId === null ? [] : await listKeys(sql, { ownerId: actor.userId }, clock.nowMs()));
    },
    createApiKey: (actor, input) => createKey(deps, actor, input),
    async rotateApiKey(actor, keyId) {
      const found = await ownKey(deps, actor, keyId);
      if (!found.ok) return found;
      if (found.value.ownerId !== actor.userId && actor.kind !== "cli") return err(notFound(keyId));
      if (found.value.state !== "active") return err(ended(found.value));
      const secret = newKeySecret();
      const replaced = await transactions.run(async (tx) => {
        if (!(await replaceKeySecret(tx, { keyId, secret }, clock.nowMs()))) return false;
        await auditKey(tx, actor, "api_key.rotate", found.value);
        return true;
      });
      if (!replaced) return err(ended(found.value));
      deps.signals.send("session-ended", "");
      return ok({ key: await readKey(deps, keyId, found.value), secret });
    },
    async revokeApiKey(actor, keyId) {
      const found = await ownKey(deps, actor, keyId);
      if (!found.ok) return found;
      await transactions.run(async (tx) => {
        if (await revokeKey(tx, keyId, clock.nowMs())) await auditKey(tx, actor, "api_key.revoke", found.value);
      });
      // Streams that it opened close at once, in every process.
      deps.signals.send("session-ended", "");
      return ok(await readKey(deps, keyId, found.value));
    },
  };
}

async function createKey(deps: Deps, actor: Actor, input: NewKeyInput): ReturnType<ApiKeyFlows["createApiKey"]> {
  const { sql, prisma, transactions, clock } = deps;
  const owner = actor.userId === null ? null : await findUser(prisma, actor.userId);
  if (owner === null || owner.disabled) return err({ kind: "api_key.needs_owner" });
  const { userId: ownerId, role } = owner.view;
  const refused = refuseInput(input, role) ?? (await refuseAccounts(sql, ownerId, input.accountIds));
  if (refused !== null) return err(refused);
  const nowMs = clock.nowMs();
  const own = await listKeys(sql, { ownerId }, nowMs);
  if (own.filter(({ state }) => state === "active").length >= KEYS_MAX)
    return err({ kind: "api_key.too_many", facts: { max: KEYS_MAX } });
  const { scope, accountIds, lifetimeDays } = input;
  const [keyId, secret] = [newKeyId(), newKeySecret()];
  const expiresAt = lifetimeDays === null ? null : EpochMs.of(nowMs + lifetimeDays * DAY_MS);
  const key = { keyId, secret, ownerId, name: input.name.trim(), scope, accountIds, nowMs, expiresAt };
  await transactions.run(async (tx) => {
    await insertKey(tx, key);
    await auditKey(tx, actor, "api_key.create", key);
  });
  const [made] = await listKeys(sql, { ownerId, keyId }, nowMs);
  return made === undefined ? err(notFound(keyId)) : ok({ key: made, secret });
}

function refuseInput({ name, scope, lifetimeDays }: NewKeyInput, role: Role): AppError | null {
  const length = name.trim().length;
  if (length < 1 || length > NAME_CHARS_MAX)
    return { kind: "api_key.name_malformed", path: "name", facts: { max: NAME_CHARS_MAX } };
  if (
    lifetimeDays !== null &&
    !(Number.isInteger(lifetimeDays) && lifetimeDays >= 1 && lifetimeDays <= LIFETIME_DAYS_MAX)
  )
    return { kind: "api_key.lifetime_malformed", path: "lifetimeDays", facts: { max: LIFETIME_DAYS_MAX } };
  if (!SCOPE_OF_ROLE[role].includes(scope))
    return { kind: "api_key.scope_above_role", path: "scope", facts: { scope, role } };
  return null;
}

/** A key is bound to accounts of its owner, or that they are a member of: about others it says nothing, not even that they are there. */
async function refuseAccounts(
  sql: FlowDeps["sql"],
  ownerId: UserId,
  accountIds: readonly string[] | null,
): Promise<AppError | null> {
  if (accountIds === null) return null;
  const own = new Set<string>((await makeAccountStore().listVisible(sql, ownerId)).map(({ accountId }) => accountId));
  const strange = accountIds.find((id) => !own.has(id));
  if (strange === undefined && accountIds.length > 0) return null;
  return { kind: "api_key.account_unknown", path: "accountIds", facts: { accountId: (strange ?? "").slice(0, 64) } };
}

/** The key, for its owner, for administrators and for the command line of this machine. */
async function ownKey({ sql, prisma, clock }: Deps, actor: Actor, keyId: string): Answer<ApiKeyView> {
  const person = await personOf(prisma, actor);
  const [key] = await listKeys(sql, { ownerId: null, keyId }, clock.nowMs());
  const allowed = key !== undefined && (key.ownerId === person.userId || person.role === "admin");
  return allowed ? ok(key) : err(notFound(keyId));
}

async function readKey({ sql, clock }: Deps, keyId: string, before: ApiKeyView): Promise<ApiKeyView> {
  const [key] = await listKeys(sql, { ownerId: null, keyId }, clock.nowMs());
  return key ?? before;
}

function auditKey(
  tx: FlowDeps["sql"] | Parameters<typeof appendAudit>[0],
  actor: Actor,
  action: string,
  {
    keyId,
    name,
    scope,
    accountIds,
    expiresAt,
    ownerId,
  }: Pick<ApiKeyView, "keyId" | "name" | "scope" | "accountIds" | "expiresAt" | "ownerId">,
): Promise<void> {
  const details = { name, scope, accountIds, expiresAt, ownerId };
  return appendAudit(tx, { actor, action, subjectType: "api_key", subjectId: keyId, details });
}

const notFound = (keyId: string): AppError => ({
  kind: "api_key.not_found",
  path: "keyId",
  facts: { keyId: keyId.slice(0, 64) },
});
const ended = ({ name }: ApiKeyView): AppError => ({ kind: "api_key.ended", path: "keyId", facts: { name } });
