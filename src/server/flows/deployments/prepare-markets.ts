import { setImmediate } from "node:timers/promises";
import type { DecidedMoment, Deployment } from "@/modules/strategy";
import type { Actor } from "../contract";
import type { OrderRequest } from "../contract/trading";
import type { AppError } from "../errors";
import type { Person } from "../trading/access";
import { makeDecision, type SubmitDeps } from "../trading/submit-order";
import { whyNotStrategy } from "./deployment-access";

/** Instruments looked up at a time: a deployment on many must not take every connection of its process. */
const AT_ONCE = 3;

type Decision = ReturnType<typeof makeDecision>;
export type Ready = Extract<Awaited<ReturnType<Decision["prepare"]>>, { readonly ok: true }>["value"];

/** Markets of the instruments that something is wanted in; a refusal says why nobody can order there now. */
export type PreparedMarkets = ReadonlyMap<string, { readonly ready: Ready } | { readonly refusal: AppError }>;

/** Whom its orders are of: what they may on the account is asked at each. */
export const actorOf = ({ ownerId, deploymentId }: Deployment): Actor => ({
  // Whoever runs commands on this machine made it, and may what they may.
  kind: ownerId === null ? "cli" : "system",
  userId: ownerId,
  requestId: `deployment.${deploymentId}`,
});

/** Markets of symbols, with whoever owns the deployment. */
interface Prepared {
  /** Null: nothing was asked for. */
  readonly owner: Person | null;
  readonly markets: PreparedMarkets;
}

/** Looked up before the transaction, which holds a connection already. */
export async function prepareMarkets(
  context: SubmitDeps,
  deployment: Deployment,
  wanted: readonly string[],
): Promise<Prepared> {
  const decision = makeDecision(context);
  const markets = new Map<string, { readonly ready: Ready } | { readonly refusal: AppError }>();
  let owner: Person | null = null;
  const prepare = async (symbol: string) => {
    const request = anyRequest(deployment.accountId, symbol);
    const found = await decision.look(actorOf(deployment), request);
    owner = found.person;
    const ready = await decision.prepare(request, found);
    markets.set(symbol, ready.ok ? { ready: ready.value } : { refusal: ready.error });
  };
  const symbols = [...new Set(wanted)];
  for (let at = 0; at < symbols.length; at += AT_ONCE) await Promise.all(symbols.slice(at, at + AT_ONCE).map(prepare));
  return { owner, markets };
}

/** What was prepared, and when. */
export interface LookedUp extends Prepared {
  /** When it was asked for, by `performance.now()`. */
  readonly atMs: number;
}

/** What was looked up ahead is this old at most: prices are as old as they say, and a strategy may think for seconds. */
const AHEAD_MAX_MS = 250;

async function lookUp(context: SubmitDeps, deployment: Deployment, symbols: readonly string[]): Promise<LookedUp> {
  const atMs = performance.now();
  return { ...(await prepareMarkets(context, deployment, symbols)), atMs };
}

/**
 * Looks up what a bar that closed may be answered with, while it is found out what is due and its strategy is asked. Null: too much
 * for what may not be wanted.
 *
 * @param soon - when it begins: after what is asked in this turn of the program, unless told
 */
export function lookAhead(
  context: SubmitDeps,
  deployment: Deployment,
  soon: Promise<void> = setImmediate(),
): Promise<LookedUp> | null {
  const { mode, instruments } = deployment;
  if (mode !== "live" || instruments.length > AT_ONCE) return null;
  const looked = soon.then(() => lookUp(context, deployment, instruments));
  // Whoever takes it hears of a fault; nobody may.
  looked.catch(() => undefined);
  return looked;
}

/** The same for what a strategy decides: one that is not its owner's any more gets nothing through. What is closed for it goes on. */
export async function prepareDecided(
  context: SubmitDeps,
  { deployment, ahead }: { readonly deployment: Deployment; readonly ahead: Promise<LookedUp> | null },
  { wishes }: Pick<DecidedMoment, "wishes">,
): Promise<PreparedMarkets> {
  if (wishes.length === 0) return new Map();
  const symbols = [...new Set(wishes.map(({ symbol }) => symbol))];
  const before = await ahead;
  const isFresh = before !== null && performance.now() - before.atMs <= AHEAD_MAX_MS;
  const isKnown = isFresh && symbols.every((symbol) => before.markets.has(symbol));
  const { owner, markets } = isKnown ? before : await lookUp(context, deployment, symbols);
  if (owner === null) throw new Error("whoever owns a deployment is looked up with its markets");
  const refusal = whyNotStrategy(owner, deployment.strategy);
  return refusal === null ? markets : new Map(symbols.map((symbol) => [symbol, { refusal }]));
}

/** A market is looked up by account and symbol; all else of a request says nothing of it. */
const anyRequest = (accountId: string, symbol: string): OrderRequest => ({
  accountId,
  symbol,
  side: "buy",
  qty: "1",
  ordType: "market",
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "gtc",
  expireAt: null,
  reduceOnly: false,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
});
