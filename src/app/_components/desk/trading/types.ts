import type { RouterOutputs } from "@/server/api/root";

/** Shapes of the API as the desk uses them. */
export type AccountView = RouterOutputs["accounts"]["list"][number];
export type AccountOverview = RouterOutputs["accounts"]["get"];
export type PositionView = RouterOutputs["accounts"]["positions"][number];
export type OrderView = RouterOutputs["orders"]["list"]["rows"][number];
export type FillView = RouterOutputs["orders"]["fills"]["rows"][number];
export type OrderDetail = RouterOutputs["orders"]["get"];
export type OrderPreview = RouterOutputs["orders"]["preview"];
export type AlgoView = RouterOutputs["algos"]["list"]["rows"][number];
export type AlgoPreview = RouterOutputs["algos"]["preview"];
export type TradingStateView = RouterOutputs["orders"]["state"];
