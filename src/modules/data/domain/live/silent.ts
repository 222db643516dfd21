import { freshnessOf, type Quote, type TradingHours } from "../quote/quote";

/** One streamed instrument as its watchdog sees it. */
export interface Watched {
  readonly quote: Pick<Quote, "eventMs" | "receivedMs" | "clock" | "beatMs"> | null;
  /** Since when it is listened for, by our clock. */
  readonly sinceMs: number;
  readonly beatMs: number;
  readonly calendar: TradingHours | null;
}

/**
 * Whether an instrument is mute: its market is open, its line may be as alive as it likes, and nothing was said of it for
 * longer than its feed's beat. One that was never heard has a beat's time from when it was first listened for.
 */
export function isMute({ quote, sinceMs, beatMs, calendar }: Watched, nowMs: number): boolean {
  const heard = quote ?? { eventMs: sinceMs, receivedMs: sinceMs, clock: "wall" as const, beatMs };
  return freshnessOf(heard, nowMs, calendar).state === "stale";
}
