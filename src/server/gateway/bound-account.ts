import type { Flows } from "../flows/contract";
import type { KeyBearer } from "../platform/identity";

/** Clients of Alpaca know one account: the one that the key is bound to, or the only one that its owner has. */
export async function boundAccount(
  flows: Pick<Flows, "listAccounts">,
  { user, key }: KeyBearer,
  requestId: string,
): Promise<{ readonly ok: true; readonly accountId: string } | { readonly ok: false; readonly why: string }> {
  const [only, another] = key.accountIds ?? [];
  if (only !== undefined && another === undefined) return { ok: true, accountId: only };
  if (another !== undefined) return { ok: false, why: "the key is bound to several accounts: make one for each" };
  const accounts = await flows.listAccounts({ kind: "user", userId: user.userId, requestId, key });
  const own = accounts.filter(({ mine, archivedAt, kind }) => mine && archivedAt === null && kind === "paper");
  const [account, second] = own;
  if (account !== undefined && second === undefined) return { ok: true, accountId: account.accountId };
  return { ok: false, why: "bind the key to one account" };
}
