import { makeSeriesReader, sessionRuleOf } from "@/modules/data";
import { makeBarStore, makeReplayStore, makeSeriesTape, type ReplayPlace } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/** Sessions that are looked through: the newest of an instrument is among the first. */
const SESSIONS_MAX = 200;

/** Finds the session that plays an alias, or played it last, for whoever asks for its history. */
export function makeFindReplay({ sql }: Pick<FlowDeps, "sql">): (alias: string) => Promise<ReplayPlace | null> {
  return async (alias) => {
    for (const { session, played } of await makeReplayStore().list(sql, SESSIONS_MAX)) {
      const one = played.find(({ instrument }) => instrument.symbol === alias);
      if (one === undefined) continue;
      const { resolution, positionMs: nowMs } = session;
      const rule = sessionRuleOf(one.source);
      const tape = makeSeriesTape(makeSeriesReader(makeBarStore(sql), "stored"), { resolution, played });
      return { tape, resolution, ruleOf: () => rule, nowMs };
    }
    return null;
  };
}
