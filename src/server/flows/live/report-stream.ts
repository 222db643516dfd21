import {
  calendarOf,
  type Feed,
  type FeedRefusal,
  isMute,
  type StreamStanding,
  type StreamState,
  type WantedWhy,
} from "@/modules/data";
import { makeStreamStandings } from "@/modules/data/server";
import type { FlowDeps } from "../deps";
import type { LiveSeries } from "./live-series";

/** Names that a standing lists; the rest is counted. */
const NAMED_MAX = 50;

export interface LeftOut {
  readonly symbol: string;
  readonly why: WantedWhy;
}

/** How the stream of one feed does, counted while it runs and written down every few seconds. */
export class StreamReport {
  readonly #deps: Pick<FlowDeps, "sql">;
  readonly #of: { readonly feed: Feed; readonly instrumentsMax: number; readonly fence: bigint };
  #messages = 0;
  #refused = 0;
  #lastMessageMs: number | null = null;
  #over: readonly LeftOut[] = [];

  constructor(deps: Pick<FlowDeps, "sql">, of: { feed: Feed; instrumentsMax: number; fence: bigint }) {
    this.#deps = deps;
    this.#of = of;
  }

  heard(nowMs: number): void {
    this.#messages += 1;
    this.#lastMessageMs = nowMs;
  }

  refused(): void {
    this.#refused += 1;
  }

  over(leftOut: readonly LeftOut[]): void {
    this.#over = leftOut;
  }

  async write(
    line: { readonly state: StreamState; readonly sinceMs: number; readonly why: FeedRefusal | null },
    series: ReadonlyMap<string, LiveSeries>,
    nowMs: number,
  ): Promise<void> {
    const { feed, instrumentsMax, fence } = this.#of;
    const muted = [...series.values()].flatMap((one) => muteOf(one, nowMs));
    const standing: StreamStanding = {
      feed: feed.id,
      ...line,
      instruments: series.size,
      instrumentsMax,
      leftOut: this.#over.slice(0, NAMED_MAX),
      leftOutCount: this.#over.length,
      messages: this.#messages,
      refused: this.#refused,
      lastMessageMs: this.#lastMessageMs,
      muted: muted.slice(0, NAMED_MAX),
      mutedCount: muted.length,
    };
    await makeStreamStandings().report(this.#deps.sql, standing, { fence, nowMs });
  }
}

/** The watchdog of one instrument: it looks at what was said of it, whatever its line says. */
function muteOf({ book, streamed, sinceMs }: LiveSeries, nowMs: number): StreamStanding["muted"] {
  const { calendar, symbol } = streamed.instrument;
  const quote = book.quote();
  const hours = calendar === null ? null : calendarOf(calendar);
  if (!isMute({ quote, sinceMs, beatMs: book.subject.beatMs, calendar: hours }, nowMs)) return [];
  return [{ symbol, lastMs: quote?.receivedMs ?? null }];
}
