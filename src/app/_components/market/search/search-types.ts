import type { ParameterRange } from "@/modules/strategy";
import type { RouterInputs, RouterOutputs } from "@/server/api/root";

export type Search = RouterOutputs["search"]["list"]["rows"][number];
export type SearchDetail = RouterOutputs["search"]["get"];
export type SearchRequest = RouterInputs["search"]["submit"];
export type Walk = NonNullable<NonNullable<SearchDetail["outcome"]>["walk"]>;
export type Range = ParameterRange;
