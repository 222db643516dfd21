import type { AccountDay } from "@/modules/portfolio";
import type { RouterOutputs } from "@/server/api/root";

type StoredDay = RouterOutputs["accounts"]["days"][number];

const DAY_MS = 86_400_000;
/** How far back a picture of days goes. */
export const DAY_RANGES = ["1M", "3M", "YTD", "1Y"] as const;
export type DayRange = (typeof DAY_RANGES)[number];
const RANGE_DAYS = { "1M": 31, "3M": 92, "1Y": 366 } as const;

const numberOf = (text: string | null) => (text === null ? null : Number(text));

/** Days that are over, and today so far: what flowed today is what moved its worth without being earned. */
export function daysWithNow(
  days: readonly StoredDay[],
  now: { readonly equity: string | null; readonly dayPnl: string | null },
  asOfMs: number,
): readonly AccountDay[] {
  const past = days.map(({ day, equity, flow }) => ({
    atMs: Date.parse(`${day}T00:00:00Z`),
    equity: numberOf(equity),
    flow: numberOf(flow),
  }));
  const [equity, earned, before] = [numberOf(now.equity), numberOf(now.dayPnl), past.at(-1)?.equity ?? null];
  const flow = equity === null || earned === null || before === null ? null : equity - earned - before;
  return [...past, { atMs: Math.floor(asOfMs / DAY_MS) * DAY_MS, equity, flow: past.length === 0 ? 0 : flow }];
}

/** The last days of a range, up to the last of them; with the day before, from which the first return starts. */
export function ofRange(days: readonly AccountDay[], range: DayRange): readonly AccountDay[] {
  const last = days.at(-1)?.atMs ?? 0;
  const fromMs =
    range === "YTD" ? Date.UTC(new Date(last).getUTCFullYear(), 0, 1) - DAY_MS : last - RANGE_DAYS[range] * DAY_MS;
  return days.filter(({ atMs }) => atMs >= fromMs);
}
