import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { makeStorageStore } from "@/modules/data/server";
import { oldestSimulation } from "@/modules/risk/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { oldestHealth } from "../../platform/health";
import { oldestCall } from "../../platform/hooks";
import { oldestEndedSession } from "../../platform/identity";
import { oldestDelivery, oldestNotification } from "../../platform/notify";
import { oldestJob, oldestNews } from "../../platform/work/worker";
import { oldestFiring } from "../alerts/alert-store";
import type { KeptView, StorageFlows } from "../contract/storage";
import { readRetention } from "../deployments/decision-retention";
import type { FlowDeps } from "../deps";
import { oldestEvent } from "../webhooks-out/webhook-store";
import { KEPT_MS, type KeptKind, KINDS, kindOf } from "./kept";

const DAY_MS = 86_400_000;

/** The first row of each kind that goes by its age. */
const OLDEST: { readonly [K in keyof typeof KEPT_MS]: (sql: SqlPort) => Promise<EpochMs | null> } = {
  news: oldestNews,
  jobs: oldestJob,
  notifications: oldestNotification,
  deliveries: oldestDelivery,
  webhooksOut: oldestEvent,
  webhooksIn: oldestCall,
  firings: oldestFiring,
  simulations: oldestSimulation,
  sessions: oldestEndedSession,
  health: oldestHealth,
};

const hasAge = (what: KeptKind): what is keyof typeof KEPT_MS => Object.hasOwn(KEPT_MS, what);

/** Everything that is kept: what it takes, how long, and what goes next. */
export function makeReadKept({ sql, prisma }: Pick<FlowDeps, "sql" | "prisma">): StorageFlows["readKept"] {
  return async () => {
    const { tables } = await makeStorageStore().diskUse(sql, 1);
    const bytes = new Map<KeptKind, number>();
    for (const each of tables) bytes.set(kindOf(each.table), (bytes.get(kindOf(each.table)) ?? 0) + each.bytes);
    const lines: KeptView[] = [];
    for (const { what } of KINDS) {
      const line = { what, bytes: bytes.get(what) ?? 0 };
      if (what === "decisions") lines.push(...(await decisions({ sql, prisma }, line.bytes)));
      else if (hasAge(what)) lines.push(aged(line, KEPT_MS[what], await OLDEST[what](sql)));
      else
        lines.push({ ...line, keptMs: null, setting: what === "bars" ? "bars" : null, oldestMs: null, nextMs: null });
    }
    return lines;
  };
}

const aged = (
  line: Pick<KeptView, "what" | "bytes">,
  keptMs: number | null,
  oldestMs: EpochMs | null,
  setting: KeptView["setting"] = null,
): KeptView => ({
  ...line,
  keptMs,
  setting,
  oldestMs,
  nextMs: keptMs === null || oldestMs === null ? null : EpochMs.of(oldestMs + keptMs),
});

/** All decisions, and those apart that wanted nothing: one table, and two times. */
async function decisions(
  { sql, prisma }: Pick<FlowDeps, "sql" | "prisma">,
  bytes: number,
): Promise<readonly KeptView[]> {
  const store = makeDeploymentStore();
  const [{ days, quietDays }, oldest, oldestQuiet] = await Promise.all([
    readRetention({ prisma }),
    store.oldestDecision(sql, { quiet: false }),
    store.oldestDecision(sql, { quiet: true }),
  ]);
  const msOf = (limit: number | null) => (limit === null ? null : limit * DAY_MS);
  const quiet = days === null || quietDays === null ? (days ?? quietDays) : Math.min(days, quietDays);
  return [
    aged({ what: "decisions", bytes }, msOf(days), oldest, "decisions"),
    aged({ what: "quietDecisions", bytes: null }, msOf(quiet), oldestQuiet, "decisions"),
  ];
}
