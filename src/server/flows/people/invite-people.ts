import { err, ok, UserId } from "@/modules/_kernel";
import { appendAudit } from "../../platform/audit";
import {
  checkPassword,
  findInvitation,
  findUserByEmail,
  hashPassword,
  insertInvitation,
  insertUser,
  listInvitations,
  newInvitationToken,
  replaceInvitationToken,
  revokeInvitation,
  takeInvitation,
} from "../../platform/identity";
import { readSetting } from "../../platform/settings";
import type { Actor } from "../contract";
import type { InvitationFlows } from "../contract/invitations";
import { isEmail } from "../create-user";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "records" | "clock" | "newId">;

/** How somebody comes in whom nobody gives a password to. */
export function makeInvitationFlows(deps: Deps): InvitationFlows {
  const { sql, records, clock } = deps;
  return {
    listInvitations: () => listInvitations(sql, clock.nowMs()),
    invite: (actor, input) => invite(deps, actor, input),
    renewInvitation: (actor, invitationId) => renew(deps, actor, invitationId),
    async revokeInvitation(actor, invitationId) {
      const revoked = await records.run(async (tx) => {
        if (!(await revokeInvitation(tx, invitationId, clock.nowMs()))) return false;
        await appendAudit(tx, { actor, action: "invitation.revoke", ...subjectOf(invitationId) });
        return true;
      });
      return revoked ? ok(null) : err(notFound());
    },
    async readInvitation(token) {
      const found = await findInvitation(sql, token, clock.nowMs());
      return found === null ? err(overOrWrong()) : ok({ email: found.email, role: found.role });
    },
    acceptInvitation: (actor, input) => accept(deps, actor, input),
  };
}

async function invite(
  { prisma, records, clock, newId }: Deps,
  actor: Actor,
  { email: given, role }: Parameters<InvitationFlows["invite"]>[1],
): ReturnType<InvitationFlows["invite"]> {
  const email = given.trim().toLowerCase();
  if (!isEmail(email)) return err({ kind: "user.email_malformed", path: "email", facts: { email } });
  if ((await findUserByEmail(prisma, email)) !== null)
    return err({ kind: "user.email_taken", path: "email", facts: { email } });
  const [invitationId, token] = [newId(), newInvitationToken()];
  return records.run(async (tx) => {
    const nowMs = clock.nowMs();
    const made = await insertInvitation(tx, { invitationId, token, email, role, by: actor.userId, nowMs });
    const [invitation] = await listInvitations(tx, nowMs, invitationId);
    if (!made || invitation === undefined)
      return err<AppError>({ kind: "invitation.open_already", path: "email", facts: { email } });
    const details = { email, role };
    await appendAudit(tx, { actor, action: "invitation.create", ...subjectOf(invitationId), details });
    return ok({ invitation, token });
  });
}

async function renew(
  { records, clock }: Deps,
  actor: Actor,
  invitationId: string,
): ReturnType<InvitationFlows["renewInvitation"]> {
  const token = newInvitationToken();
  return records.run(async (tx) => {
    const nowMs = clock.nowMs();
    const renewed = await replaceInvitationToken(tx, { invitationId, token, nowMs });
    const [invitation] = await listInvitations(tx, nowMs, invitationId);
    if (!renewed || invitation === undefined) return err(notFound());
    await appendAudit(tx, { actor, action: "invitation.renew", ...subjectOf(invitationId) });
    return ok({ invitation, token });
  });
}

/** The password is looked at after the link: nobody makes us hash who was not invited. */
async function accept(
  { sql, prisma, records, clock, newId }: Deps,
  { requestId }: Actor,
  { token, name, password }: Parameters<InvitationFlows["acceptInvitation"]>[1],
): ReturnType<InvitationFlows["acceptInvitation"]> {
  const found = await findInvitation(sql, token, clock.nowMs());
  if (found === null) return err(overOrWrong());
  const { invitationId, email, role } = found;
  const checked = await checkPassword(password, { email, name });
  if (!checked.ok) return checked;
  const passwordHash = await hashPassword(password);
  const timeZone = await readSetting(prisma, "time-zone", "UTC");
  const userId = UserId.of(newId());
  return records.run(async (tx) => {
    if (!(await takeInvitation(tx, invitationId, clock.nowMs()))) return err(overOrWrong());
    const user = await insertUser(tx, { userId, email, name, role, passwordHash, timeZone });
    // Made by an administrator meanwhile: the link is used up all the same, for there is nothing left to come to.
    if (!user.ok) return err(overOrWrong());
    const actor: Actor = { kind: "user", userId, requestId };
    const details = { email, role };
    await appendAudit(tx, { actor, action: "invitation.accept", ...subjectOf(invitationId), details });
    return ok({ userId, email });
  });
}

const subjectOf = (subjectId: string) => ({ subjectType: "invitation", subjectId }) as const;
const notFound = (): AppError => ({ kind: "invitation.not_found", path: "invitationId" });
const overOrWrong = (): AppError => ({ kind: "invitation.over", path: "token" });
