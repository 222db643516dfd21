import { err, ok } from "@/modules/_kernel";
import { type BarColumns, barColumnsOf } from "../domain/bar-columns";
import { type Feed, type FeedAction, type FeedRefusal, type HistoryRequest, NOTHING_SAID } from "../domain/feed/feed";
import { RESOLUTIONS } from "../domain/resolution";
import { rowsOf } from "./builders";

export interface PagedFeed extends Feed {
  /** Every page that was asked for, in order: where it began. */
  readonly asked: number[];
  /** What the next page is refused with, once. */
  refuseNext: FeedRefusal | null;
  /** What it has; may be changed between pages. */
  bars: BarColumns;
  /** What every page tells of splits and dividends. */
  actions: readonly FeedAction[];
}

export interface PagedFeedOptions {
  readonly id: string;
  readonly bars: BarColumns;
  readonly barsPerPage: number;
  /** Called before each page is given; a test stops, kills or cancels here. */
  readonly onPage?: (page: number) => unknown;
}

/** A feed that gives its bars page by page, of every resolution the same, and keeps the promises of {@link Feed}. */
export function makePagedFeed({ id, bars, barsPerPage, onPage }: PagedFeedOptions): PagedFeed {
  const feed: PagedFeed = {
    id,
    title: `Feed ${id}`,
    capabilities: { history: RESOLUTIONS, live: [], beatMs: null, search: false, needsKey: false },
    asked: [],
    refuseNext: null,
    bars,
    actions: [],
    search: async () => err({ kind: "feed.unsupported", feed: id, what: "search" }),
    async *history(request: HistoryRequest, signal) {
      for (let fromMs = request.fromMs, page = 1; fromMs < request.toMs; page += 1) {
        feed.asked.push(fromMs);
        await onPage?.(page);
        const refusal = signal.aborted ? ({ kind: "feed.canceled", feed: id } as const) : feed.refuseNext;
        if (refusal !== null) {
          feed.refuseNext = null;
          yield err(refusal);
          return;
        }
        const rest = rowsOf(feed.bars).filter(({ time }) => time >= fromMs && time < request.toMs);
        const rows = rest.slice(0, barsPerPage);
        const next = rest[barsPerPage];
        const completeToMs = next === undefined ? request.toMs : next.time;
        yield ok({ bars: barColumnsOf(rows), completeToMs, said: NOTHING_SAID, actions: feed.actions });
        fromMs = completeToMs;
      }
    },
    async *stream() {
      // It has nothing to say.
    },
  };
  return feed;
}
