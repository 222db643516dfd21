import type { CopyPort, SqlPort } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { DRILL_STEPS, type DrilledStep, type DrillStep, drillOutcome, type HaltDrill } from "@/modules/risk";
import { makeDrillStore } from "@/modules/risk/server";
import type { Logger } from "../../../infra/logger";
import { appendAudit } from "../../../platform/audit";
import { otherDeciders } from "../../../platform/identity";
import type { Actor } from "../../contract";
import { tellPerson } from "../../notifications/tell-person";
import { type DrillDeps, makeDrillSteps, restore } from "./drill-steps";

type RunDrillDeps = DrillDeps & { readonly log: Logger };

/** Whose orders a drill opens: of whoever asked for it, or planned it. */
const actorOf = ({ askedBy, trigger, drillId }: HaltDrill): Actor => ({
  kind: askedBy === null ? "cli" : trigger === "due" ? "system" : "user",
  userId: askedBy,
  requestId: `drill.${drillId}`,
});

/**
 * Pulls the whole switch on the drill's account, step by step, and lets it trade again. Each step is written once it is over; a run
 * that dies is ended by {@link abandonDrill}. Null: somebody else runs it, or it is over.
 */
export async function runDrill(deps: RunDrillDeps, drill: HaltDrill): Promise<HaltDrill | null> {
  const { sql, clock } = deps;
  const store = makeDrillStore();
  const { drillId } = drill;
  if (!(await store.claim(sql, drillId, clock.nowMs()))) return null;
  const take = makeDrillSteps(deps, drill, actorOf(drill));
  const steps: DrilledStep[] = [];
  for (const step of DRILL_STEPS) {
    steps.push(await timed(deps, { drillId, step, take: take[step] }));
    if (!(await store.note(sql, drillId, { steps, at: clock.nowMs() }))) return null;
  }
  return endDrill(deps, drill, steps);
}

/** A step that breaks has failed; what comes after it is done all the same, for the account must trade again. */
async function timed(
  { clock, log }: RunDrillDeps,
  {
    drillId,
    step,
    take,
  }: {
    readonly drillId: string;
    readonly step: DrillStep;
    readonly take: ReturnType<typeof makeDrillSteps>[DrillStep];
  },
): Promise<DrilledStep> {
  const at = clock.nowMs();
  try {
    const { outcome, why, answeredMs } = await take();
    const endedMs = clock.nowMs();
    const settledMs = answeredMs === undefined ? null : endedMs - at;
    return { step, outcome, at, tookMs: (answeredMs ?? endedMs) - at, settledMs, why };
  } catch (error) {
    log.error({ drillId, step, error }, "Step of a halt drill broke");
    return { step, outcome: "failed", at, tookMs: clock.nowMs() - at, settledMs: null, why: "broke" };
  }
}

/** Ends a drill whose runner is not heard of any more, and lets its account trade again. May be called twice. */
export async function abandonDrill(deps: RunDrillDeps, drill: HaltDrill): Promise<void> {
  const at = deps.clock.nowMs();
  const { why } = await restore(deps, drill, actorOf(drill));
  await endDrill(deps, drill, [
    ...drill.steps,
    { step: "restore", outcome: "failed", at, tookMs: 0, settledMs: null, why: why ?? "interrupted" },
  ]);
}

/** Writes a result with its audit row, and tells everybody who answers for risk. Null: it was over before. */
async function endDrill(
  deps: RunDrillDeps,
  drill: HaltDrill,
  steps: readonly DrilledStep[],
): Promise<HaltDrill | null> {
  const at = deps.clock.nowMs();
  const outcome = drillOutcome(steps);
  return deps.transactions.run(async (tx): Promise<HaltDrill | null> => {
    if (!(await makeDrillStore().end(tx, drill.drillId, { steps, at, outcome }))) return null;
    const ended = { ...drill, steps, endedAt: at, outcome };
    await appendAudit(tx, {
      actor: actorOf(drill),
      action: `drill.${outcome}`,
      subjectType: "halt_drill",
      subjectId: drill.drillId,
      details: { accountId: drill.accountId, symbol: drill.symbol, steps },
    });
    await tellDeciders(deps, tx, ended);
    await deps.work.publish(tx, { topic: "risk.drills", audience: null, payload: { drillId: drill.drillId } });
    return ended;
  });
}

async function tellDeciders(
  deps: Pick<DrillDeps, "work" | "newId">,
  tx: SqlPort & CopyPort,
  { accountId, outcome, steps }: HaltDrill,
): Promise<void> {
  const account = await makeAccountStore().find(tx, accountId);
  const broken = steps.find((each) => each.outcome !== "passed");
  for (const userId of await otherDeciders(tx, null))
    await tellPerson(deps, tx, {
      userId,
      severity: outcome === "passed" ? "success" : "failure",
      messageKey: "drill.ended",
      facts: { account: account?.name ?? accountId, outcome: outcome ?? "failed", step: broken?.step ?? "none" },
      href: "/risk/drills",
    });
}
