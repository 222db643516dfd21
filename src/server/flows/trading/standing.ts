import { type AccountId, type CopyPort, type Exact, exact, type SqlPort } from "@/modules/_kernel";
import { calendarOf, type Instrument } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { marketOfQuote, type Standing, type TradedInstrument, type WorkingOrder } from "@/modules/execution";
import { readWorkingOrders } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";
import { readBound } from "../risk/binding-limits";

export type Markets = ReadonlyMap<string, TradedInstrument>;

/**
 * Instruments and their markets now, by symbol: of the order's instrument and of all that the account holds or may hold. Read
 * before the transaction, which holds a connection already; what comes to the account in between is unknown, which no order passes.
 */
export async function readMarkets(
  deps: Pick<FlowDeps, "sql" | "quotes" | "clock">,
  accountId: AccountId,
  own: readonly Instrument[],
): Promise<Markets> {
  const { sql } = deps;
  const instruments = makeInstrumentStore(sql);
  const [{ positions }, working] = await Promise.all([
    makeLedgerStore().readState(sql, accountId),
    readWorkingOrders(sql, accountId),
  ]);
  const found = new Map(own.map((each) => [each.symbol, each]));
  for (const { symbol } of [...positions, ...working]) {
    if (found.has(symbol)) continue;
    const instrument = await instruments.find(symbol);
    if (instrument !== null) found.set(symbol, instrument);
  }
  return marketsOf(deps, found);
}

async function marketsOf(
  { quotes, clock }: Pick<FlowDeps, "quotes" | "clock">,
  instruments: ReadonlyMap<string, Instrument>,
): Promise<Markets> {
  const latest = await quotes.read([...instruments.values()].map(({ instrumentId }) => instrumentId));
  const byId = new Map(latest.map((quote) => [quote.instrumentId, quote]));
  const nowMs = clock.nowMs();
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
}

/** How an account stands in this transaction, under its lock. */
export async function readStanding(
  tx: SqlPort & CopyPort,
  { account, markets, actor, nowMs, without }: StandingOf,
): Promise<Standing & { readonly working: readonly WorkingOrder[] }> {
  const { accountId, baseCurrency } = account;
  const { cash, positions } = await makeLedgerStore().readState(tx, accountId);
  const working = await readWorkingOrders(tx, accountId);
  return {
    nowMs,
    cash,
    positions,
    working: working.filter(({ orderId }) => !without.has(orderId)),
    instruments: markets,
    rateOf: (currency) => rateTo(baseCurrency, currency),
    userId: actor.userId,
    accountId,
    ...(await readBound(tx, { account, userId: actor.userId, nowMs, without })),
  };
}

const ONE = exact(1);

/** Base currency for one of a currency. Only its own is known: orders in another are refused as what cannot be reckoned. */
const rateTo = (base: string, currency: string): Exact | null => (currency === base ? ONE : null);
