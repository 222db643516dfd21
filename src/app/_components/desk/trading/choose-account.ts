/** What is looked at to choose among accounts. */
interface Choice {
  readonly accountId: string;
  readonly kind: unknown;
  readonly archivedAt: unknown;
}

/** The account that is worked with: the one of the address, else the last one, else the first that takes orders. */
export function chooseAccount<Account extends Choice>(
  accounts: readonly Account[],
  wanted: readonly (string | null)[],
): Account | null {
  for (const id of wanted) {
    const found = accounts.find(({ accountId }) => accountId === id);
    if (found !== undefined) return found;
  }
  const live = accounts.filter(({ archivedAt }) => archivedAt === null);
  return live.find(({ kind }) => kind === "paper") ?? live[0] ?? null;
}
