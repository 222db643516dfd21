import { type AccountId, type CopyPort, EpochMs, type Exact, type SqlPort, ZERO } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { isSecurity, type Standing } from "@/modules/execution";
import { readDayTrades, readRecentCancels, readRecentOrders } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { RiskLimit } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import { otherDeciders } from "../../platform/identity";
import { type DayEnds, type Ends, readEnds } from "./day-ends";

const DAY_MS = 86_400_000;

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
  /** What was known of the days that are over before this transaction; null: nothing. */
  readonly ends: DayEnds | null;
}

/** Limits that bind an order of an account, and what they look at; what none of them looks at is not read. */
export async function readBound(sql: SqlPort & CopyPort, of: BoundOf): Promise<Bound> {
  const { account, userId, strategyId, nowMs, without } = of;
  const { accountId } = account;
  const limits = await makeLimitStore().binding(sql, { accountId, userId, strategyId });
  const kinds = new Set(limits.map(({ kind }) => kind));
  const sinceOf = (...wanted: readonly RiskLimit["kind"][]) => windowStart(limits, wanted, nowMs);
  const [orders, cancels] = [sinceOf("order_rate", "duplicate_order"), sinceOf("cancel_rate")];
  const [bound, recentOrders, recentCancels, dayTrades, marks] = await Promise.all([
    withSecond(sql, userId, limits),
    orders === null ? [] : readRecentOrders(sql, { accountId, sinceMs: orders, without }),
    cancels === null ? [] : readRecentCancels(sql, { accountId, sinceMs: cancels }),
    kinds.has("pattern_day_trader") ? countDayTrades(sql, accountId, nowMs) : null,
    readEquityMarks(sql, of, { day: kinds.has("daily_loss"), peak: kinds.has("drawdown") }),
  ]);
  return { limits: bound, recentOrders, recentCancels, ...marks, ...(dayTrades === null ? {} : { dayTrades }) };
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
  { account, nowMs, ends }: Pick<BoundOf, "account" | "nowMs" | "ends">,
  { day, peak }: { readonly day: boolean; readonly peak: boolean },
): Promise<Pick<Bound, "dayStartEquity" | "peakEquity">> {
  if (!day && !peak) return { dayStartEquity: null, peakEquity: null };
  const found = await readEnds(sql, account, { nowMs: EpochMs.of(nowMs), peak, known: ends });
  const today = sumIn(account.baseCurrency, found.flows);
  if (found.yesterday === null || today === null) return { dayStartEquity: null, peakEquity: null };
  return { dayStartEquity: found.yesterday.plus(today), peakEquity: found.peak?.plus(today) ?? null };
}

/** Null where another currency came in: its rate on that day is not asked for. */
function sumIn(currency: string, flows: Ends["flows"]): Exact | null {
  if (flows.some((each) => each.currency !== currency)) return null;
  return flows.reduce((sum, { amount }) => sum.plus(amount), ZERO);
}
