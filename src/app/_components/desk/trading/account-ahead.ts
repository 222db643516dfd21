import { readText } from "@/app/_lib/read";
import { parseStored } from "@/app/_lib/stored-text";
import type { AccountAhead, PageFacts } from "@/server/api/page-ahead";
import { chooseAccount } from "./choose-account";

export const readAccountId = readText(64);

/** The account that `useAccount` will choose, known before the page is drawn. */
export async function accountAhead({ accounts, address, kept }: PageFacts): Promise<AccountAhead | null> {
  const last = parseStored(kept["desk-account"] ?? null, readAccountId);
  return chooseAccount(await accounts(), [address.get("account"), last]);
}
