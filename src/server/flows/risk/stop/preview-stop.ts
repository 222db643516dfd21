import { type CopyPort, type Exact, ok, type SqlPort, toDecimalText } from "@/modules/_kernel";
import type { StoredOrder } from "@/modules/execution";
import { ordersIn } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { Deployment } from "@/modules/strategy";
import type { Actor } from "../../contract";
import type { StopFlows, StopOrderView, StopPreviewView, StopScope, StopStep } from "../../contract/stop";
import { isEntry, openOrdersOf } from "../../deployments/steer-deployment";
import { readSubBooks } from "../../deployments/sub-books";
import type { AppError } from "../../errors";
import { whyNotClosed } from "../../trading/close-position";
import { readMarkets } from "../../trading/standing";
import { type SubmitDeps, whyBarred } from "../../trading/submit-order";
import { statesFor, targetsOf } from "./stop-targets";

type Tx = SqlPort & CopyPort;
/** Above what an account may have open. */
const OPEN_MAX = 5_000;

/** Says exactly what a step of the kill switch would do now. */
export function makePreviewStop(deps: SubmitDeps): StopFlows["previewStop"] {
  return async (actor, { scope, step }) => {
    const targets = await targetsOf(deps, actor, scope);
    if (!targets.ok) return targets;
    const { accounts, deployment, isMore } = targets.value;
    const views: StopPreviewView[] = [];
    for (const account of accounts) views.push(await previewOf(deps, { actor, account, deployment, scope, step }));
    return ok({ accounts: views, isMore });
  };
}

interface Previewing {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly deployment: Deployment | null;
  readonly scope: StopScope;
  readonly step: StopStep;
}

async function previewOf(deps: SubmitDeps, at: Previewing): Promise<StopPreviewView> {
  const { account, scope, step } = at;
  const { accountId, name } = account;
  const states = await statesFor(deps, { scope, step, accountId });
  const markets = await readMarkets(deps, accountId, []);
  return deps.transactions.run(async (tx): Promise<StopPreviewView> => {
    const open = await openOf(tx, at);
    const closes =
      step === "flatten" ? await closesOf(deps, tx, { ...at, markets, barred: whyBarred(states.after, true) }) : [];
    const held = new Set(closes.filter(({ why }) => why !== null).map(({ symbol }) => symbol));
    const goes = ({ order: { intent } }: StoredOrder) => {
      if (step === "cancel") return at.deployment === null ? !intent.reduceOnly : isEntry(intent);
      return step === "flatten" && !(intent.reduceOnly && held.has(intent.symbol));
    };
    const cancels = open.filter(goes);
    return {
      accountId,
      account: name,
      state: states.before,
      cancels: cancels.map(orderView),
      closes,
      stays: open.length - cancels.length,
    };
  });
}

const openOf = (tx: Tx, { account, deployment }: Previewing): Promise<readonly StoredOrder[]> =>
  deployment === null ? ordersIn(tx).listOpen(account.accountId, OPEN_MAX) : openOrdersOf(tx, deployment);

const orderView = ({ order: { intent, terms, filledQty } }: StoredOrder): StopOrderView => ({
  orderId: intent.orderId,
  symbol: intent.symbol,
  side: intent.side,
  qty: toDecimalText(terms.qty.minus(filledQty)),
});

interface Closes extends Previewing {
  readonly markets: Awaited<ReturnType<typeof readMarkets>>;
  /** Why nothing may be sent at all. */
  readonly barred: AppError | null;
}

async function closesOf(deps: SubmitDeps, tx: Tx, at: Closes): Promise<StopPreviewView["closes"]> {
  const { account, deployment, barred } = at;
  const held =
    deployment === null
      ? (await makeLedgerStore().readState(tx, account.accountId)).positions
      : ((await readSubBooks(tx, [deployment.deploymentId])).get(deployment.deploymentId)?.positions ?? []);
  const closes: StopPreviewView["closes"][number][] = [];
  for (const { symbol, qty } of held) {
    if (qty.isZero()) continue;
    closes.push({ symbol, ...closing(qty), why: barred ?? (await whyNotClosed(deps, tx, at, symbol)) });
  }
  return closes;
}

const closing = (qty: Exact) => ({
  side: qty.isNegative() ? ("buy" as const) : ("sell" as const),
  qty: toDecimalText(qty.abs()),
});
