import type { CopyPort, SqlPort } from "@/modules/_kernel";
import type { Standing } from "@/modules/execution";
import { readWorkingOrders } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { DecidedMoment, DeploymentOrder, RecordedAccount } from "@/modules/strategy";

type Tx = SqlPort & CopyPort;

/** What is at work already, as orders of this very decision see it one after another. */
export interface Books {
  free: number;
  readonly positions: OwnAccount["positions"];
  readonly accountPositions: ReadonlyMap<string, number>;
}

/** Cash and units of a deployment, as numbers. */
export interface OwnAccount {
  readonly cash: number;
  readonly positions: Readonly<Record<string, number>>;
}

export function ownAccountOf({ cash, positions, fills }: RecordedAccount): OwnAccount {
  const units: Record<string, number> = { ...positions };
  for (const fill of fills) if (fill.quantity !== 0) units[fill.symbol] = (units[fill.symbol] ?? 0) + fill.quantity;
  return { cash: fills.reduce((sum, fill) => sum + fill.cash, cash), positions: units };
}

/** What books are reckoned from, beside what the account itself has. */
interface BooksOf {
  readonly own: OwnAccount;
  /** Of the deployment: what works of them is at work already. */
  readonly orders: readonly DeploymentOrder[];
  readonly seen: DecidedMoment["seen"];
}

export async function readBooks(
  tx: Tx,
  { account, ...of }: BooksOf & { readonly account: AccountFacts },
): Promise<Books> {
  const [working, { positions }] = await Promise.all([
    readWorkingOrders(tx, account.accountId),
    makeLedgerStore().readState(tx, account.accountId),
  ]);
  return booksIn({ working, positions }, of);
}

/** The same of an account that was read already. */
export function booksIn(
  { working, positions: held }: Pick<Standing, "working" | "positions">,
  { own: { cash, positions }, orders, seen }: BooksOf,
): Books {
  const closes = new Map(seen.map(({ symbol, close }) => [symbol, close]));
  const worths = Object.entries(positions).map(([symbol, qty]) => qty * (closes.get(symbol) ?? 0));
  const equity = worths.reduce((sum, worth) => sum + worth, cash);
  const gross = worths.reduce((sum, worth) => sum + Math.abs(worth), 0);
  const ids = new Set<string | null>(orders.map(({ orderId }) => orderId));
  const reserved = working
    .filter(({ orderId, reduceOnly }) => ids.has(orderId) && !reduceOnly)
    .reduce(
      (sum, { leaves, price, symbol }) => sum + leaves.toNumber() * (price?.toNumber() ?? closes.get(symbol) ?? 0),
      0,
    );
  return {
    free: equity - gross - reserved,
    positions,
    accountPositions: new Map(held.map(({ symbol, qty }) => [symbol, qty.toNumber()])),
  };
}

/** As they are where nobody else trades on the account and nothing works: what they will be, as a rule. */
export function likelyBooks(of: Omit<BooksOf, "orders">): Books {
  const books = booksIn({ working: [], positions: [] }, { ...of, orders: [] });
  return { ...books, accountPositions: new Map(Object.entries(of.own.positions)) };
}
