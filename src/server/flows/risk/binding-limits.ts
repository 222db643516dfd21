import { type AccountId, type CopyPort, EpochMs, type Exact, type SqlPort, ZERO } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { isSecurity, type Standing } from "@/modules/execution";
import { readDayTrades, readRecentCancels, readRecentOrders } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { RiskLimit } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import { otherDeciders } from "../../platform/identity";
import { type DayStart, makeDailyValues } from "../accounts/daily-values";

const DAY_MS = 86_400_000;
/** The highest equity is looked for in so many days. */
export const PEAK_DAYS = 366;

type Bound = Pick<
  Standing,
  "limits" | "recentOrders" | "recentCancels" | "dayStartEquity" | "peakEquity" | "dayTrades"
>;

interface BoundOf {
  readonly account: AccountFacts;
  readonly userId: string | null;
  readonly strategyId: string | null;
  readonly nowMs: number;
  /** Orders that are looked at anew: they are not held against themselves. */
  readonly without: ReadonlySet<string>;
}

/** Limits that bind an order of an account, and what they look at; what none of them looks at is not read. */
export async function readBound(sql: SqlPort & CopyPort, of: BoundOf): Promise<Bound> {
  const { account, userId, strategyId, nowMs, without } = of;
  const { accountId } = account;
  const limits = await withSecond(sql, userId, await makeLimitStore().binding(sql, { accountId, userId, strategyId }));
  const kinds = new Set(limits.map(({ kind }) => kind));
  const sinceOf = (...wanted: readonly RiskLimit["kind"][]) => windowStart(limits, wanted, nowMs);
  const [orders, cancels] = [sinceOf("order_rate", "duplicate_order"), sinceOf("cancel_rate")];
  return {
    limits,
    recentOrders: orders === null ? [] : await readRecentOrders(sql, { accountId, sinceMs: orders, without }),
    ...(kinds.has("pattern_day_trader") ? { dayTrades: await countDayTrades(sql, accountId, nowMs) } : {}),
    recentCancels: cancels === null ? [] : await readRecentCancels(sql, { accountId, sinceMs: cancels }),
    ...(await readEquityMarks(sql, account, {
      nowMs,
      day: kinds.has("daily_loss"),
      peak: kinds.has("drawdown"),
    })),
  };
}

/** Five business days back from today have a weekend in them, and may have a holiday. */
const DAY_TRADE_DAYS = 7;

async function countDayTrades(sql: SqlPort & CopyPort, accountId: AccountId, nowMs: number): Promise<number> {
  const trades = await readDayTrades(sql, { accountId, sinceMs: nowMs - DAY_TRADE_DAYS * DAY_MS });
  const instruments = await makeInstrumentStore(sql).findAll(trades.map(({ symbol }) => symbol));
  return trades.reduce((sum, { symbol, count }) => {
    const kind = instruments.get(symbol)?.kind;
    return kind !== undefined && isSecurity({ kind }) ? sum + count : sum;
  }, 0);
}

/** Where nobody else could let an order in, no order waits for anybody. */
async function withSecond(
  sql: SqlPort,
  userId: string | null,
  limits: readonly RiskLimit[],
): Promise<readonly RiskLimit[]> {
  if (!limits.some(({ kind }) => kind === "approval_value")) return limits;
  if ((await otherDeciders(sql, userId)).length > 0) return limits;
  return limits.filter(({ kind }) => kind !== "approval_value");
}

/** From when on limits of these kinds look; null: there is none. */
function windowStart(limits: readonly RiskLimit[], kinds: readonly RiskLimit["kind"][], nowMs: number): number | null {
  const windows = limits.flatMap((limit) =>
    "windowMs" in limit && kinds.includes(limit.kind) ? [limit.windowMs] : [],
  );
  return windows.length === 0 ? null : nowMs - Math.max(...windows);
}

/**
 * Equity at the start of the day (UTC) and the highest of the last year at the end of a day. Money that came in or went out since
 * then is added: who pays in has won nothing.
 */
async function readEquityMarks(
  sql: SqlPort & CopyPort,
  account: AccountFacts,
  { nowMs, day, peak }: { readonly nowMs: number; readonly day: boolean; readonly peak: boolean },
): Promise<Pick<Bound, "dayStartEquity" | "peakEquity">> {
  if (!day && !peak) return { dayStartEquity: null, peakEquity: null };
  const daily = makeDailyValues({ sql, clock: { nowMs: () => EpochMs.of(nowMs) } });
  const { yesterday, flows: came } = await daily.startOfDay(account, EpochMs.of(nowMs));
  const today = sumIn(account.baseCurrency, came);
  if (yesterday === null || today === null) return { dayStartEquity: null, peakEquity: null };
  const start = yesterday.plus(today);
  if (!peak) return { dayStartEquity: start, peakEquity: null };
  let [highest, flows] = [start, today];
  for (const { equity, flow } of (await daily.ofDays(account, daysBefore(nowMs, account.createdAt))).toReversed()) {
    if (equity === null || flow === null) return { dayStartEquity: start, peakEquity: null };
    const shifted = equity.plus(flows);
    if (shifted.gt(highest)) highest = shifted;
    flows = flows.plus(flow);
  }
  return { dayStartEquity: start, peakEquity: highest };
}

/** Null where another currency came in: its rate on that day is not asked for. */
function sumIn(currency: string, flows: DayStart["flows"]): Exact | null {
  if (flows.some((each) => each.currency !== currency)) return null;
  return flows.reduce((sum, { amount }) => sum.plus(amount), ZERO);
}

/** Days that are over, oldest first. */
function daysBefore(nowMs: number, createdAt: number): readonly string[] {
  const days: string[] = [];
  const first = Math.max(createdAt, nowMs - PEAK_DAYS * DAY_MS);
  for (let at = Math.floor(first / DAY_MS) * DAY_MS; at <= nowMs - DAY_MS; at += DAY_MS) days.push(isoDate(at));
  return days;
}
