import { err, ok, type Result, type UserId } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import { findUser, findUserByEmail } from "../../platform/identity";
import type { Actor } from "../contract";
import type { AccountFlows, MemberView } from "../contract/accounts";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { type AccountAccess, accountNotFound } from "./access";
import { announceAccount } from "./manage-accounts";

/** People of one account beside its owner. */
const MEMBERS_MAX = 50;

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work">;

/** Who else may look at an account or trade in it. Its owner and administrators say so; a member may leave. */
export function makeMembers(
  deps: Deps,
  access: AccountAccess,
): Pick<AccountFlows, "listMembers" | "setMember" | "removeMember"> {
  const { prisma, transactions, clock, work } = deps;
  const accounts = makeAccountStore();

  const viewsOf = async ({ members }: Pick<AccountFacts, "members">): Promise<readonly MemberView[]> => {
    const views: MemberView[] = [];
    for (const { userId, role, addedAt } of members) {
      const user = await findUser(prisma, userId);
      views.push({ userId, role, addedAt, name: user?.view.name ?? "", email: user?.view.email ?? "" });
    }
    return views;
  };
  const membersOf = async (accountId: AccountFacts["accountId"]) => {
    const account = await accounts.find(deps.sql, accountId);
    return ok(await viewsOf({ members: account?.members ?? [] }));
  };

  return {
    async listMembers(actor, accountId) {
      const seen = await access.see(actor, accountId);
      return seen.ok ? ok(await viewsOf(seen.value.account)) : seen;
    },

    async setMember(actor, { accountId, email, role }) {
      const user = await findUserByEmail(prisma, email.trim());
      const done = await transactions.run(async (tx): Promise<Result<AccountFacts, AppError>> => {
        const held = await access.hold(tx, actor, accountId);
        if (!held.ok) return held;
        const { account } = held.value;
        if (user === null)
          return err({ kind: "account.member_unknown", path: "email", facts: { email: email.slice(0, 200) } });
        const { userId, name } = user.view;
        const why = whyNotMember(account, { userId, name, houseRole: user.view.role }, role);
        if (why !== null) return err(why);
        const before = account.members.find((each) => each.userId === userId)?.role ?? null;
        if (before === role) return ok(account);
        const addedAt = clock.nowMs();
        await accounts.putMember(tx, account.accountId, { userId, role, addedBy: actor.userId, addedAt });
        await audit(tx, actor, "account.member_set", account, {
          userId,
          email: user.view.email,
          from: before,
          to: role,
        });
        // Who is new hears of it too.
        await announceAccount(work, tx, { ...account, members: [...account.members, { userId, role, addedAt }] });
        return ok(account);
      });
      return done.ok ? membersOf(done.value.accountId) : done;
    },

    async removeMember(actor, { accountId, userId }) {
      const isSelf = actor.userId !== null && actor.userId === userId;
      const done = await transactions.run(async (tx): Promise<Result<AccountFacts, AppError>> => {
        const held = await (isSelf ? access.holdSeen(tx, actor, accountId) : access.hold(tx, actor, accountId));
        if (!held.ok) return held;
        const { account } = held.value;
        const member = account.members.find((each) => each.userId === userId);
        if (member === undefined)
          return err({ kind: "account.member_not_found", path: "userId", facts: { name: account.name } });
        await accounts.removeMember(tx, account.accountId, member.userId);
        await audit(tx, actor, "account.member_remove", account, { userId, from: member.role });
        await announceAccount(work, tx, account);
        return ok(account);
      });
      if (!done.ok) return done;
      // Who has left sees nothing of it any more.
      const seen = await access.see(actor, accountId);
      return seen.ok ? membersOf(done.value.accountId) : isSelf ? ok([]) : err(accountNotFound(accountId));
    },
  };
}

/** Why somebody cannot be a member of an account; null: they can. */
export function whyNotMember(
  { ownerId, members, name: account }: AccountFacts,
  { userId, name, houseRole }: { readonly userId: UserId; readonly name: string; readonly houseRole: string },
  role: MemberView["role"],
): AppError | null {
  if (ownerId === userId) return { kind: "account.member_is_owner", path: "email", facts: { name, account } };
  if (role === "trader" && houseRole === "viewer")
    return { kind: "account.member_only_looks", path: "role", facts: { name } };
  if (members.length >= MEMBERS_MAX && !members.some((each) => each.userId === userId))
    return { kind: "account.too_many_members", path: "email", facts: { max: MEMBERS_MAX } };
  return null;
}

function audit(
  tx: FlowDeps["sql"],
  actor: Actor,
  action: string,
  { accountId, name }: AccountFacts,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  return appendAudit(tx, {
    actor,
    action,
    subjectType: "account",
    subjectId: accountId,
    details: { name, ...details },
  });
}
