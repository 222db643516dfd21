import type { Batch, LedgerQuery } from "./types";

/** The address of the postings behind a number. */
export function ledgerHref(
  accountId: string,
  filter: {
    readonly chart?: LedgerQuery["chart"];
    readonly postings?: string;
    readonly entry?: Batch["batchId"];
  },
): string {
  const query = new URLSearchParams({ account: accountId });
  for (const [name, value] of Object.entries(filter)) if (typeof value === "string") query.set(name, value);
  return `/portfolio/ledger?${query.toString()}`;
}
