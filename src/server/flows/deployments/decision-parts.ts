import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type EpochMs, InvariantViolation } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { type Deployment, type DeploymentEpoch, decides, type StoredDecision, type ToldFill } from "@/modules/strategy";
import { type BarWindow, StrategyFault, type Watched } from "@/modules/strategy/server";
import type { MarketProgress } from "./closed-moments";
import type { DeskContext } from "./desk-context";
import { moveDeployment } from "./move-deployment";
import type { OwnRecord } from "./own-record";
import type { LookedUp } from "./prepare-markets";
import { withdrawOrders } from "./steer-deployment";

/** What a decision is made of, of a deployment that trades and of a shadow. */
export interface Deciding {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly epoch: DeploymentEpoch;
  readonly window: BarWindow;
  readonly record: OwnRecord;
  readonly momentMs: EpochMs;
  readonly progress: MarketProgress;
  /** What was looked up for the orders that it may want; null: nothing was. */
  readonly ahead: Promise<LookedUp> | null;
}

/** `overtaken`: somebody changed the deployment meanwhile; what was worked out is thrown away, and nothing was written. */
export type Outcome = "decided" | "failed" | "overtaken" | "stopped";

const NOTES_MAX = 20;
const NOTE_LENGTH_MAX = 500;

/** Walks the strategy to the moment; what breaks in it stays in it, everything else is ours. Null: it was told to stop. */
export async function askStrategy(
  { signal }: Pick<DeskContext, "signal">,
  { window, epoch, momentMs }: Pick<Deciding, "window" | "epoch" | "momentMs">,
  plan: Omit<Parameters<BarWindow["watch"]>[1], "liveFromMs" | "keepFromMs">,
  engine: Parameters<BarWindow["watch"]>[2],
): Promise<{ readonly watched: Watched } | { readonly watched: null; readonly fault: string } | null> {
  const pacing = { signal, progress: () => undefined, yieldTurn: () => setImmediate() };
  const span = { fromMs: epoch.warmFromMs, untilMs: momentMs };
  try {
    const from = { liveFromMs: epoch.liveFromMs, keepFromMs: momentMs };
    const watched = await window.watch(span, { ...plan, ...from }, engine, pacing);
    return watched === null ? null : { watched };
  } catch (error) {
    if (!(error instanceof StrategyFault) && !(error instanceof InvariantViolation)) throw error;
    return { watched: null, fault: error.message };
  }
}

/** The deployment under its lock, where nobody has changed it since it was read. */
export async function lockAsKnown(
  { store }: DeskContext,
  tx: DeskContext["sql"],
  known: Deployment,
): Promise<Deployment | null> {
  const locked = await store.lock(tx, known.deploymentId);
  const isAsKnown =
    locked !== null &&
    locked.transitions === known.transitions &&
    locked.epoch === known.epoch &&
    locked.decidedToMs === known.decidedToMs &&
    decides(locked.standing);
  return isAsKnown ? locked : null;
}

/** sha256 over everything that went in: what it was told of its account, or of its venue, is as it is taken. */
export function hashInputs(
  { deployment: { strategy, strategyVersion }, epoch, momentMs }: Deciding,
  account: object,
  barsHash: string,
): string {
  const { params, warmFromMs, liveFromMs } = epoch;
  const inputs = [strategy, strategyVersion, params, warmFromMs, liveFromMs, momentMs, account, barsHash];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** What the strategy wrote at the bar that closed. */
export function notesAt({ notes }: Watched, barMs: number, momentMs: number): readonly string[] {
  return notes
    .filter(({ atMs }) => atMs === barMs || atMs === momentMs)
    .slice(0, NOTES_MAX)
    .map(({ text }) => text.slice(0, NOTE_LENGTH_MAX));
}

/** Keeps what broke, and ends the deployment until a person starts it again. What it holds and what protects that stays. */
export async function fail(
  context: DeskContext,
  at: Deciding,
  {
    fault,
    inputsHash,
    told,
  }: { readonly fault: string; readonly inputsHash: string; readonly told: readonly ToldFill[] },
): Promise<Outcome> {
  const { deployment, window, momentMs } = at;
  const { store, clock } = context;
  return context.transactions.run(async (tx): Promise<Outcome> => {
    const locked = await lockAsKnown(context, tx, deployment);
    if (locked === null) return "overtaken";
    const message = fault.slice(0, NOTE_LENGTH_MAX);
    await store.tell(tx, locked.deploymentId, locked.accountId, told);
    const decision: StoredDecision = {
      deploymentId: locked.deploymentId,
      epoch: locked.epoch,
      momentMs,
      barMs: window.barAt(momentMs),
      decidedAtMs: clock.nowMs(),
      outcome: "failed",
      inputsHash,
      seen: [],
      wishes: [],
      intents: [],
      notes: [],
      gates: [{ layer: "strategy", gate: "strategy_broke", passed: false, value: message, threshold: null }],
    };
    await store.decide(tx, decision, locked.refusedInARow);
    const reason = { kind: "strategy_broke", facts: { message } };
    await moveDeployment(tx, context, locked, { event: { type: "broke", atMs: clock.nowMs(), reason }, by: null });
    await withdrawOrders(tx, context, locked, "entries");
    return "failed";
  });
}
