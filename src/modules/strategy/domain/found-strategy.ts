import type { PortfolioStrategyDefinition } from "./portfolio/define-portfolio-strategy";
import type { StrategyDefinition } from "./strategy";

/** A strategy with the engine that it needs: the fast one of one instrument, or that of several instruments or resolutions. */
export type FoundStrategy =
  | { readonly trades: "one"; readonly definition: StrategyDefinition }
  | { readonly trades: "several"; readonly definition: PortfolioStrategyDefinition };
