import { AccountId, UserId } from "@/modules/_kernel";
import { readSetting } from "../../../platform/settings";
import type { FlowDeps } from "../../deps";

/** What the house has planned; null: no drill. */
export async function readDrillPlan({ prisma }: Pick<FlowDeps, "prisma">) {
  const { plan } = await readSetting(prisma, "halt-drill", { plan: null });
  if (plan === null) return null;
  return {
    ...plan,
    accountId: AccountId.of(plan.accountId),
    setBy: plan.setBy === null ? null : UserId.of(plan.setBy),
  };
}
