import { err, ok, type UserId } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import {
  isLastAdmin,
  listKeys,
  listPeople,
  lockUser,
  revokeKey,
  revokeOtherSessions,
  setDisabled,
  setRole,
} from "../../platform/identity";
import type { Actor, Answer } from "../contract";
import type { DeploymentFlows } from "../contract/deployments";
import type { LeavingView, PeopleFlows, PersonView } from "../contract/people";
import type { OrderView, TradingFlows } from "../contract/trading";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeTrustFlows } from "./trust-author";

/** Open orders of one person that are asked about: an account holds no more. */
const ORDERS_MAX = 500;

type Deps = Pick<FlowDeps, "sql" | "records" | "clock" | "signals" | "newId">;
/** What leaving somebody's things behind needs of other rooms. */
export type LeavingParts = Pick<TradingFlows, "listOrders" | "cancelOrder"> & Pick<DeploymentFlows, "stopDeployment">;

/** Who may do what here, and how somebody leaves. */
export function makePeopleFlows(deps: Deps, parts: LeavingParts): Omit<PeopleFlows, "readScope" | "setScope"> {
  const { sql, records, clock, signals } = deps;
  const find = async (userId: UserId): Promise<PersonView | null> =>
    (await listPeople(sql, clock.nowMs(), userId))[0] ?? null;
  const after = async (userId: UserId): Answer<PersonView> => {
    const person = await find(userId);
    return person === null ? err(notFound()) : ok(person);
  };
  return {
    listPeople: () => listPeople(sql, clock.nowMs()),
    async readLeaving(actor, userId) {
      const person = await find(userId);
      return person === null ? err(notFound()) : leavingOf(deps, parts, actor, person);
    },
    async changeRole(actor, { userId, role }) {
      const refused = await records.run(async (tx): Promise<AppError | null> => {
        await lockUser(tx, userId);
        const [person] = await listPeople(tx, clock.nowMs(), userId);
        if (person === undefined) return notFound();
        if (person.role === role) return null;
        if (person.role === "admin" && (await isLastAdmin(tx, userId))) return lastAdmin(person);
        await setRole(tx, userId, role);
        const details = { from: person.role, to: role };
        await appendAudit(tx, { actor, action: "user.change_role", subjectType: "user", subjectId: userId, details });
        return null;
      });
      return refused === null ? after(userId) : err(refused);
    },
    deactivatePerson: (actor, input) => deactivate(deps, parts, actor, input),
    async reactivatePerson(actor, userId) {
      const refused = await records.run(async (tx): Promise<AppError | null> => {
        await lockUser(tx, userId);
        const [person] = await listPeople(tx, clock.nowMs(), userId);
        if (person === undefined) return notFound();
        if (person.disabledAt === null) return null;
        await setDisabled(tx, userId, null);
        await appendAudit(tx, { actor, action: "user.reactivate", subjectType: "user", subjectId: userId });
        return null;
      });
      return refused === null ? after(userId) : err(refused);
    },
    ...makeTrustFlows(deps),
    async endSessionsOf(actor, userId) {
      if ((await find(userId)) === null) return err(notFound());
      const ended = await records.run(async (tx) => {
        const count = await revokeOtherSessions(tx, { userId, except: null, nowMs: clock.nowMs() });
        const details = { ended: count };
        await appendAudit(tx, { actor, action: "user.end_sessions", subjectType: "user", subjectId: userId, details });
        return count;
      });
      signals.send("session-ended", "");
      return ok({ ended });
    },
    endOtherSessions: (actor) => endOtherSessions(deps, actor),
  };
}

async function endOtherSessions(
  { records, clock, signals }: Deps,
  actor: Actor,
): ReturnType<PeopleFlows["endOtherSessions"]> {
  const { userId, sessionId } = actor;
  if (userId === null || sessionId === undefined) return err({ kind: "session.not_found" });
  const ended = await records.run(async (tx) => {
    const count = await revokeOtherSessions(tx, { userId, except: sessionId, nowMs: clock.nowMs() });
    const subject = { subjectType: "user", subjectId: userId } as const;
    await appendAudit(tx, { actor, action: "session.revoke_others", ...subject, details: { ended: count } });
    return count;
  });
  signals.send("session-ended", "");
  return ok({ ended });
}

async function deactivate(
  { records, clock, signals, newId }: Deps,
  parts: LeavingParts,
  actor: Actor,
  { userId, cancelOrders, revokeKeys, stopDeployments }: Parameters<PeopleFlows["deactivatePerson"]>[1],
): ReturnType<PeopleFlows["deactivatePerson"]> {
  if (actor.userId === userId) return err({ kind: "person.self", path: "userId" });
  const done = await records.run(async (tx) => {
    await lockUser(tx, userId);
    const nowMs = clock.nowMs();
    const [person] = await listPeople(tx, nowMs, userId);
    if (person === undefined) return err(notFound());
    if (person.role === "admin" && (await isLastAdmin(tx, userId))) return err(lastAdmin(person));
    if (person.disabledAt === null) await setDisabled(tx, userId, nowMs);
    const sessionsEnded = await revokeOtherSessions(tx, { userId, except: null, nowMs });
    const own = new Set((await listKeys(tx, { ownerId: userId }, nowMs)).map(({ keyId }) => keyId));
    const revoked = revokeKeys.filter((keyId) => own.has(keyId));
    for (const keyId of revoked) await revokeKey(tx, keyId, nowMs);
    const details = { sessionsEnded, revoked, cancelOrders, stopDeployments };
    await appendAudit(tx, { actor, action: "user.deactivate", subjectType: "user", subjectId: userId, details });
    const [left] = await listPeople(tx, nowMs, userId);
    return ok(left ?? person);
  });
  if (!done.ok) return done;
  signals.send("session-ended", "");
  // Each by itself: one that ended meanwhile keeps no other.
  const notCanceled: string[] = [];
  for (const orderId of cancelOrders) {
    const canceled = await parts.cancelOrder(actor, { orderId, idempotencyKey: newId() });
    if (!canceled.ok) notCanceled.push(orderId);
  }
  const notStopped: string[] = [];
  for (const deploymentId of stopDeployments) {
    const stopped = await parts.stopDeployment(actor, deploymentId);
    if (!stopped.ok) notStopped.push(deploymentId);
  }
  return ok({ person: done.value, canceled: cancelOrders.length - notCanceled.length, notCanceled, notStopped });
}

/** What the person leaves behind: open orders of their accounts, keys that work, and deployments that go on. */
async function leavingOf(
  { sql, clock }: Deps,
  parts: LeavingParts,
  actor: Actor,
  person: PersonView,
): Answer<LeavingView> {
  const accounts = await makeAccountStore().list(sql, person.userId);
  const orders: OrderView[] = [];
  for (const { accountId } of accounts) {
    const filter = { accountId, symbol: null, state: "open", cursor: null, limit: ORDERS_MAX } as const;
    const open = await parts.listOrders(actor, filter);
    if (open.ok) orders.push(...open.value.rows);
  }
  const keys = await listKeys(sql, { ownerId: person.userId }, clock.nowMs());
  const theirs = (await makeDeploymentStore().list(sql, { accountIds: null, over: false })).filter(
    ({ ownerId, standing }) => ownerId === person.userId && standing.status !== "stopped",
  );
  return ok({
    person,
    orders,
    keys: keys.filter(({ state }) => state === "active" || state === "owner_disabled"),
    deployments: theirs.map(({ deploymentId, name, standing }) => ({ deploymentId, name, status: standing.status })),
  });
}

const notFound = (): AppError => ({ kind: "user.not_found", path: "userId" });
const lastAdmin = ({ email }: PersonView): AppError => ({
  kind: "person.last_admin",
  path: "userId",
  facts: { email },
});
