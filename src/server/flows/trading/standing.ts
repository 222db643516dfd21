import { type AccountId, type CopyPort, type Exact, exact, type SqlPort } from "@/modules/_kernel";
import { calendarOf, type Instrument, type Quote } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { marketOfQuote, type Standing, type TradedInstrument, type WorkingOrder } from "@/modules/execution";
import { readWorkingOrders } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { rateBetween, rateFromMarks, rateSymbols, readMarks } from "../accounts/marks";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { readBound } from "../risk/binding-limits";

/** What an account's orders are reckoned with. */
export interface Markets {
  readonly bySymbol: ReadonlyMap<string, TradedInstrument>;
  /** The account's currency for one of a currency; null is unknown, and then an order in it cannot be reckoned. */
  readonly rateOf: (currency: string) => Exact | null;
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
  return marketsOfHoldings(deps, has, { baseCurrency: account?.baseCurrency ?? "", own });
}

/** What an account has, and what it has ordered. */
export type Holdings = Awaited<ReturnType<typeof readHoldings>>;

/** May be asked before it is known who asks: nothing of it leaves before that. */
export async function readHoldings(sql: SqlPort, accountId: AccountId) {
  const [{ positions, cash }, working] = await Promise.all([
    makeLedgerStore().readState(sql, accountId),
    readWorkingOrders(sql, accountId),
  ]);
  return { positions, cash, working };
}

/** The same of an account whose holdings were read just now. */
export async function marketsOfHoldings(
  deps: Pick<FlowDeps, "sql" | "quotes" | "clock">,
  { positions, cash, working }: Holdings,
  { baseCurrency, own }: { readonly baseCurrency: string; readonly own: readonly Instrument[] },
): Promise<Markets> {
  const instruments = makeInstrumentStore(deps.sql);
  const found = new Map(own.map((each) => [each.symbol, each]));
  const others = new Set([...positions, ...working].map(({ symbol }) => symbol).filter((symbol) => !found.has(symbol)));
  if (others.size > 0)
    for (const [symbol, instrument] of await instruments.findAll([...others])) found.set(symbol, instrument);
  const currencies = new Set([...found.values(), ...cash].map(({ currency }) => currency));
  const [bySymbol, rateOf] = await Promise.all([marketsOf(deps, found), readRates(deps, baseCurrency, currencies)]);
  return { bySymbol, rateOf };
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

async function marketsOf(
  { quotes, clock }: Pick<FlowDeps, "quotes" | "clock">,
  instruments: ReadonlyMap<string, Instrument>,
): Promise<Markets["bySymbol"]> {
  const latest = await quotes.read([...instruments.values()].map(({ instrumentId }) => instrumentId));
  return marketsAt(instruments, new Map(latest.map((quote) => [quote.instrumentId, quote])), clock.nowMs());
}

/** Instruments with what their latest quotes say of their markets. */
export function marketsAt(
  instruments: Iterable<readonly [string, Instrument]>,
  byId: ReadonlyMap<number, Quote>,
  nowMs: number,
): Markets["bySymbol"] {
  return new Map(
    [...instruments].map(([symbol, instrument]): [string, TradedInstrument] => {
      const quote = byId.get(instrument.instrumentId);
      const calendar = quote?.calendar ?? instrument.calendar;
      const hours = calendar === null ? null : calendarOf(calendar);
      return [
        symbol,
        { instrument, now: quote === undefined ? null : marketOfQuote(quote, instrument.tick, nowMs, hours) },
      ];
    }),
  );
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
}

/** How an account stands in this transaction, under its lock. */
export async function readStanding(
  tx: SqlPort & CopyPort,
  { account, markets, actor, nowMs, without, strategyId = null }: StandingOf,
): Promise<Standing & { readonly working: readonly WorkingOrder[] }> {
  const { accountId } = account;
  const [{ cash, positions }, working, bound] = await Promise.all([
    makeLedgerStore().readState(tx, accountId),
    readWorkingOrders(tx, accountId),
    readBound(tx, { account, userId: actor.userId, strategyId, nowMs, without }),
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
