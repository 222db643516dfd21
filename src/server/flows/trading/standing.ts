import { type AccountId, type CopyPort, type Exact, exact, type InstrumentId, type SqlPort } from "@/modules/_kernel";
import { calendarOf, type Instrument, QUOTES_PER_CALL_MAX, type Quote } from "@/modules/data";
import { type KnownInstruments, makeKnownInstruments } from "@/modules/data/server";
import { marketOfQuote, type Standing, type TradedInstrument, type WorkingOrder } from "@/modules/execution";
import { type AskedFor, readWorkingOrders, readWorkingSymbols } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { type KnownStates, makeAccountStore, makeKnownStates, makeLedgerStore } from "@/modules/portfolio/server";
import type { RiskLimit } from "@/modules/risk";
import { rateBetween, rateFromMarks, rateSymbols, readMarks } from "../accounts/marks";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { readBound } from "../risk/binding-limits";
import { type DayEnds, openDayEnds } from "../risk/day-ends";

/** What an account's orders are reckoned with. */
export interface Markets {
  readonly bySymbol: ReadonlyMap<string, TradedInstrument>;
  /** The account's currency for one of a currency; null is unknown, and then an order in it cannot be reckoned. */
  readonly rateOf: (currency: string) => Exact | null;
  /** What the days that are over say of the account; null: nothing was read. */
  readonly ends: DayEnds | null;
  /** Cash and positions, in the transaction that reckons with them. */
  readonly states: KnownStates;
}

/**
 * Instruments and their markets now, by symbol: of the order's instrument and of all that the account holds or may hold. Read
 * before the transaction, which holds a connection already; what comes to the account in between is unknown, which no order passes.
 */
export async function readMarkets(
  deps: Pick<FlowDeps, "sql" | "quotes" | "clock">,
  accountId: AccountId,
  own: readonly Instrument[],
): Promise<Markets> {
  const [account, has] = await Promise.all([
    makeAccountStore().find(deps.sql, accountId),
    readHoldings(deps.sql, accountId),
  ]);
  return marketsOfHoldings(deps, has, { account, own });
}

/** What an account has, and what it has ordered, by name. */
export interface Holdings {
  readonly symbols: readonly string[];
  readonly currencies: readonly string[];
}

/** May be asked before it is known who asks: nothing of it leaves before that. */
export async function readHoldings(sql: SqlPort, accountId: AccountId): Promise<Holdings> {
  const [{ symbols, currencies }, working] = await Promise.all([
    makeLedgerStore().readNames(sql, accountId),
    readWorkingSymbols(sql, accountId),
  ]);
  return { symbols: [...symbols, ...working], currencies };
}

/** The same of an account whose holdings were read just now. */
export async function marketsOfHoldings(
  deps: Pick<FlowDeps, "sql" | "quotes" | "clock">,
  has: Holdings,
  { account, own }: { readonly account: AccountFacts | null; readonly own: readonly Instrument[] },
): Promise<Markets> {
  const found = new Map(own.map((each) => [each.symbol, each]));
  const others = has.symbols.filter((symbol) => !found.has(symbol));
  const known = knownInstruments(deps);
  const likely = [...own, ...known.likely(others)].map(({ instrumentId }) => instrumentId);
  // Instruments are hardly ever other than they were, so that their quotes are asked for beside them.
  const [instruments, quotes, ends] = await Promise.all([
    known.findAll(others),
    readQuotes(deps, likely),
    account === null ? null : openDayEnds(deps).of(account, deps.clock.nowMs()),
  ]);
  for (const [symbol, instrument] of instruments) found.set(symbol, instrument);
  const asked = new Set(likely);
  const missed = [...found.values()].flatMap(({ instrumentId }) => (asked.has(instrumentId) ? [] : instrumentId));
  const currencies = new Set([...[...found.values()].map(({ currency }) => currency), ...has.currencies]);
  const [more, rateOf] = await Promise.all([
    readQuotes(deps, missed),
    readRates(deps, account?.baseCurrency ?? "", currencies),
  ]);
  for (const [instrumentId, quote] of more) quotes.set(instrumentId, quote);
  return { bySymbol: marketsAt(found, quotes, deps.clock.nowMs()), rateOf, ends, states: knownStates(deps) };
}

async function readQuotes({ quotes }: Pick<FlowDeps, "quotes">, ids: readonly InstrumentId[]) {
  const byId = new Map<number, Quote>();
  for (let at = 0; at < ids.length; at += QUOTES_PER_CALL_MAX)
    for (const quote of await quotes.read(ids.slice(at, at + QUOTES_PER_CALL_MAX))) byId.set(quote.instrumentId, quote);
  return byId;
}

const states = new WeakMap<FlowDeps["sql"], KnownStates>();

/** One for all of a process. */
export function knownStates({ sql }: Pick<FlowDeps, "sql">): KnownStates {
  const known = states.get(sql) ?? makeKnownStates();
  states.set(sql, known);
  return known;
}

const opened = new WeakMap<FlowDeps["sql"], KnownInstruments>();

/** One for all of a process. */
function knownInstruments({ sql }: Pick<FlowDeps, "sql">): KnownInstruments {
  const known = opened.get(sql) ?? makeKnownInstruments(sql);
  opened.set(sql, known);
  return known;
}

/** Rates of currencies to an account's own, by the newest prices of their pairs. */
async function readRates(
  deps: Pick<FlowDeps, "sql" | "quotes" | "clock">,
  base: string,
  currencies: ReadonlySet<string>,
): Promise<Markets["rateOf"]> {
  const others = [...currencies].filter((currency) => currency !== base);
  if (others.length === 0) return (currency) => (currency === base ? ONE : null);
  const marks = await readMarks(
    deps,
    others.flatMap((currency) => rateSymbols(currency, base)),
  );
  const prices = rateFromMarks(marks, deps.clock.nowMs());
  return (currency) => rateBetween(currency, base, prices);
}

const ONE = exact(1);

/** Instruments with what their latest quotes say of their markets. */
export function marketsAt(
  instruments: Iterable<readonly [string, Instrument]>,
  byId: ReadonlyMap<number, Quote>,
  nowMs: number,
): Markets["bySymbol"] {
  const markets = new Map<string, TradedInstrument>();
  for (const [symbol, instrument] of instruments) {
    const quote = byId.get(instrument.instrumentId);
    const calendar = quote?.calendar ?? instrument.calendar;
    const hours = calendar === null ? null : calendarOf(calendar);
    const now = quote === undefined ? null : marketOfQuote(quote, instrument.tick, nowMs, hours);
    markets.set(symbol, { instrument, now });
  }
  return markets;
}

interface StandingOf {
  readonly account: AccountFacts;
  readonly markets: Markets;
  readonly actor: Actor;
  readonly nowMs: number;
  /** Orders that are on their way out in this very transaction. */
  readonly without: ReadonlySet<string>;
  /** The deployment whose order it is; not given: no strategy's. */
  readonly strategyId?: string | null;
  /** What the order asks for; not given or null: there is none, or it will be refused for what it asks. */
  readonly asked?: AskedFor | null;
  /** Limits that bind nobody yet, to be weighed too. */
  readonly proposed?: readonly RiskLimit[];
}

/** How an account stands in this transaction, under its lock. */
export async function readStanding(
  tx: SqlPort & CopyPort,
  { account, markets, actor, nowMs, without, strategyId = null, asked = null, proposed = [] }: StandingOf,
): Promise<Standing & { readonly working: readonly WorkingOrder[] }> {
  const { accountId } = account;
  const [{ cash, positions }, working, bound] = await Promise.all([
    markets.states.read(tx, accountId),
    readWorkingOrders(tx, accountId),
    readBound(tx, {
      account,
      userId: actor.userId,
      strategyId,
      nowMs,
      without,
      proposed,
      ends: markets.ends,
      asked,
    }),
  ]);
  return {
    nowMs,
    cash,
    positions,
    working: working.filter(({ orderId }) => !without.has(orderId)),
    instruments: markets.bySymbol,
    rateOf: markets.rateOf,
    userId: actor.userId,
    accountId,
    strategyId,
    ...bound,
  };
}
