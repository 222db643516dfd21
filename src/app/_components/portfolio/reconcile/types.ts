import type { RouterInputs, RouterOutputs } from "@/server/api/root";

export type Item = RouterOutputs["reconcile"]["list"][number];
export type Status = RouterOutputs["reconcile"]["status"][number];
export type ResolveInput = RouterInputs["reconcile"]["resolve"];
export type Action = ResolveInput["action"];
export type Assigned = NonNullable<RouterOutputs["reconcile"]["preview"]["assigned"]>;
