import { err, ok } from "@/modules/_kernel";
import { DEFAULT_TERMS, termFault } from "@/modules/strategy";
import { appendAudit } from "../../platform/audit";
import { readSetting, writeSetting } from "../../platform/settings";
import type { PromotionTermsView, StageFlows } from "../contract/deployment-stages";
import type { FlowDeps } from "../deps";
import { personOf } from "../trading/access";

/** Until a house sets another: what breaks its gates may close, and opens nothing. */
const DEFAULTS: PromotionTermsView = { terms: DEFAULT_TERMS, demotion: "reduce_only" };

/** What the house asks for; a term that is newer than its setting has its default. */
export async function readTerms({ prisma }: Pick<FlowDeps, "prisma">): Promise<PromotionTermsView> {
  const { terms, demotion } = await readSetting(prisma, "promotion-terms", {
    terms: { ...DEFAULTS.terms },
    demotion: DEFAULTS.demotion,
  });
  const known = Object.fromEntries(Object.entries(terms).filter(([name]) => Object.hasOwn(DEFAULT_TERMS, name)));
  return { terms: { ...DEFAULT_TERMS, ...known }, demotion };
}

/** Terms are the administrators' to set, one change a row of the audit. */
export function makeTermsFlows(
  deps: Pick<FlowDeps, "prisma" | "records">,
): Pick<StageFlows, "readPromotionTerms" | "setPromotionTerms"> {
  return {
    readPromotionTerms: () => readTerms(deps),
    async setPromotionTerms(actor, { terms, demotion }) {
      const { role } = await personOf(deps.prisma, actor);
      if (role !== "admin") return err({ kind: "deployment.terms_not_yours", path: "terms" });
      const fault = termFault(terms);
      if (fault !== null)
        return err({
          kind: "deployment.terms_invalid",
          path: `terms.${fault.term}`,
          facts: { ...fault, whole: fault.whole ? "yes" : "no" },
        });
      const before = await readTerms(deps);
      await deps.records.run(async (tx) => {
        await writeSetting(tx, "promotion-terms", { value: { terms: { ...terms }, demotion }, by: actor.userId });
        await appendAudit(tx, {
          actor,
          action: "deployment.terms",
          subjectType: "setting",
          subjectId: "promotion-terms",
          details: { before, after: { terms, demotion } },
        });
      });
      return ok({ terms, demotion });
    },
  };
}
