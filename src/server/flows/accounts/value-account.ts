import { EpochMs, type Exact, exact, ok, quotient, ZERO } from "@/modules/_kernel";
import { buyingPowerOf, reservedFor, type UnitTerms } from "@/modules/execution";
import { readWorkingOrders } from "@/modules/execution/server";
import type { AccountFacts, CashState, Chart, PositionState } from "@/modules/portfolio";
import { listLots, makeLedgerStore, readBalances } from "@/modules/portfolio/server";
import type { AccountFlows, AccountOverview, CashView, PositionView } from "../contract/accounts";
import type { FlowDeps } from "../deps";
import { type AccountAccess, accountView } from "./access";
import { makeDailyValues } from "./daily-values";
import { type Mark, type Marks, rateBetween, rateFromMarks, rateSymbols, readMarks } from "./marks";

type Deps = Pick<FlowDeps, "sql" | "quotes" | "clock">;
type Flows = Pick<AccountFlows, "readAccount" | "listPositions" | "listLots" | "listDailyValues">;

const DAY_MS = 86_400_000;
/** Longer than any market is closed: an older price is worth a word. */
const PRICE_AGE_MAX_MS = 7 * DAY_MS;

/** What accounts hold and are worth. Unknown is null, and a sum over something unknown is unknown. */
export function makeValueFlows(deps: Deps, access: AccountAccess): Flows {
  const { sql, clock } = deps;
  const ledger = makeLedgerStore();
  const daily = makeDailyValues(deps);
  return {
    async readAccount(actor, accountId) {
      const seen = await access.see(actor, accountId);
      if (!seen.ok) return seen;
      const { person, account } = seen.value;
      return ok({ account: accountView(person, account), ...(await valueAccount(deps, account)) });
    },
    async listPositions(actor, accountId) {
      const seen = await access.see(actor, accountId);
      if (!seen.ok) return seen;
      const { account } = seen.value;
      const { positions } = await ledger.readState(sql, account.accountId);
      const marks = await readMarks(
        deps,
        positions.map(({ symbol }) => symbol),
      );
      return ok(positions.map((position) => positionView(account, position, marks)));
    },
    async listLots(actor, { accountId, symbol }) {
      const seen = await access.see(actor, accountId);
      if (!seen.ok) return seen;
      const lots = await listLots(sql, seen.value.account.accountId, symbol.toUpperCase());
      return ok(
        lots.map(({ openedAt, qty, cost, batchId }) => ({
          openedAt: EpochMs.of(openedAt),
          qty: qty.toFixed(),
          cost: cost.toFixed(),
          batchId,
        })),
      );
    },
    async listDailyValues(actor, accountId) {
      const seen = await access.see(actor, accountId);
      if (!seen.ok) return seen;
      const { account } = seen.value;
      // Days that are over: today's is the overview.
      const values = await daily.history(account, clock.nowMs());
      return ok(
        values.map(({ day, equity, flow }) => ({
          day,
          equity: equity?.toFixed() ?? null,
          flow: flow?.toFixed() ?? null,
        })),
      );
    },
  };
}

/** An account as it stands now. */
export async function valueAccount(deps: Deps, account: AccountFacts): Promise<Omit<AccountOverview, "account">> {
  const { sql, clock } = deps;
  const nowMs = clock.nowMs();
  const [{ cash, positions }, balances, working] = await Promise.all([
    makeLedgerStore().readState(sql, account.accountId),
    readBalances(sql, account.accountId),
    readWorkingOrders(sql, account.accountId),
  ]);
  const { baseCurrency } = account;
  const currencies = new Set([
    ...balances.map(({ currency }) => currency),
    ...positions.map(({ currency }) => currency),
  ]);
  currencies.delete(baseCurrency);
  const marks = await readMarks(deps, [
    ...positions.map(({ symbol }) => symbol),
    ...working.map(({ symbol }) => symbol),
    ...[...currencies].flatMap((currency) => rateSymbols(currency, baseCurrency)),
  ]);
  const rateOf = (currency: string) => rateBetween(currency, baseCurrency, rateFromMarks(marks, nowMs));
  const unpriced = new Set<string>();
  const inBase = (amounts: readonly { readonly currency: string; readonly amount: Exact }[]): Exact | null => {
    let sum: Exact | null = ZERO;
    for (const { currency, amount } of amounts) {
      if (amount.isZero()) continue;
      const rate = rateOf(currency);
      if (rate === null) unpriced.add(currency);
      sum = rate === null || sum === null ? null : sum.plus(amount.times(rate));
    }
    return sum;
  };
  const ofChart = (...charts: readonly Chart[]) => inBase(balances.filter(({ chart }) => charts.includes(chart)));
  const values = positions.map((position) => ({ position, value: worthOf(position, marks) }));
  for (const { position, value } of values) if (value === null) unpriced.add(position.symbol);
  const priced = values.every(({ value }) => value !== null);
  const worth = (of: (position: PositionState, value: Exact) => Exact) =>
    priced
      ? inBase(
          values.map(({ position, value }) => ({ currency: position.currency, amount: of(position, value ?? ZERO) })),
        )
      : null;
  const cashWorth = ofChart("cash", "cash_unsettled");
  const positionsValue = worth((_, value) => value);
  const equity = plus(cashWorth, positionsValue);
  const reserving = {
    working,
    positions: new Map(positions.map(({ symbol, qty }) => [symbol, qty])),
    termsOf: (symbol: string) => unitTerms(marks.get(symbol), rateOf),
  };
  const day = await dayResult(deps, account, equity, nowMs, inBase);
  return {
    asOf: nowMs,
    cash: cash.map(cashView),
    reserved: said(reservedFor(reserving)),
    buyingPower: said(buyingPowerOf({ ...reserving, cash, rateOf })),
    positionsValue: said(positionsValue),
    grossValue: said(worth((_, value) => value.abs())),
    equity: said(equity),
    openPnl: said(worth(({ cost }, value) => value.minus(cost))),
    realizedPnl: said(ofChart("realized")?.neg() ?? null),
    income: said(ofChart("dividends", "interest", "funding")?.neg() ?? null),
    dayPnl: said(day),
    fees: said(ofChart("fees")),
    unpriced: [...unpriced].toSorted(),
    outdated: positions.map(({ symbol }) => symbol).filter((symbol) => isOutdated(marks.get(symbol), nowMs)),
  };
}

/** What today (UTC) changed, less what came in from outside. */
async function dayResult(
  deps: Deps,
  account: AccountFacts,
  equity: Exact | null,
  nowMs: EpochMs,
  inBase: (amounts: readonly { readonly currency: string; readonly amount: Exact }[]) => Exact | null,
): Promise<Exact | null> {
  if (equity === null) return null;
  const { yesterday, flows } = await makeDailyValues(deps).startOfDay(account, nowMs);
  const flow = inBase(flows);
  return yesterday === null || flow === null ? null : equity.minus(yesterday).minus(flow);
}

const isOutdated = (mark: Mark | undefined, nowMs: EpochMs) => mark !== undefined && nowMs - mark.at > PRICE_AGE_MAX_MS;

/** What one more unit takes. */
function unitTerms(mark: Mark | undefined, rateOf: (currency: string) => Exact | null): UnitTerms | null {
  if (mark === undefined) return null;
  const { instrument, price, ask } = mark;
  return { price: ask ?? price, multiplier: exact(instrument.multiplier), fxRate: rateOf(instrument.currency) };
}

const cashView = ({ currency, settled, unsettled }: CashState): CashView => ({
  currency,
  settled: settled.toFixed(),
  unsettled: unsettled.toFixed(),
});

const plus = (one: Exact | null, other: Exact | null) => (one === null || other === null ? null : one.plus(other));
const said = (value: Exact | null): string | null => value?.toFixed() ?? null;

function worthOf({ symbol, qty, multiplier }: PositionState, marks: Marks): Exact | null {
  const mark = marks.get(symbol);
  return mark === undefined ? null : qty.times(mark.price).times(multiplier);
}

function positionView({ accountId }: AccountFacts, position: PositionState, marks: Marks): PositionView {
  const { symbol, currency, qty, cost, realized, multiplier } = position;
  const mark = marks.get(symbol);
  const value = worthOf(position, marks);
  return {
    accountId,
    symbol,
    qty: qty.toFixed(),
    currency,
    multiplier: multiplier.toFixed(),
    averageCost: quotient(cost, qty.times(multiplier)).toFixed(),
    cost: cost.toFixed(),
    price: mark?.price.toFixed() ?? null,
    priceAt: mark?.at ?? null,
    value: value?.toFixed() ?? null,
    openPnl: value?.minus(cost).toFixed() ?? null,
    realizedPnl: realized.toFixed(),
  };
}
