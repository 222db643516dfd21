import type { RouterOutputs } from "@/server/api/root";

/** Shapes of the API as the pages of strategies use them. */
export type CatalogEntry = RouterOutputs["strategy"]["catalog"][number];
export type StrategyCategory = CatalogEntry["category"];
export type StrategyDetail = RouterOutputs["strategy"]["get"];
export type StrategyVersion = RouterOutputs["strategy"]["versions"][number];
export type StrategyVersionFacts = RouterOutputs["strategy"]["facts"];
export type StrategyPreset = RouterOutputs["preset"]["list"][number];
export type Publication = CatalogEntry["published"][number];
export type PublicationLine = RouterOutputs["publication"]["list"][number];
