import { type EpochMs, type Exact, exact, ZERO } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { BookHolding, CloseSeries } from "@/modules/risk";
import { type Marks, rateBetween, rateFromMarks, rateSymbols, readMarks } from "../accounts/marks";
import type { FlowDeps } from "../deps";
import { closesIn, type DailyPasts, rateSeries } from "./daily-closes";

type Deps = Pick<FlowDeps, "sql" | "quotes" | "clock">;

/** What accounts hold together, as risk looks at it. */
export interface Book {
  readonly holdings: readonly BookHolding[];
  readonly equity: number | null;
  readonly closes: ReadonlyMap<string, CloseSeries>;
  readonly unpriced: readonly string[];
  readonly unrated: readonly string[];
  readonly ratesWithoutPast: readonly string[];
}

interface Held {
  qty: Exact;
  cost: Exact;
  readonly multiplier: Exact;
  readonly currency: string;
}

/** What accounts hold, positions of one symbol together, in one currency. */
export async function readBook(
  deps: Deps,
  pasts: DailyPasts,
  {
    accounts,
    currency,
    nowMs,
  }: {
    readonly accounts: readonly AccountFacts[];
    readonly currency: string;
    readonly nowMs: EpochMs;
  },
): Promise<Book> {
  const { held, money } = await readHeld(deps, accounts);
  const currencies = new Set([...money.keys(), ...[...held.values()].map((each) => each.currency)]);
  currencies.delete(currency);
  const marks = await readMarks(deps, [
    ...held.keys(),
    ...[...currencies].flatMap((each) => rateSymbols(each, currency)),
  ]);
  const rateOf = (from: string) => rateBetween(from, currency, rateFromMarks(marks, nowMs));
  const priced = await priceHeld(deps, held, { marks, rateOf, pasts, currency });
  const cash = moneyWorth(money, { currency, rateOf });
  const closes = new Map(priced.closes);
  const ratesWithoutPast: string[] = [];
  for (const each of currencies) {
    const series = await rateSeries(pasts, each, currency);
    if (series === null) ratesWithoutPast.push(each);
    else closes.set(each, series);
  }
  const unrated = [...currencies].filter((each) => rateOf(each) === null);
  const isWhole = priced.unpriced.length === 0 && unrated.length === 0;
  const worth = priced.holdings.reduce((sum, { value }) => sum + value, 0);
  return {
    holdings: [...priced.holdings, ...cash.holdings],
    equity: isWhole ? worth + cash.worth : null,
    closes,
    unpriced: priced.unpriced,
    unrated: unrated.toSorted(),
    ratesWithoutPast: ratesWithoutPast.toSorted(),
  };
}

async function readHeld({ sql }: Deps, accounts: readonly AccountFacts[]) {
  const held = new Map<string, Held>();
  const money = new Map<string, Exact>();
  for (const { accountId } of accounts) {
    const { cash, positions } = await makeLedgerStore().readState(sql, accountId);
    for (const { currency, settled, unsettled } of cash)
      money.set(currency, (money.get(currency) ?? ZERO).plus(settled).plus(unsettled));
    for (const { symbol, currency, multiplier, qty, cost } of positions) {
      const known = held.get(symbol);
      if (known === undefined) held.set(symbol, { qty, cost, multiplier: exact(multiplier), currency });
      else {
        known.qty = known.qty.plus(qty);
        known.cost = known.cost.plus(cost);
      }
    }
  }
  return { held, money };
}

async function priceHeld(
  { sql }: Deps,
  held: ReadonlyMap<string, Held>,
  at: {
    readonly marks: Marks;
    readonly rateOf: (currency: string) => Exact | null;
    readonly pasts: DailyPasts;
    readonly currency: string;
  },
) {
  const holdings: BookHolding[] = [];
  const unpriced: string[] = [];
  const closes = new Map<string, CloseSeries>();
  const pasts = await at.pasts.read([...held.keys()]);
  for (const [symbol, { qty, cost, multiplier, currency }] of held) {
    if (qty.isZero()) continue;
    const mark = at.marks.get(symbol);
    if (mark === undefined) unpriced.push(symbol);
    const rate = at.rateOf(currency);
    // Named among the currencies: no number in another one can be given.
    if (rate === null) continue;
    const instrument = mark?.instrument ?? (await makeInstrumentStore(sql).find(symbol));
    const past = pasts.get(symbol);
    holdings.push({
      symbol,
      value: (mark === undefined ? cost : qty.times(mark.price).times(multiplier)).times(rate).toNumber(),
      kind: instrument?.kind ?? "equity",
      sector: instrument?.sector ?? "",
      currency,
      qty: qty.toNumber(),
      averageVolume: past?.averageVolume ?? null,
    });
    const series = past === undefined ? null : await closesIn(at.pasts, past, { from: currency, to: at.currency });
    const own = series ?? past;
    if (own !== undefined) closes.set(symbol, own);
  }
  return { holdings, unpriced: unpriced.toSorted(), closes };
}

/** Money in the base currency is no risk; in another one it moves with its rate. */
function moneyWorth(
  money: ReadonlyMap<string, Exact>,
  { currency, rateOf }: { readonly currency: string; readonly rateOf: (currency: string) => Exact | null },
) {
  let worth = 0;
  const holdings: BookHolding[] = [];
  for (const [each, amount] of money) {
    const rate = rateOf(each);
    if (rate === null || amount.isZero()) continue;
    const value = amount.times(rate).toNumber();
    worth += value;
    if (each !== currency)
      holdings.push({ symbol: each, value, kind: "cash", sector: "", currency: each, qty: null, averageVolume: null });
  }
  return { worth, holdings };
}
