import type { RouterOutputs } from "@/server/api/root";

/** Shapes of the API as the market pages use them. */
export type Instrument = RouterOutputs["instrument"]["search"][number];
export type InstrumentDetail = RouterOutputs["instrument"]["describe"];
export type SymbolsPreview = RouterOutputs["instrument"]["previewSymbols"];
export type Coverage = Instrument["coverage"][number];
export type Job = RouterOutputs["job"]["get"];
export type ImportPreview = RouterOutputs["import"]["preview"];
export type ImportRecord = RouterOutputs["import"]["list"]["rows"][number];
export type RowProblem = ImportPreview["problems"][number];
export type Reading = ImportPreview["reading"];
export type Strategy = RouterOutputs["strategy"]["list"][number];
export type Run = RouterOutputs["backtest"]["get"];
export type RunSpec = Run["spec"];
export type RunStats = NonNullable<Run["stats"]>;
export type RunCard = NonNullable<Run["card"]>;
export type Trade = RouterOutputs["backtest"]["trades"]["rows"][number];
