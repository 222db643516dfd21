import { exact } from "@/modules/_kernel";
import type { OrderFill } from "@/modules/execution/server";
import type {
  CapitalChange,
  DeploymentEpoch,
  DeploymentOrder,
  RecordedAccount,
  RecordedFill,
  ToldFill,
} from "@/modules/strategy";
import { linesOf, type Multipliers } from "./sub-books";

/** What the strategy is told of its account, with what of it is told for the first time. */
export interface Recorded {
  readonly account: RecordedAccount;
  readonly told: readonly ToldFill[];
  readonly orders: readonly DeploymentOrder[];
}

/** The account of an epoch as its strategy was told of it: what it began with, and fills by the moment of the decision after them. */
export function recordedAccount(
  { epoch, opening }: DeploymentEpoch,
  {
    orders,
    fills,
    moments,
    multipliers,
    capital,
  }: {
    readonly orders: readonly DeploymentOrder[];
    readonly fills: readonly OrderFill[];
    readonly moments: ReadonlyMap<string, ToldFill>;
    readonly multipliers: Multipliers;
    /** Changes of what it may have at work, in the epoch. */
    readonly capital: readonly CapitalChange[];
  },
): RecordedAccount {
  const numbers = new Map(orders.map((order) => [order.orderId, order]));
  const told = fills.filter(({ execId }) => moments.get(execId)?.epoch === epoch);
  const lines = linesOf(told, multipliers);
  const recorded = told.flatMap((fill, index): RecordedFill[] => {
    const [moment, line] = [moments.get(fill.execId), lines[index]];
    if (moment === undefined || line === undefined) return [];
    const order = numbers.get(fill.orderId);
    const isOwn = order !== undefined && order.epoch === epoch && order.number >= 0;
    const sign = fill.side === "buy" ? 1 : -1;
    const notional = line.qty.times(line.price).times(line.multiplier);
    const cash = (sign > 0 ? notional.neg() : notional).minus(line.fees);
    return [
      {
        toldAtMs: moment.toldAtMs,
        symbol: fill.symbol,
        number: isOwn ? order.number : null,
        quantity: sign * fill.qty.toNumber(),
        price: fill.price.toNumber(),
        cash: cash.toNumber(),
      },
    ];
  });
  const positions = Object.entries(opening.positions).map(([symbol, qty]) => [symbol, Number(qty)] as const);
  return {
    cash: Number(opening.cash),
    positions: Object.fromEntries(positions),
    fills: [...recorded, ...capital.map(asCash)].toSorted((a, b) => a.toldAtMs - b.toldAtMs),
  };
}

/** Cash that came or went, as something that was told: it moves no units, and no order of the strategy has to do with it. */
const asCash = ({ toldAtMs, before, after }: CapitalChange): RecordedFill => ({
  toldAtMs,
  symbol: "",
  number: null,
  quantity: 0,
  price: 0,
  cash: exact(after).minus(exact(before)).toNumber(),
});
