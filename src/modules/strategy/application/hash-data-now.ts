import { ok, type Result } from "@/modules/_kernel";
import { barCount } from "@/modules/data";
import type { BacktestSpec } from "../domain/backtest-spec";
import { findPortfolioStrategy } from "../domain/catalog";
import { checkPortfolioSpec } from "../domain/portfolio/portfolio-spec";
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
  (deps: LoadPortfolioDeps) =>
  async (spec: BacktestSpec): Promise<Result<DataNow, ExecuteError>> => {
    if (findPortfolioStrategy(spec.strategy) === null) {
      const loaded = await deps.loadBars(spec, null);
      if (!loaded.ok) return loaded;
      const { bars } = loaded.value;
      return ok({ dataHash: deps.hashColumns({ ...bars }), bars: barCount(bars) });
    }
    const checked = checkPortfolioSpec(spec);
    if (!checked.ok) return checked;
    const loaded = await loadPortfolio(deps, checked.value, null);
    if (!loaded.ok) return loaded;
    const { traded } = loaded.value;
    const bars = traded.reduce((sum, { base }) => sum + base.closeMs.length, 0);
    return ok({ dataHash: deps.hashColumns(allBars(traded)), bars });
  };
