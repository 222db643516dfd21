import { EpochMs } from "@/modules/_kernel";
import { DAY_MS, type FeedId, type StreamedInstrument } from "@/modules/data";
import { makeBarStore, makeCorporateActionStore, makeQuarantineStore } from "@/modules/data/server";
import type { FlowDeps } from "../deps";

/** A close that is older says nothing about a price now. */
const CLOSE_AGE_MAX_MS = 30 * DAY_MS;
/** Released prices of one feed within that time. */
const LEVELS_MAX = 5_000;

/**
 * The price that the first live one of an instrument is held against, so that a wrong first price is refused and not every
 * right one after it: the newest stored minute's close, or what a person released since. Null: nothing is known, or a
 * corporate action came in between and tells that the price may be another.
 */
export async function openLevel(
  { sql, clock }: Pick<FlowDeps, "sql" | "clock">,
  { feed, streamed }: { readonly feed: FeedId; readonly streamed: StreamedInstrument },
): Promise<number | null> {
  const { alias, instrument } = streamed;
  const nowMs = clock.nowMs();
  const sinceMs = EpochMs.of(nowMs - CLOSE_AGE_MAX_MS);
  const bars = await makeBarStore(sql).readLatest(
    { instrumentId: instrument.instrumentId, resolution: "1m" },
    EpochMs.of(nowMs + 1),
    1,
  );
  const [close, time] = [bars.close[0], bars.time[0]];
  const known = close === undefined || time === undefined || time < sinceMs ? null : { price: close, atMs: time };
  const levels = await makeQuarantineStore().releasedLevels(sql, feed, sinceMs, LEVELS_MAX);
  const released = levels.findLast((level) => level.alias === alias);
  if (released !== undefined && (known === null || released.decidedAtMs > known.atMs)) return released.price;
  if (known === null) return null;
  const { actions } = await makeCorporateActionStore(sql).known(instrument.instrumentId, null);
  return actions.some(({ type, exDateMs }) => type === "split" && exDateMs + DAY_MS > known.atMs) ? null : known.price;
}
