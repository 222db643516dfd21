import { EpochMs } from "@/modules/_kernel";
import { type Bar, barAt, barCount, calendarOf, type Feed, validateHistory } from "@/modules/data";
import type { Lease } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { keepRejectedBars } from "../feeds/quarantine";
import type { LiveSeries, MinuteSpan } from "./live-series";
import { mergeLiveBars, removeLiveBars } from "./merge-live-bars";

export interface FillContext {
  readonly feed: Feed;
  readonly lease: Lease;
  readonly signal: AbortSignal;
  /** What it says was judged before, when it came here the first time: it is a replay. */
  readonly judged: boolean;
  /** Now, as the feed tells it. */
  readonly nowMs: () => number;
}

/**
 * Asks the source's history for a span that was not heard whole and merges what it says; minutes whose trades were all
 * canceled and that history does not know go. Bars that nobody believes go to the quarantine. After too many tries the span
 * is given up, so that what came after it goes on.
 */
export async function fillSeries(
  deps: Pick<FlowDeps, "clock" | "work" | "signals" | "log">,
  { feed, lease, signal, judged, nowMs }: FillContext,
  series: LiveSeries,
  span: MinuteSpan,
): Promise<void> {
  const { alias, instrument } = series.streamed;
  const request = { alias, resolution: "1m", ...span } as const;
  const heard = new Set<number>();
  let before: { readonly time: number; readonly close: number } | null = null;
  const settle = async () => {
    const times = series.bustedIn(span, heard);
    const removed = await removeLiveBars(deps, lease, { feed: feed.id, instrument, times });
    if (removed > 0) deps.log.info({ feed: feed.id, alias, bars: removed }, "Canceled minutes taken away");
    series.filled(span);
  };
  if (!feed.capabilities.history.includes("1m")) return settle();
  for await (const page of feed.history(request, signal)) {
    if (signal.aborted) return;
    if (!page.ok) {
      const given = series.fillFailed();
      deps.log.warn({ feed: feed.id, alias, refusal: page.error.kind, given }, "Gap not filled");
      return given ? settle() : undefined;
    }
    const calendar = instrument.calendar === null ? null : calendarOf(instrument.calendar);
    const context = { request, currency: instrument.currency, calendar, before, nowMs: nowMs() };
    const { bars, rejected } = judged ? { bars: page.value.bars, rejected: [] } : validateHistory(page.value, context);
    if (rejected.length > 0) {
      const { instrumentId, symbol } = instrument;
      const subject = { feed: feed.id, alias, symbol, instrumentId, resolution: "1m" } as const;
      await lease.fenced(async (tx) => {
        await keepRejectedBars(tx, subject, rejected, EpochMs.of(deps.clock.nowMs()));
        await deps.work.publish(tx, { topic: "feed.changed", audience: null, payload: { feed: feed.id } });
      });
    }
    const rows: readonly Bar[] = Array.from({ length: barCount(bars) }, (_, at) => barAt(bars, at)).filter(
      (bar) => bar !== null,
    );
    await mergeLiveBars(deps, lease, { feed: feed.id, instrument, origin: "feed", resolution: "1m", bars: rows });
    for (const { time } of rows) heard.add(time);
    const last = rows.at(-1);
    if (last !== undefined) before = { time: last.time, close: last.close };
  }
  if (!signal.aborted) await settle();
}
