import { err, ok } from "@/modules/_kernel";
import type { RecordTx } from "../infra/prisma";
import { appendAudit } from "../platform/audit";
import {
  checkPassword,
  findUser,
  findUserByEmail,
  hashPassword,
  listSessions,
  lockUser,
  revokeOtherSessions,
  revokeSession,
  updatePasswordHash,
  updateUser,
  verifyPassword,
} from "../platform/identity";
import type { Actor, Answer, Flows, UserView } from "./contract";
import { isTimeZone } from "./create-user";
import type { FlowDeps } from "./deps";

/** What people change about themselves. Everything here is about the actor's own account. */

type AccountDeps = Pick<FlowDeps, "prisma" | "records" | "clock">;

export const makeUpdatePreferences =
  ({ records }: AccountDeps): Flows["updatePreferences"] =>
  async (actor, { timeZone, ...change }) => {
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      return err({ kind: "time_zone.unknown", path: "timeZone", facts: { timeZone } });
    }
    return records.run(async (tx) => {
      if (actor.userId !== null) await lockUser(tx, actor.userId);
      const user = await findActor(tx, actor);
      if (!user.ok) return user;
      const { view } = user.value;
      const next = { preferences: { ...view.preferences, ...change }, timeZone: timeZone ?? view.timeZone };
      await updateUser(tx, view.userId, next);
      await appendAudit(tx, {
        actor,
        action: "user.update_preferences",
        subjectType: "user",
        subjectId: view.userId,
        details: { ...change, ...(timeZone === undefined ? {} : { timeZone }) },
      });
      const changed: UserView = { ...view, ...next };
      return ok(changed);
    });
  };

/**
 * Every other session of the person ends with the old password. The session that asks stays.
 *
 * A wrong current password is refused as `user.password_wrong`, never told apart by time.
 */
export const makeChangePassword =
  ({ prisma, records, clock }: AccountDeps): Flows["changePassword"] =>
  async (actor, current, next) => {
    const user = await findActor(prisma, actor);
    if (!user.ok) return user;
    const { view, passwordHash } = user.value;
    if (!(await verifyPassword(passwordHash, current))) return err({ kind: "user.password_wrong", path: "current" });
    const checked = await checkPassword(next, view);
    if (!checked.ok) return err({ ...checked.error, path: "next" });
    const nextHash = await hashPassword(next);
    return records.run(async (tx) => {
      await updatePasswordHash(tx, view.userId, nextHash);
      const ended = await revokeOtherSessions(tx, {
        userId: view.userId,
        except: actor.sessionId ?? null,
        nowMs: clock.nowMs(),
      });
      await appendAudit(tx, {
        actor,
        action: "user.change_password",
        subjectType: "user",
        subjectId: view.userId,
        details: { sessionsEnded: ended },
      });
      return ok(null);
    });
  };

/** Sets somebody's password without knowing the old one: for whoever can run commands on this machine. */
export const makeSetPassword =
  ({ prisma, records, clock }: AccountDeps) =>
  async (actor: Actor, email: string, password: string): Answer<UserView> => {
    const user = await findUserByEmail(prisma, email);
    if (user === null) return err({ kind: "user.not_found", path: "email", facts: { email } });
    const { userId } = user.view;
    const checked = await checkPassword(password, user.view);
    if (!checked.ok) return checked;
    const passwordHash = await hashPassword(password);
    await records.run(async (tx) => {
      await updatePasswordHash(tx, userId, passwordHash);
      const ended = await revokeOtherSessions(tx, { userId, except: null, nowMs: clock.nowMs() });
      await appendAudit(tx, {
        actor,
        action: "user.set_password",
        subjectType: "user",
        subjectId: userId,
        details: { sessionsEnded: ended },
      });
    });
    return ok(user.view);
  };

export const makeListSessions =
  ({ prisma, clock }: AccountDeps): Flows["listSessions"] =>
  (userId, current) =>
    listSessions(prisma, { userId, current, nowMs: clock.nowMs() });

export const makeRevokeSession =
  ({ records, clock }: AccountDeps): Flows["revokeSession"] =>
  async (actor, sessionId) => {
    const userId = actor.userId;
    if (userId === null) return err({ kind: "session.not_found", path: "sessionId" });
    return records.run(async (tx) => {
      const revoked = await revokeSession(tx, { userId, sessionId, nowMs: clock.nowMs() });
      if (!revoked) return err({ kind: "session.not_found", path: "sessionId" });
      await appendAudit(tx, { actor, action: "session.revoke", subjectType: "session", subjectId: sessionId });
      return ok(null);
    });
  };

async function findActor(users: Pick<RecordTx, "user">, { userId }: Actor) {
  const user = userId === null ? null : await findUser(users, userId);
  if (user === null) return err({ kind: "user.not_found" } as const);
  return ok(user);
}
