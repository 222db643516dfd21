import { makeInstrumentStore } from "@/modules/data/server";
import { type BrokerModel, DEFAULT_BROKER, type InstrumentTerms, PAPER_FEES } from "@/modules/execution";
import type { ComparedFill, DeploymentEpoch } from "@/modules/strategy";
import type { Watched } from "@/modules/strategy/server";
import type { FlowDeps } from "../deps";

/** So much more than its own has the engine's account: what may be bought is for the gates to say. */
const HIDDEN_TIMES = 10;
const cashOf = ({ opening }: DeploymentEpoch): number => Math.max(1, Number(opening.cash));

/** Cash of the engine's account that its strategy is not shown. */
export const hiddenCashOf = (epoch: DeploymentEpoch): number => HIDDEN_TIMES * cashOf(epoch);

/** The engine's broker as the account's simulated venue is: its fees, and the grid of the instruments. */
export async function engineOf(
  { sql }: Pick<FlowDeps, "sql">,
  epoch: DeploymentEpoch,
): Promise<{ readonly broker: BrokerModel; readonly terms: readonly InstrumentTerms[] }> {
  const found = await Promise.all(epoch.instruments.map((symbol) => makeInstrumentStore(sql).find(symbol)));
  const [kind] = found.flatMap((each) => (each === null ? [] : [each.kind]));
  return {
    broker: { ...DEFAULT_BROKER, cash: (1 + HIDDEN_TIMES) * cashOf(epoch), commission: commissionOf(kind) },
    terms: found.map((each) => ({
      tick: each === null ? null : Number(each.tick),
      lot: each === null ? null : Number(each.lot),
      multiplier: each === null ? 1 : Number(each.multiplier),
    })),
  };
}

function commissionOf(kind: keyof typeof PAPER_FEES | undefined): BrokerModel["commission"] {
  const [rule] = kind === undefined ? [] : PAPER_FEES[kind];
  if (rule?.kind === "per_unit") return { kind: "per_unit", amount: rule.amount.toNumber() };
  if (rule?.kind === "percent") return { kind: "percent", rate: rule.rate.toNumber() };
  if (rule?.kind === "maker_taker") return { kind: "percent", rate: rule.taker.toNumber() };
  return { kind: "percent", rate: 0 };
}

/** A fill of the engine with the number of its order there, and its place among those of the symbol. */
export interface EngineFill extends ComparedFill {
  readonly order: number;
  readonly place: number;
}

/** Fills of the engine, each at the moment of the decision after it: the close of its bar. */
export function engineFills(watched: Watched, symbols: readonly string[]): readonly EngineFill[] {
  const { result } = watched;
  const columns =
    result.trades === "one"
      ? [{ symbol: symbols[0] ?? "", fills: result.value.fills }]
      : result.value.instruments.map(({ symbol, fills }) => ({ symbol, fills }));
  return columns.flatMap(({ symbol, fills }) =>
    Array.from(
      fills.bar,
      (bar, place): EngineFill => ({
        momentMs: watched.closeOf(symbol, bar),
        symbol,
        number: null,
        order: fills.order[place] ?? Number.NaN,
        place,
        quantity: fills.quantity[place] ?? Number.NaN,
        price: fills.price[place] ?? Number.NaN,
      }),
    ),
  );
}
