import { DEFAULT_BROKER } from "@/modules/execution";
import type { DeploymentReason, Gate, StoredDecision, ToldFill } from "@/modules/strategy";
import { untilNotOvertaken } from "../trading/change-order";
import { askStrategy, type Deciding, fail, hashInputs, lockAsKnown, notesAt, type Outcome } from "./decision-parts";
import type { DeskContext } from "./desk-context";
import { moveDeployment, tellOfDeployment } from "./move-deployment";
import { beginBefore, placeWishes } from "./place-wishes";
import { prepareDecided } from "./prepare-markets";
import { type Recorded, recordedAccount } from "./recorded-account";
import { multipliersOf } from "./sub-books";

/** Decisions in a row of which risk, or its capital while it held nothing, let nothing pass: what goes on like that needs a person. */
const REFUSED_IN_A_ROW_MAX = 20;

/**
 * Asks the strategy about one closed bar, and does what it wants: its decision, the fills it was told, its orders and how far it is
 * commit together, under the lease, or not at all. The same bars and record give the same wishes, and each order has the one key of
 * its bar and number, so that whoever comes after a crash goes on and enters nothing twice.
 */
export async function decideMoment(context: DeskContext, at: Deciding): Promise<Outcome> {
  const record = await readRecord(context, at);
  const asked = await askStrategy(context, at, { account: record.account }, ENGINE);
  if (asked === null) return "stopped";
  const inputsHash = hashInputs(at, record.account, asked.watched?.barsHash ?? "");
  const known = { inputsHash, told: record.told };
  if ("fault" in asked) return fail(context, at, { ...known, fault: asked.fault });
  const decided = asked.watched.decided.at(-1);
  if (decided === undefined || decided.momentMs !== at.momentMs)
    return fail(context, at, { ...known, fault: "it was not shown the bar that closed" });
  const markets = await prepareDecided(context, at, decided);
  const done = await untilNotOvertaken(() =>
    context.transactions.run(async (tx): Promise<Outcome> => {
      const wanted = { ...at, decided, markets, record };
      const [locked, begin] = await Promise.all([
        lockAsKnown(context, tx, at.deployment),
        beginBefore(context, tx, wanted),
      ]);
      if (locked === null) return "overtaken";
      const placed = await placeWishes(context, tx, { ...wanted, deployment: locked, begin });
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
      const refused =
        placed.refusedBy !== null ? locked.refusedInARow + 1 : placed.outcome === "ordered" ? 0 : locked.refusedInARow;
      const isRestricted = refused >= REFUSED_IN_A_ROW_MAX && locked.standing.status === "running";
      const news =
        isRestricted || placed.outcome === "none" ? null : tellOfDeployment(tx, context.work, locked.deploymentId);
      const orders = placed.orders.map((order) => context.store.putOrder(tx, locked.deploymentId, order));
      const told = context.store.tell(tx, locked.deploymentId, locked.accountId, record.told);
      await Promise.all([...placed.writes, ...orders, told, context.store.decide(tx, decision, refused), news]);
      if (isRestricted) {
        const reason = reasonOf(refused, placed.refusedBy);
        const event = { type: "restricted", atMs: context.clock.nowMs(), reason } as const;
        await moveDeployment(tx, context, locked, { event, by: null });
      }
      return "decided";
    }),
  );
  if (done === "decided" && decided.wishes.length > 0) context.signals.send("trading", at.account.accountId);
  return done;
}

/** Of what keeps on refusing: the last of it is told. */
function reasonOf(decisions: number, by: Gate | null): DeploymentReason {
  if (by?.gate !== "capital") return { kind: "refused_repeatedly", facts: { decisions } };
  return { kind: "capital_short", facts: { decisions, takes: by.value, free: by.threshold } };
}

async function readRecord({ instruments }: DeskContext, at: Deciding): Promise<Recorded> {
  const { orders, fills, told: toldBefore, capital: changes } = at.record;
  const known = new Map(toldBefore.map((each) => [each.execId, each]));
  const told = fills
    .filter(({ execId }) => !known.has(execId))
    .map(({ execId, orderId }): ToldFill => ({ execId, orderId, epoch: at.epoch.epoch, toldAtMs: at.momentMs }));
  const moments = new Map([...toldBefore, ...told].map((each) => [each.execId, each]));
  const capital = changes.filter(({ epoch }) => epoch === at.epoch.epoch);
  const multipliers = await multipliersOf(instruments, at.deployment.instruments);
  const account = recordedAccount(at.epoch, { orders, fills, moments, multipliers, capital });
  return { account, told, orders };
}

/** The engine's own account is not asked: any cash does. */
const ENGINE = { broker: DEFAULT_BROKER, terms: [] } as const;
