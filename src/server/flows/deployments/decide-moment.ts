import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type EpochMs, InvariantViolation } from "@/modules/_kernel";
import { DEFAULT_BROKER } from "@/modules/execution";
import { readFillsOf } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import {
  type Deployment,
  type DeploymentEpoch,
  decides,
  type RecordedAccount,
  type StoredDecision,
  type ToldFill,
} from "@/modules/strategy";
import { type BarWindow, StrategyFault, type Watched } from "@/modules/strategy/server";
import { untilNotOvertaken } from "../trading/change-order";
import type { DeskContext } from "./desk-context";
import { moveDeployment, tellOfDeployment } from "./move-deployment";
import { placeWishes } from "./place-wishes";
import { prepareMarkets } from "./prepare-markets";
import { type Recorded, recordedAccount } from "./recorded-account";
import { withdrawOrders } from "./steer-deployment";
import { multipliersOf } from "./sub-books";

interface Deciding {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly epoch: DeploymentEpoch;
  readonly window: BarWindow;
  readonly momentMs: EpochMs;
}

/** `overtaken`: somebody changed the deployment meanwhile; what was worked out is thrown away, and nothing was written. */
type Outcome = "decided" | "failed" | "overtaken" | "stopped";

/** Decisions in a row of which risk let nothing pass: what goes on like that needs a person. */
const REFUSED_IN_A_ROW_MAX = 20;
const NOTES_MAX = 20;
const NOTE_LENGTH_MAX = 500;

/**
 * Asks the strategy about one closed bar, and does what it wants: its decision, the fills it was told, its orders and how far it is
 * commit together, under the lease, or not at all. The same bars and record give the same wishes, and each order has the one key of
 * its bar and number, so that whoever comes after a crash goes on and enters nothing twice.
 */
export async function decideMoment(context: DeskContext, at: Deciding): Promise<Outcome> {
  const record = await readRecord(context, at);
  const asked = await ask(context, at, record.account);
  if (asked === null) return "stopped";
  const inputsHash = hashInputs(at, record.account, asked.watched?.barsHash ?? "");
  const known = { inputsHash, told: record.told };
  if ("fault" in asked) return fail(context, at, { ...known, fault: asked.fault });
  const decided = asked.watched.decided.at(-1);
  if (decided === undefined || decided.momentMs !== at.momentMs)
    return fail(context, at, { ...known, fault: "it was not shown the bar that closed" });
  const markets = await prepareMarkets(context, at, decided);
  const done = await untilNotOvertaken(() =>
    context.transactions.run(async (tx): Promise<Outcome> => {
      const locked = await lockAsKnown(context, tx, at.deployment);
      if (locked === null) return "overtaken";
      await context.store.tell(tx, locked.deploymentId, locked.accountId, record.told);
      const placed = await placeWishes(context, tx, { ...at, deployment: locked, decided, markets, record });
      const decision: StoredDecision = {
        deploymentId: locked.deploymentId,
        epoch: locked.epoch,
        momentMs: at.momentMs,
        barMs: placed.barMs,
        decidedAtMs: context.clock.nowMs(),
        outcome: placed.outcome,
        inputsHash,
        seen: decided.seen,
        wishes: decided.wishes,
        intents: placed.intents,
        gates: [],
        notes: notesAt(asked.watched, decided.barMs, at.momentMs),
      };
      const refused = placed.isRefused
        ? locked.refusedInARow + 1
        : placed.outcome === "ordered"
          ? 0
          : locked.refusedInARow;
      await context.store.decide(tx, decision, refused);
      if (refused >= REFUSED_IN_A_ROW_MAX && locked.standing.status === "running") {
        const reason = { kind: "refused_repeatedly", facts: { decisions: refused } };
        const event = { type: "restricted", atMs: context.clock.nowMs(), reason } as const;
        await moveDeployment(tx, context, locked, { event, by: null });
      } else if (placed.outcome !== "none") await tellOfDeployment(tx, context.work, locked.deploymentId);
      return "decided";
    }),
  );
  if (done === "decided" && decided.wishes.length > 0) context.signals.send("trading", at.account.accountId);
  return done;
}

/** The deployment under its lock, where nobody has changed it since it was read. */
async function lockAsKnown(
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

async function readRecord({ sql, store, instruments }: DeskContext, at: Deciding): Promise<Recorded> {
  const { deploymentId } = at.deployment;
  const orders = await store.ordersOf(sql, deploymentId);
  const ids = orders.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
  const [fills, toldBefore] = await Promise.all([readFillsOf(sql, ids), store.toldFills(sql, deploymentId)]);
  const known = new Map(toldBefore.map((each) => [each.execId, each]));
  const told = fills
    .filter(({ execId }) => !known.has(execId))
    .map(({ execId, orderId }): ToldFill => ({ execId, orderId, epoch: at.epoch.epoch, toldAtMs: at.momentMs }));
  const moments = new Map([...toldBefore, ...told].map((each) => [each.execId, each]));
  const multipliers = await multipliersOf(instruments, at.deployment.instruments);
  const account = recordedAccount(at.epoch, { orders, fills, moments, multipliers });
  return { account, told, orders };
}

/** The engine's own account is not asked: any cash does. */
const ENGINE = { broker: DEFAULT_BROKER, terms: [] } as const;

async function ask(
  { signal }: DeskContext,
  { window, epoch, momentMs }: Deciding,
  account: RecordedAccount,
): Promise<{ readonly watched: Watched } | { readonly watched: null; readonly fault: string } | null> {
  const plan = { liveFromMs: epoch.liveFromMs, keepFromMs: momentMs, account };
  const pacing = { signal, progress: () => undefined, yieldTurn: () => setImmediate() };
  try {
    const watched = await window.watch({ fromMs: epoch.warmFromMs, untilMs: momentMs }, plan, ENGINE, pacing);
    return watched === null ? null : { watched };
  } catch (error) {
    // What breaks in a strategy stays in it; everything else is ours.
    if (!(error instanceof StrategyFault) && !(error instanceof InvariantViolation)) throw error;
    return { watched: null, fault: error.message };
  }
}

function hashInputs(
  { deployment: { strategy, strategyVersion }, epoch, momentMs }: Deciding,
  account: RecordedAccount,
  barsHash: string,
): string {
  const { params, warmFromMs, liveFromMs } = epoch;
  const inputs = [strategy, strategyVersion, params, warmFromMs, liveFromMs, momentMs, account, barsHash];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

function notesAt({ notes }: Watched, barMs: number, momentMs: number): readonly string[] {
  return notes
    .filter(({ atMs }) => atMs === barMs || atMs === momentMs)
    .slice(0, NOTES_MAX)
    .map(({ text }) => text.slice(0, NOTE_LENGTH_MAX));
}

/** Keeps what broke, and ends the deployment until a person starts it again. What it holds and what protects that stays. */
async function fail(
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
