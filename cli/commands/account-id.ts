import type { Actor } from "@/server/flows/contract";
import type { AccountView } from "@/server/flows/contract/accounts";
import type { CommandHouse } from "../house";
import { fail } from "../refusal";

/** Accounts that are meant: the one of that id, archived too, else those in use of that name. */
export function accountsMeant(
  accounts: readonly Pick<AccountView, "accountId" | "name" | "archivedAt">[],
  wanted: string,
): readonly string[] {
  const byId = accounts.filter(({ accountId }) => accountId === wanted);
  const found = byId.length > 0 ? byId : accounts.filter((each) => each.name === wanted && each.archivedAt === null);
  return found.map(({ accountId }) => accountId);
}

/**
 * The id of an account by its id or name, of those that the person may see. What was typed where none is meant, for the flow to
 * refuse; null where several have the name, which is said. Reaches the database alone.
 */
export async function accountIdOf({ deps }: CommandHouse, actor: Actor, wanted: string): Promise<string | null> {
  const { makeAccountFlows } = await import("@/server/flows/accounts/account-flows");
  const meant = accountsMeant(await makeAccountFlows(deps).listAccounts(actor), wanted);
  const [found = wanted, another] = meant;
  if (another === undefined) return found;
  fail(`Several accounts are called "${wanted}": name one by its id, ${meant.join(" or ")}.`);
  return null;
}
