import { AccountId, err, ok, type SqlPort, UserId } from "@/modules/_kernel";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
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
import { announceAccount } from "../accounts/manage-accounts";
import { whyNotMember } from "../accounts/members";
import type { Actor, Role, UserView } from "../contract";
import type { InvitationFlows, InvitedAccount } from "../contract/invitations";
import { isEmail } from "../create-user";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { mailInvitation } from "./mail-invitation";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "records" | "clock" | "newId" | "secrets" | "work">;

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
  deps: Deps,
  actor: Actor,
  { email: given, role, accounts }: Parameters<InvitationFlows["invite"]>[1],
): ReturnType<InvitationFlows["invite"]> {
  const { sql, prisma, records, clock, newId } = deps;
  const email = given.trim().toLowerCase();
  if (!isEmail(email)) return err({ kind: "user.email_malformed", path: "email", facts: { email } });
  if ((await findUserByEmail(prisma, email)) !== null)
    return err({ kind: "user.email_taken", path: "email", facts: { email } });
  const refused = await whyNotAccounts(sql, role, accounts);
  if (refused !== null) return err(refused);
  const [invitationId, token] = [newId(), newInvitationToken()];
  const made = await records.run(async (tx) => {
    const nowMs = clock.nowMs();
    const one = { invitationId, token, email, role, accounts, by: actor.userId, nowMs };
    const isMade = await insertInvitation(tx, one);
    const [invitation] = await listInvitations(tx, nowMs, invitationId);
    if (!isMade || invitation === undefined)
      return err<AppError>({ kind: "invitation.open_already", path: "email", facts: { email } });
    const details = { email, role, accounts };
    await appendAudit(tx, { actor, action: "invitation.create", ...subjectOf(invitationId), details });
    return ok({ invitation, token });
  });
  // After the commit: a mail cannot be taken back.
  return made.ok ? ok({ ...made.value, mail: await mailInvitation(deps, made.value) }) : made;
}

async function whyNotAccounts(sql: SqlPort, role: Role, accounts: readonly InvitedAccount[]): Promise<AppError | null> {
  for (const { accountId, role: as } of accounts) {
    const account = AccountId.is(accountId) ? await makeAccountStore().find(sql, accountId) : null;
    if (account === null || account.archivedAt !== null)
      return { kind: "invitation.account_unknown", path: "accounts", facts: { accountId: accountId.slice(0, 64) } };
    if (as === "trader" && role === "viewer")
      return { kind: "invitation.only_looks", path: "accounts", facts: { account: account.name } };
  }
  return null;
}

async function renew(deps: Deps, actor: Actor, invitationId: string): ReturnType<InvitationFlows["renewInvitation"]> {
  const { records, clock } = deps;
  const token = newInvitationToken();
  const made = await records.run(async (tx) => {
    const nowMs = clock.nowMs();
    const renewed = await replaceInvitationToken(tx, { invitationId, token, nowMs });
    const [invitation] = await listInvitations(tx, nowMs, invitationId);
    if (!renewed || invitation === undefined) return err(notFound());
    await appendAudit(tx, { actor, action: "invitation.renew", ...subjectOf(invitationId) });
    return ok({ invitation, token });
  });
  return made.ok ? ok({ ...made.value, mail: await mailInvitation(deps, made.value) }) : made;
}

/** The password is looked at after the link: nobody makes us hash who was not invited. */
async function accept(
  { sql, prisma, records, clock, newId, work }: Deps,
  { requestId }: Actor,
  { token, name, password }: Parameters<InvitationFlows["acceptInvitation"]>[1],
): ReturnType<InvitationFlows["acceptInvitation"]> {
  const found = await findInvitation(sql, token, clock.nowMs());
  if (found === null) return err(overOrWrong());
  const { invitationId, email, role, accounts } = found;
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
    const joined = await join(tx, { work, nowMs: clock.nowMs() }, { user: user.value, actor, accounts });
    const details = { email, role, joined };
    await appendAudit(tx, { actor, action: "invitation.accept", ...subjectOf(invitationId), details });
    return ok({ userId, email });
  });
}

interface Joining {
  readonly user: UserView;
  readonly actor: Actor;
  readonly accounts: readonly InvitedAccount[];
}

/** Lets somebody who just came into the accounts of their invitation. One that is gone or full meanwhile keeps nobody out of the rest. */
async function join(
  tx: SqlPort,
  { work, nowMs }: { readonly work: Deps["work"]; readonly nowMs: ReturnType<Deps["clock"]["nowMs"]> },
  { user, actor, accounts }: Joining,
): Promise<readonly string[]> {
  const { userId, name, email, role: houseRole } = user;
  const joined: string[] = [];
  for (const { accountId, role } of accounts) {
    const account = AccountId.is(accountId) ? await makeLedgerStore().lockAccount(tx, accountId) : null;
    if (account === null || account.archivedAt !== null) continue;
    if (whyNotMember(account, { userId, name, houseRole }, role) !== null) continue;
    const member = { userId, role, addedAt: nowMs };
    await makeAccountStore().putMember(tx, account.accountId, { ...member, addedBy: null });
    const details = { name: account.name, userId, email, from: null, to: role };
    const subject = { subjectType: "account", subjectId: account.accountId } as const;
    await appendAudit(tx, { actor, action: "account.member_set", ...subject, details });
    await announceAccount(work, tx, { ...account, members: [...account.members, member] });
    joined.push(account.accountId);
  }
  return joined;
}

const subjectOf = (subjectId: string) => ({ subjectType: "invitation", subjectId }) as const;
const notFound = (): AppError => ({ kind: "invitation.not_found", path: "invitationId" });
const overOrWrong = (): AppError => ({ kind: "invitation.over", path: "token" });
