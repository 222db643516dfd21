import { setTimeout as sleep } from "node:timers/promises";
import { EpochMs } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { drillDue, type HaltDrill } from "@/modules/risk";
import { makeDrillStore } from "@/modules/risk/server";
import type { Logger } from "../../../infra/logger";
import type { SubmitDeps } from "../../trading/submit-order";
import { whyNotDrilled } from "./drill-access";
import { readDrillPlan } from "./drill-plan";
import { insertDrill } from "./insert-drill";
import { abandonDrill, runDrill } from "./run-drill";

/** One that was asked for begins within this. */
export const DRILL_EVERY_MS = 5_000;
/** A runner that was not heard of for so long is gone: no step takes half of it. */
const SILENT_MS = 90_000;
/** A due drill waits so long for its account to be free and its market to be open; then it has failed, and says why. */
const WAITS_MS = 5 * 86_400_000;

/** Runs drills that were asked for, and asks for those that are due. Safe in several processes at once: one claims it. */
export function makeDrillDue(
  deps: SubmitDeps & { readonly log: Logger },
  pause: (ms: number) => Promise<void> = sleep,
) {
  const store = makeDrillStore();
  const running = { ...deps, pause };
  return async (): Promise<boolean> => {
    const open = await store.open(deps.sql);
    if (open === null) {
      const due = await dueDrill(deps);
      if (due !== null) await runDrill(running, due);
    } else if (open.beatAt === null) await runDrill(running, open);
    else if (deps.clock.nowMs() - open.beatAt > SILENT_MS) await abandonDrill(running, open);
    return false;
  };
}

/** The drill of this month, written down; null: none is due, or it waits. */
async function dueDrill(deps: SubmitDeps): Promise<HaltDrill | null> {
  const plan = await readDrillPlan(deps);
  if (plan === null) return null;
  const nowMs = deps.clock.nowMs();
  const [last] = await makeDrillStore().list(deps.sql, null);
  const { at, isDue } = drillDue({ day: plan.day, setAt: EpochMs.of(plan.setAt) }, last?.askedAt ?? null, nowMs);
  if (!isDue) return null;
  const actor = { kind: plan.setBy === null ? "cli" : "system", userId: plan.setBy, requestId: "drill.due" } as const;
  if ((await whyNotDrilled(deps, actor, plan)) !== null && nowMs < at + WAITS_MS) return null;
  const account = await makeAccountStore().find(deps.sql, plan.accountId);
  if (account === null) return null;
  return insertDrill(deps, actor, { account, symbol: plan.symbol, trigger: "due" });
}
