import { EpochMs, type Exact, exact, type InstrumentId } from "@/modules/_kernel";
import { type Coverage, isoDate, makeSeriesReader } from "@/modules/data";
import { makeInstrumentStore, makeKnownBarStore } from "@/modules/data/server";
import {
  type AccountChange,
  type AccountFacts,
  type DailyValue,
  type DayPrices,
  dailyValues,
} from "@/modules/portfolio";
import { listDayChanges, makeLedgerStore } from "@/modules/portfolio/server";
import type { FlowDeps } from "../deps";
import { rateBetween, rateSymbols } from "./marks";

const DAY_MS = 86_400_000;
/** The last close before a day counts for it this long: weekends, and the longest closure. */
const CLOSE_AGE_MAX_MS = 14 * DAY_MS;

const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`);

export interface DayStart {
  /** Equity at the end of yesterday (UTC); null is unknown. */
  readonly yesterday: Exact | null;
  /** What came in from outside since then. */
  readonly flows: readonly { readonly currency: string; readonly amount: Exact }[];
}

/** What an account was worth and held, day by day. */
export interface AccountPast {
  /** From its first day on, whatever days are looked at. */
  readonly changes: readonly AccountChange[];
  readonly values: readonly DailyValue[];
  readonly prices: DayPrices;
}

type Deps = Pick<FlowDeps, "sql" | "clock">;

/** Days of a history on a page: a year and a day to compare with. */
const HISTORY_DAYS = 366;

/** What accounts were worth, from their ledger and the daily closes that are stored. Nothing of it is kept. */
export function makeDailyValues(deps: Deps) {
  const { sql } = deps;
  return {
    /** At the end of each of those days, in order. */
    async ofDays(account: AccountFacts, days: readonly string[]): Promise<readonly DailyValue[]> {
      return valuesOn(deps, account, await listDayChanges(sql, account.accountId, null), days);
    },

    /** Of the days that are over, from the first that its books know; at most {@link HISTORY_DAYS} of them. */
    async history(account: AccountFacts, nowMs: EpochMs): Promise<readonly DailyValue[]> {
      const changes = await listDayChanges(sql, account.accountId, null);
      const first = changes[0];
      if (first === undefined) return [];
      const fromMs = Math.max(startOf(first.day), nowMs - HISTORY_DAYS * DAY_MS);
      return valuesOn(deps, account, changes, daysBetween(fromMs, nowMs - DAY_MS));
    },

    /** The same days with what was held on them and what that was worth: for whoever plays the past again. */
    async past(account: AccountFacts, nowMs: EpochMs): Promise<AccountPast | null> {
      const changes = await listDayChanges(sql, account.accountId, null);
      const first = changes[0];
      if (first === undefined) return null;
      const days = daysBetween(Math.max(startOf(first.day), nowMs - HISTORY_DAYS * DAY_MS), nowMs - DAY_MS);
      const [from, to] = [days[0], days.at(-1)];
      if (from === undefined || to === undefined) return null;
      const prices = await readPrices(deps, account, changes, { fromMs: startOf(from), toMs: startOf(to) + DAY_MS });
      return { changes, values: dailyValues(changes, days, prices), prices };
    },

    async startOfDay(account: AccountFacts, nowMs: EpochMs): Promise<DayStart> {
      const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
      const yesterday = isoDate(todayMs - DAY_MS);
      const [state, today] = await Promise.all([
        makeLedgerStore().readState(sql, account.accountId),
        listDayChanges(sql, account.accountId, isoDate(todayMs)),
      ]);
      // What there is now, less what today did.
      const changes: readonly AccountChange[] = [
        ...state.cash.map(({ currency, settled, unsettled }) => ({
          day: yesterday,
          chart: "cash" as const,
          symbol: null,
          currency,
          amount: settled.plus(unsettled),
          qty: null,
        })),
        ...state.positions.map(({ symbol, currency, cost, qty }) => ({
          day: yesterday,
          chart: "securities" as const,
          symbol,
          currency,
          amount: cost,
          qty,
        })),
        ...today
          .filter(({ chart }) => chart !== "capital")
          .map((change) => ({
            ...change,
            day: yesterday,
            amount: change.amount.neg(),
            qty: change.qty?.neg() ?? null,
          })),
      ];
      const prices = await readPrices(deps, account, changes, { fromMs: todayMs - DAY_MS, toMs: todayMs });
      const [value] = dailyValues(changes, [yesterday], prices);
      const flows = today
        .filter(({ chart }) => chart === "capital")
        .map(({ currency, amount }) => ({ currency, amount: amount.neg() }));
      return { yesterday: value?.equity ?? null, flows };
    },
  };
}

function daysBetween(fromMs: number, toMs: number): readonly string[] {
  const days: string[] = [];
  for (let at = Math.floor(fromMs / DAY_MS) * DAY_MS; at <= toMs; at += DAY_MS) days.push(isoDate(at));
  return days;
}

async function valuesOn(
  deps: Deps,
  account: AccountFacts,
  changes: readonly AccountChange[],
  days: readonly string[],
): Promise<readonly DailyValue[]> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const prices = await readPrices(deps, account, changes, { fromMs: startOf(first), toMs: startOf(last) + DAY_MS });
  return dailyValues(changes, days, prices);
}

async function readPrices(
  deps: Deps,
  { baseCurrency }: AccountFacts,
  changes: readonly AccountChange[],
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<DayPrices> {
  const symbols = new Set<string>();
  const currencies = new Set<string>();
  for (const { symbol, currency } of changes) {
    if (symbol !== null) symbols.add(symbol);
    if (currency !== baseCurrency) currencies.add(currency);
  }
  for (const currency of currencies) for (const symbol of rateSymbols(currency, baseCurrency)) symbols.add(symbol);
  const closes = await readCloses(deps, [...symbols], range);
  return {
    priceOf(symbol, _currency, day) {
      const found = closes.get(symbol);
      const close = found === undefined ? null : closeOn(found, startOf(day));
      return close === null ? null : close.times(exact(found?.multiplier ?? "1"));
    },
    rateOf: (currency, day) =>
      rateBetween(currency, baseCurrency, (symbol) => {
        const found = closes.get(symbol);
        return found === undefined ? null : closeOn(found, startOf(day));
      }),
  };
}

/** Instruments whose coverage is looked up by one statement. */
const COVERED_AT_ONCE = 200;

/** What there is of all of them is looked up first, so that whoever has no closes costs nothing and the others one statement each. */
async function readCloses(
  { sql, clock }: Deps,
  symbols: readonly string[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<ReadonlyMap<string, Closes>> {
  if (symbols.length === 0) return new Map();
  const store = makeInstrumentStore(sql);
  const nowMs = clock.nowMs();
  const instruments = await store.findAll(symbols);
  const ids = [...new Set([...instruments.values()].map(({ instrumentId }) => instrumentId))];
  const coverages = new Map<InstrumentId, readonly Coverage[]>();
  for (let at = 0; at < ids.length; at += COVERED_AT_ONCE)
    for (const [id, found] of await store.coverage(ids.slice(at, at + COVERED_AT_ONCE))) coverages.set(id, found);
  const reader = makeSeriesReader(
    makeKnownBarStore(sql, async (id) => coverages.get(id) ?? []),
    "stored",
  );
  const range = { fromMs: EpochMs.of(fromMs - CLOSE_AGE_MAX_MS), toMs: EpochMs.of(toMs) };
  const closes = new Map<string, Closes>();
  for (const [symbol, instrument] of instruments) {
    if (!coverages.has(instrument.instrumentId)) continue;
    const { time, close } = await reader.readBars(instrument, "1d", range, nowMs);
    closes.set(symbol, { time, close, multiplier: instrument.multiplier });
  }
  return closes;
}

interface Closes {
  readonly time: Float64Array;
  readonly close: Float64Array;
  readonly multiplier: string;
}

/** The last close on or before a day (00:00 UTC of it), while it is recent enough. */
function closeOn({ time, close }: Closes, dayMs: number): Exact | null {
  const at = time.findLastIndex((each) => each <= dayMs);
  const [last, value] = [time[at], close[at]];
  return last === undefined || value === undefined || dayMs - last > CLOSE_AGE_MAX_MS ? null : exact(value);
}
