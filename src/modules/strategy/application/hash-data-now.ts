import { ok, type Result } from "@/modules/_kernel";
import { barCount } from "@/modules/data";
import type { BacktestSpec } from "../domain/backtest-spec";
import { checkPortfolioSpecFor } from "../domain/portfolio/portfolio-spec";
import type { FindStrategy } from "../ports-own";
import { catchFault } from "./catch-fault";
import type { ExecuteError } from "./execute-backtest";
import { allBars } from "./execute-portfolio";
import { type LoadPortfolioDeps, loadPortfolio } from "./load-portfolio";

/** The data that a request would run on now. */
export interface DataNow {
  /** Equal to that of a card: the very data that the run saw. */
  readonly dataHash: string;
  readonly bars: number;
}

/** Hashes what a request would run on now, as its card would. Refuses what its bars refuse. Nothing runs. */
export const makeHashDataNow =
  (deps: LoadPortfolioDeps & { readonly find: FindStrategy }) =>
  (spec: BacktestSpec): Promise<Result<DataNow, ExecuteError>> =>
    catchFault(spec.strategy, () => hashNow(deps, spec));

async function hashNow(
  deps: LoadPortfolioDeps & { readonly find: FindStrategy },
  spec: BacktestSpec,
): Promise<Result<DataNow, ExecuteError>> {
  const found = await deps.find(spec.strategy);
  if (!found.ok) return found;
  if (found.value.trades === "one") {
    const loaded = await deps.loadBars(spec, null);
    if (!loaded.ok) return loaded;
    const { bars } = loaded.value;
    return ok({ dataHash: deps.hashColumns({ ...bars }), bars: barCount(bars) });
  }
  const checked = checkPortfolioSpecFor(found.value.definition, spec);
  if (!checked.ok) return checked;
  const loaded = await loadPortfolio(deps, checked.value, null);
  if (!loaded.ok) return loaded;
  const { traded } = loaded.value;
  const bars = traded.reduce((sum, { base }) => sum + base.closeMs.length, 0);
  return ok({ dataHash: deps.hashColumns(allBars(traded)), bars });
}
