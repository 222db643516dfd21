import { EpochMs } from "@/modules/_kernel";
import { insertHealth, readHealth, SAMPLE_EVERY_MS } from "../platform/health";
import { type HealthDeps, makeHealthFlow } from "./check-health";
import type { Flows } from "./contract";
import { HEALTH_PARTS, HEALTH_SPANS, type HealthCell, type HealthHistoryView } from "./contract/health";
import type { FlowDeps } from "./deps";

/**
 * Looks at every part and keeps what it says. A duty of workers: where none runs nobody looks, and the history has a hole. The
 * first look of a process is left out: it would see parts that only begin, and call them bad.
 */
export function makeSampleHealth(deps: HealthDeps): () => Promise<boolean> {
  let isStarting = true;
  return async () => {
    if (!isStarting) {
      const { reasons } = await makeHealthFlow(deps).health();
      const kept = reasons.filter(({ part }) => HEALTH_PARTS.some((each) => each === part));
      await insertHealth(deps.sql, kept, deps.clock.nowMs());
    }
    isStarting = false;
    return false;
  };
}

/** How each part was, bucket by bucket. */
const makeReadHealthHistory =
  ({ sql, clock }: Pick<FlowDeps, "sql" | "clock">): Flows["healthHistory"] =>
  async (span): Promise<HealthHistoryView> => {
    const { bucketMs, buckets } = HEALTH_SPANS[span];
    const lastMs = Math.floor(clock.nowMs() / bucketMs) * bucketMs;
    const firstMs = EpochMs.of(lastMs - (buckets - 1) * bucketMs);
    const found = await readHealth(sql, { sinceMs: firstMs, bucketMs });
    const parts = HEALTH_PARTS.map((part) => {
      const cells = Array.from({ length: buckets }, (): HealthCell => "unseen");
      let [looks, okLooks] = [0, 0];
      for (const each of found.filter((bucket) => bucket.part === part)) {
        const at = (each.beginMs - firstMs) / bucketMs;
        if (at < buckets) cells[at] = each.level;
        looks += each.looks;
        okLooks += each.okLooks;
      }
      return { part, cells, okPart: looks === 0 ? null : okLooks / looks };
    });
    return { firstMs, bucketMs, everyMs: SAMPLE_EVERY_MS, parts };
  };

/** How the installation is, and how it was. */
export const makeHealthFlows = (deps: HealthDeps): Pick<Flows, "health" | "healthHistory"> => ({
  ...makeHealthFlow(deps),
  healthHistory: makeReadHealthHistory(deps),
});
