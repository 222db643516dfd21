import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { isProtectionLooser, type ProtectionChange, type ProtectionTerms, parseProtection } from "@/modules/risk";
import { makeProtectionStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import type { Actor } from "../../contract";
import type { ProtectionFlows } from "../../contract/protection";
import type { AppError } from "../../errors";
import { audienceOf, personOf, sightOf, whyNotAccount } from "../../trading/access";
import { allowedAccount } from "../../trading/change-order";
import { unknownAccount } from "../../trading/submit-order";
import type { LimitDeps } from "../change-limit";
import { peopleFor } from "../limit-people";
import { planProtection } from "./plan-protection";
import { protectionChangeView, whyNotDecidedProtection } from "./policy-views";
import { makeReadProtection } from "./read-protection";

/** A change that nobody looked at is asked for again. */
const WAITS_MS = 7 * 86_400_000;
/** Of a reason and of a note. */
const TEXT_MAX = 200;
const OUTCOMES = { approve: "in_force", reject: "rejected", withdraw: "withdrawn" } as const;

type Tx = Parameters<Parameters<LimitDeps["transactions"]["run"]>[0]>[0];

/** What is done about positions that stops do not cover: how it stands, who changes it, and what it would do. */
export function makeProtectionFlows(deps: LimitDeps): ProtectionFlows {
  return {
    readProtection: makeReadProtection(deps),
    askProtection: makeAsk(deps),
    decideProtection: makeDecide(deps),
    listWaitingProtection: makeListWaiting(deps),

    async previewProtection(actor, { accountId, terms }) {
      const allowed = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      if (!allowed.ok) return allowed;
      const read = readTerms(terms);
      if (!read.ok) return read;
      return ok({ terms: read.value, plans: await planProtection(deps, allowed.value, read.value) });
    },
  };
}

function makeListWaiting(deps: LimitDeps): ProtectionFlows["listWaitingProtection"] {
  const { sql, clock } = deps;
  return async (actor) => {
    const nowMs = clock.nowMs();
    const [people, sight, accounts, changes] = await Promise.all([
      peopleFor(deps, actor),
      sightOf(deps, actor),
      makeAccountStore().list(sql, null),
      makeProtectionStore().changes(sql, { waitingAt: nowMs }),
    ]);
    return changes
      .filter(({ accountId }) => sight.all || sight.accountIds.includes(accountId))
      .map((change) => ({
        ...protectionChangeView(people, change, nowMs),
        account: accounts.find(({ accountId }) => accountId === change.accountId)?.name ?? change.accountId,
      }));
  };
}

function readTerms(given: unknown): Result<ProtectionTerms, AppError> {
  const read = parseProtection(given);
  if (read.ok) return read;
  const [first] = read.error;
  return err({
    kind: "protection.terms_malformed",
    path: first === undefined || first.path === "" ? "terms" : `terms.${first.path}`,
    facts: { expected: first?.message ?? "terms of a policy" },
    issues: read.error.map(({ path, message }) => ({ path: `terms.${path}`, message })),
  });
}

function makeAsk(deps: LimitDeps): ProtectionFlows["askProtection"] {
  const { transactions, clock, newId } = deps;
  const store = makeProtectionStore();
  return async (actor, { accountId, terms, reason }) => {
    const allowed = await allowedAccount(deps, actor, { accountId, purpose: "guard" });
    if (!allowed.ok) return allowed;
    const why = reason.trim();
    if (why === "" || why.length > TEXT_MAX)
      return err({ kind: "protection.reason_missing", path: "reason", facts: { max: TEXT_MAX } });
    const read = readTerms(terms);
    if (!read.ok) return read;
    const people = await peopleFor(deps, actor);
    const asked = await transactions.run(async (tx): Promise<Result<string, AppError>> => {
      const account = await makeLedgerStore().lockAccount(tx, allowed.value.accountId);
      if (account === null) return err(unknownAccount(accountId));
      const before = await store.find(tx, account.accountId);
      if (JSON.stringify(before.terms) === JSON.stringify(read.value))
        return err({ kind: "protection.nothing_changes", path: "terms" });
      const askedAt = clock.nowMs();
      const change: ProtectionChange = {
        changeId: newId(),
        accountId: account.accountId,
        version: before.version + 1,
        terms: read.value,
        before: before.terms,
        isLooser: isProtectionLooser(before.terms, read.value),
        reason: why,
        askedBy: actor.userId,
        askedAt,
        expiresAt: EpochMs.of(askedAt + WAITS_MS),
      };
      await store.ask(tx, change);
      await tell(deps, tx, { actor, change, action: "protection.ask" });
      // A looser one waits for somebody else, or for somebody who may.
      if (!change.isLooser || (people.rules && !people.fourEyes))
        await putInForce(tx, change, { by: actor.userId, at: askedAt, note: null });
      return ok(change.changeId);
    });
    return asked.ok ? ok(await viewOf(deps, actor, asked.value)) : asked;
  };
}

function makeDecide(deps: LimitDeps): ProtectionFlows["decideProtection"] {
  const { sql, prisma, transactions, clock } = deps;
  const store = makeProtectionStore();
  return async (actor, { changeId, decision, note }) => {
    const missing = err<AppError>({ kind: "protection.change_not_found", facts: { changeId: changeId.slice(0, 80) } });
    const asked = await store.findChange(sql, changeId);
    if (asked === null) return missing;
    const people = await peopleFor(deps, actor);
    const done = await transactions.run(async (tx): Promise<Result<string, AppError>> => {
      const account = await makeLedgerStore().lockAccount(tx, asked.accountId);
      const person = await personOf(prisma, actor);
      if (whyNotAccount(account, person, { accountId: asked.accountId, purpose: "see" }) !== null) return missing;
      const change = await store.findChange(tx, changeId);
      if (change === null) return missing;
      const at = clock.nowMs();
      const why = whyNotDecidedProtection(people, change, { decision, at });
      if (why !== null) return err(why);
      const { version } = await store.find(tx, change.accountId);
      if (decision === "approve" && version !== change.version - 1) return err({ kind: "protection.changed_since" });
      const text = note === null || note.trim() === "" ? null : note.trim().slice(0, TEXT_MAX);
      const told = { by: actor.userId, at, note: text };
      if (decision === "approve") await putInForce(tx, change, told);
      else await store.decide(tx, change, { ...told, outcome: OUTCOMES[decision] });
      await tell(deps, tx, { actor, change, action: `protection.${decision}` });
      return ok(changeId);
    });
    return done.ok ? ok(await viewOf(deps, actor, done.value)) : done;
  };
}

/** From now on that is done; what stands uncovered is seen anew. */
async function putInForce(
  tx: Tx,
  change: ProtectionChange,
  decided: { readonly by: Actor["userId"]; readonly at: EpochMs; readonly note: string | null },
): Promise<void> {
  const store = makeProtectionStore();
  await store.decide(tx, change, { ...decided, outcome: "in_force" });
  await store.endEpisodes(tx, change.accountId);
}

async function viewOf(deps: LimitDeps, actor: Actor, changeId: string) {
  const change = await makeProtectionStore().findChange(deps.sql, changeId);
  if (change === null) throw new Error(`change ${changeId} is there once it was asked for`);
  return protectionChangeView(await peopleFor(deps, actor), change, deps.clock.nowMs());
}

async function tell(
  { work }: Pick<LimitDeps, "work">,
  tx: Tx,
  {
    actor,
    change: { changeId, accountId, terms, before, reason },
    action,
  }: { readonly actor: Actor; readonly change: ProtectionChange; readonly action: string },
): Promise<void> {
  await appendAudit(tx, {
    actor,
    action,
    subjectType: "account",
    subjectId: accountId,
    details: { changeId, before, after: terms, reason },
  });
  const account = await makeLedgerStore().lockAccount(tx, accountId);
  await work.publish(tx, {
    topic: "risk.protection",
    audience: account === null ? null : audienceOf(account),
    payload: { accountId },
  });
}
