import type { RouterInputs, RouterOutputs } from "@/server/api/root";

export type AccountView = RouterOutputs["accounts"]["list"][number];
export type Overview = RouterOutputs["accounts"]["get"];
export type Position = RouterOutputs["accounts"]["positions"][number];
export type Batch = RouterOutputs["accounts"]["ledger"]["rows"][number];
export type LedgerQuery = RouterInputs["accounts"]["ledger"];
export type Entry = RouterInputs["accounts"]["book"]["entry"];
