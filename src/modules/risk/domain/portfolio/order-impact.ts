import type { CloseSeries } from "./align-closes";
import { assumedOf } from "./assumed-figures";
import { tailOfBook } from "./book-tail";
import { totalExposure } from "./exposure-by";
import type { Holding } from "./holding";
import type { CustomScenario } from "./portfolio-risk";
import { pastOf, type ScenarioResult, stressesOf } from "./portfolio-risk";

/** An account at one moment. */
export interface BookAt {
  readonly holdings: readonly Holding[];
  /** Base currency. */
  readonly equity: number;
}

/** Five of the six lines of a what-if; the sixth is the nearest limit. Money in the base currency. */
export interface BookFigures {
  readonly exposure: number;
  /** Null where equity is not above 0. */
  readonly leverage: number | null;
  /** Part of equity in the largest holding. */
  readonly largest: { readonly symbol: string; readonly weight: number | null } | null;
  /** Average loss of the worst day in twenty, historical. */
  readonly shortfall95: number;
  readonly worst:
    | (Pick<ScenarioResult, "of" | "id" | "name" | "gain"> & {
        /** Holdings whose figure in it is assumed, not taken from a source; the hardest hit first. */
        readonly assumed: readonly string[];
      })
    | null;
}

export interface ImpactInput {
  readonly before: BookAt;
  readonly after: BookAt;
  readonly closes: ReadonlyMap<string, CloseSeries>;
  readonly benchmark: CloseSeries | null;
  readonly scenarios: readonly CustomScenario[];
}

/** Figures that are the same for the same book: no scenario of theirs is drawn by lot. */
const SEED = 0;

/** A book before and after an order. Both are held against one past, that of everything in either: else they could not be compared. */
export function orderImpact(input: ImpactInput): { readonly before: BookFigures; readonly after: BookFigures } {
  const { before, after, closes, benchmark } = input;
  const symbols = new Map([...before.holdings, ...after.holdings].map((holding) => [holding.symbol, holding]));
  const all = [...symbols.values()].map((holding) => ({ ...holding, qty: null, averageVolume: null }));
  const past = pastOf({ holdings: all, closes, benchmark });
  const figures = ({ holdings, equity }: BookAt): BookFigures => {
    const exposure = totalExposure(holdings, equity);
    const largest = holdings
      .filter(({ kind }) => kind !== "cash")
      .toSorted((one, other) => Math.abs(other.value) - Math.abs(one.value))[0];
    const book = holdings.map((holding) => ({ ...holding, qty: null, averageVolume: null }));
    const [worst] = stressesOf({ holdings: book, scenarios: input.scenarios, seed: SEED }, past);
    const tail = tailOfBook(
      { holdings, returns: past.returns, seed: SEED },
      { method: "historical", confidence: 0.95 },
    );
    return {
      exposure: exposure.gross,
      leverage: exposure.weight,
      largest:
        largest === undefined
          ? null
          : { symbol: largest.symbol, weight: equity > 0 ? Math.abs(largest.value) / equity : null },
      shortfall95: tail.shortfall,
      worst:
        worst === undefined
          ? null
          : {
              of: worst.of,
              id: worst.id,
              name: worst.name,
              gain: worst.gain,
              assumed: assumedOf(worst, holdings, (symbol) => past.returns.has(symbol)),
            },
    };
  };
  return { before: figures(before), after: figures(after) };
}
