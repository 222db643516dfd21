import { isDeepStrictEqual } from "node:util";
import { type AccountId, type CopyPort, EpochMs, type Exact, type SqlPort, ZERO } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { isSecurity, type Standing } from "@/modules/execution";
import {
  type AskedFor,
  countRecentCancels,
  countRecentOrders,
  readDayTrades,
  readRecentOrders,
} from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import type { RiskLimit } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import { otherDeciders } from "../../platform/identity";
import { type DayEnds, type Ends, readEnds } from "./day-ends";

const DAY_MS = 86_400_000;

type Bound = Pick<
  Standing,
  "limits" | "orderCounts" | "cancelCounts" | "recentOrders" | "dayStartEquity" | "peakEquity" | "dayTrades"
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
  /** What the order asks for; null: there is none, so that nothing can be asked twice. */
  readonly asked: AskedFor | null;
  /** Limits that bind nobody yet and are looked at beside. */
  readonly proposed: readonly RiskLimit[];
}

/** What limits look at besides the account as it stands now. */
interface Looks {
  /** How far back orders and cancels are counted, in milliseconds, each length once. */
  readonly orders: readonly number[];
  readonly cancels: readonly number[];
  /** How far back an order is a repetition; 0: none is. */
  readonly repeatsMs: number;
  readonly dayTrades: boolean;
  readonly day: boolean;
  readonly peak: boolean;
  /** Whether somebody else could let an order in. */
  readonly second: boolean;
}

/**
 * What the limits of an order looked at last time, by whose order it is: limits hardly ever change, so that it is asked together with
 * them. Only a guess: once they are here, what they do look at counts.
 */
const lastLooks = new Map<string, Looks>();
/** More than a house has accounts with the people and deployments that trade on them. */
const LOOKS_MAX = 10_000;

/** Limits that bind an order of an account, and what they look at; what none of them looks at is not read. */
export async function readBound(sql: SqlPort & CopyPort, of: BoundOf): Promise<Bound> {
  const { account, userId, strategyId } = of;
  const { accountId } = account;
  const whose = JSON.stringify([accountId, userId, strategyId]);
  const guess = lastLooks.get(whose) ?? NO_LOOKS;
  const [limits, early] = await Promise.all([
    makeLimitStore().binding(sql, { accountId, userId, strategyId }),
    lookBack(sql, of, guess),
  ]);
  const looks = looksOf([...limits, ...of.proposed]);
  const isAsGuessed = isDeepStrictEqual(looks, guess);
  if (!isAsGuessed) {
    if (lastLooks.size >= LOOKS_MAX) lastLooks.clear();
    lastLooks.set(whose, looks);
  }
  const { hasSecond, ...seen } = isAsGuessed ? early : await lookBack(sql, of, looks);
  // Where nobody else could let an order in, no order waits for anybody.
  return { limits: hasSecond ? limits : limits.filter(({ kind }) => kind !== "approval_value"), ...seen };
}

function looksOf(limits: readonly RiskLimit[]): Looks {
  const kinds = new Set(limits.map(({ kind }) => kind));
  return {
    orders: windowsOf(limits, "order_rate"),
    cancels: windowsOf(limits, "cancel_rate"),
    repeatsMs: Math.max(0, ...windowsOf(limits, "duplicate_order")),
    dayTrades: kinds.has("pattern_day_trader"),
    day: kinds.has("daily_loss"),
    peak: kinds.has("drawdown"),
    second: kinds.has("approval_value"),
  };
}

const NO_LOOKS: Looks = looksOf([]);

async function lookBack(sql: SqlPort & CopyPort, of: BoundOf, looks: Looks) {
  const { nowMs, without, asked, userId } = of;
  const { accountId } = of.account;
  const { repeatsMs } = looks;
  const [orderCounts, cancelCounts, recentOrders, dayTrades, marks, deciders] = await Promise.all([
    countRecentOrders(sql, { accountId, nowMs, windows: looks.orders, without }),
    countRecentCancels(sql, { accountId, nowMs, windows: looks.cancels }),
    repeatsMs === 0 || asked === null
      ? []
      : readRecentOrders(sql, { accountId, asked, sinceMs: nowMs - repeatsMs, without }),
    looks.dayTrades ? countDayTrades(sql, accountId, nowMs) : null,
    readEquityMarks(sql, of, looks),
    looks.second ? otherDeciders(sql, userId) : [],
  ]);
  const counted = { orderCounts, cancelCounts, recentOrders, hasSecond: deciders.length > 0 };
  return { ...counted, ...marks, ...(dayTrades === null ? {} : { dayTrades }) };
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

/** How far back limits of a kind look, each length once. */
function windowsOf(limits: readonly RiskLimit[], kind: RiskLimit["kind"]): readonly number[] {
  return [...new Set(limits.flatMap((limit) => ("windowMs" in limit && limit.kind === kind ? [limit.windowMs] : [])))];
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
