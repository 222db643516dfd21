import { DAY_MS, LIMITED_RESOLUTIONS, resolutionMs } from "@/modules/data";
import { makeExpireBars, makeStorageStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { FlowDeps } from "../deps";

/** Nothing is in a hurry here: bars that are a year old may be a year and an hour. */
export const EXPIRE_EVERY_MS = 10 * 60_000;
/** Pieces of a round, a transaction each: a stop is heard between two of them. */
const PIECES_PER_ROUND = 20;

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work" | "log">;

/**
 * One round of letting bars go that are older than people keep them: piece by piece, the finest first, each after the longer
 * bars of it are stored. Answers whether more wait. Nothing is done where nothing is limited, which is how it begins.
 */
export function makeExpireRound({
  sql,
  transactions,
  clock,
  work,
  log,
}: Deps): (signal: AbortSignal) => Promise<boolean> {
  const store = makeStorageStore();
  return async (signal) => {
    const policy = await store.policy(sql);
    let pieces = 0;
    for (const resolution of LIMITED_RESOLUTIONS) {
      const keepDays = policy.get(resolution);
      if (keepDays === undefined) continue;
      const expire = makeExpireBars({
        transactions,
        store,
        async expired(tx, { instrument: { symbol } }, { forgotten, made, fromMs, toMs }) {
          await appendAudit(tx, {
            actor: { kind: "system", userId: null, requestId: "retention" },
            action: "retention.apply",
            subjectType: "series",
            subjectId: `${symbol} ${resolution}`,
            details: { forgotten, made, fromMs, toMs, keepDays },
          });
          for (const changed of [resolution, ...Object.keys(made)]) {
            await work.publish(tx, { topic: "bars.changed", audience: null, payload: { symbol, resolution: changed } });
          }
        },
      });
      // Cutoffs are opens of sessions, each of its own market: a day more than any of them, and the first bar must lie before.
      const beforeMs = clock.nowMs() - keepDays * DAY_MS - resolutionMs("1d");
      for (const series of await store.listExpiring(sql, resolution, beforeMs, PIECES_PER_ROUND)) {
        if (signal.aborted || pieces >= PIECES_PER_ROUND) return !signal.aborted;
        const piece = await expire(series, resolution, { policy, nowMs: clock.nowMs() });
        if (piece === null) continue;
        pieces += 1;
        const { symbol } = series.instrument;
        log.info({ symbol, resolution, bars: piece.forgotten, toMs: piece.toMs }, "Old bars let go");
      }
    }
    return pieces > 0;
  };
}
