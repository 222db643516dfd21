import { EpochMs, err, ok } from "@/modules/_kernel";
import {
  DAY_MS,
  isLimitedResolution,
  KEEP_DAYS_MAX,
  KEEP_DAYS_MIN,
  LIMITED_RESOLUTIONS,
  longerToKeep,
} from "@/modules/data";
import { makeStorageStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { StorageFlows, StorageView } from "../contract/storage";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeReadKept } from "./read-kept";

/** Instruments that the page lists. */
const INSTRUMENTS_MAX = 200;
/** Series that a preview counts. */
const SERIES_MAX = 100_000;

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock">;

/** What is stored, and how long it is kept. */
export function makeStorageFlows({ sql, prisma, transactions, clock }: Deps): StorageFlows {
  const store = makeStorageStore();
  const readStorage = async (): Promise<StorageView> => {
    const [use, policy] = await Promise.all([store.diskUse(sql, INSTRUMENTS_MAX), store.policy(sql)]);
    const bytesOf = (bars: number) => (use.bars === 0 ? 0 : Math.round((use.barBytes * bars) / use.bars));
    return {
      databaseBytes: use.databaseBytes,
      tables: use.tables,
      resolutions: use.resolutions.map((one) => ({
        ...one,
        bytes: bytesOf(one.bars),
        limitable: isLimitedResolution(one.resolution),
        keepDays: isLimitedResolution(one.resolution) ? (policy.get(one.resolution) ?? null) : null,
      })),
      instruments: use.instruments.map((one) => ({ ...one, bytes: bytesOf(one.bars) })),
    };
  };
  return {
    readStorage,
    readKept: makeReadKept({ sql, prisma }),
    async previewRetention(resolution, keepDays) {
      const refusal = refuse(resolution, keepDays);
      if (!isLimitedResolution(resolution) || refusal !== null) return err(refusal ?? unlimited(resolution));
      const beforeMs = clock.nowMs() - keepDays * DAY_MS;
      const policy = new Map([...(await store.policy(sql)), [resolution, keepDays] as const]);
      const [use, series, bars] = await Promise.all([
        store.diskUse(sql, 1),
        store.listExpiring(sql, resolution, beforeMs, SERIES_MAX),
        store.countBefore(sql, resolution, beforeMs),
      ]);
      return ok({
        resolution,
        keepDays,
        beforeMs: EpochMs.of(beforeMs),
        series: series.length,
        bars,
        bytes: use.bars === 0 ? 0 : Math.round((use.barBytes * bars) / use.bars),
        longer: longerToKeep(resolution, policy),
      });
    },
    async setRetention(actor, resolution, keepDays) {
      const refusal = keepDays === null ? null : refuse(resolution, keepDays);
      if (!isLimitedResolution(resolution) || refusal !== null) return err(refusal ?? unlimited(resolution));
      await transactions.run(async (tx) => {
        await store.setKeep(tx, resolution, keepDays, { by: actor.userId, nowMs: clock.nowMs() });
        await appendAudit(tx, {
          actor,
          action: "retention.set",
          subjectType: "resolution",
          subjectId: resolution,
          details: { keepDays },
        });
      });
      return ok(await readStorage());
    },
  };
}

const unlimited = (resolution: string): AppError => ({
  kind: "retention.resolution_unlimited",
  path: "resolution",
  facts: { resolution, expected: LIMITED_RESOLUTIONS.join(", ") },
});

function refuse(resolution: string, keepDays: number): AppError | null {
  if (!isLimitedResolution(resolution)) return unlimited(resolution);
  if (Number.isInteger(keepDays) && keepDays >= KEEP_DAYS_MIN && keepDays <= KEEP_DAYS_MAX) return null;
  return {
    kind: "retention.days_out_of_range",
    path: "keepDays",
    facts: { days: keepDays, least: KEEP_DAYS_MIN, most: KEEP_DAYS_MAX },
  };
}
