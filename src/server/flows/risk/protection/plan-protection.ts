import { effectiveState } from "@/modules/execution";
import { readTradingStates } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { type CoverStep, coverStep, type ProtectionTerms, type SurplusStep, surplusStep } from "@/modules/risk";
import type { ProtectionPlan } from "../../contract/protection";
import { readMarkets } from "../../trading/standing";
import type { LimitDeps } from "../change-limit";
import { readAccountBook, readLastStop, situationOf } from "./situations";

/** What a policy does about an account as it stands now, symbol by symbol; what is covered right is not named. Nothing is written. */
export async function planProtection(
  deps: LimitDeps,
  { accountId }: Pick<AccountFacts, "accountId">,
  terms: ProtectionTerms,
): Promise<readonly ProtectionPlan[]> {
  const { sql } = deps;
  const [book, markets, states] = await Promise.all([
    readAccountBook(sql, accountId),
    readMarkets(deps, accountId, []),
    readTradingStates(sql, accountId),
  ]);
  const isHalted = effectiveState(states)?.state === "halted";
  const plans: ProtectionPlan[] = [];
  for (const symbol of book.symbols) {
    const held = book.held.get(symbol);
    const lastStop = held === undefined ? null : await readLastStop(sql, { accountId, symbol, held });
    const situation = situationOf(book, symbol, { markets, isHalted, lastStop });
    plans.push(
      ...planOfCover(symbol, coverStep(situation, terms)),
      ...planOfSurplus(symbol, surplusStep(situation, terms)),
    );
  }
  return plans;
}

function planOfCover(symbol: string, step: CoverStep): readonly ProtectionPlan[] {
  if (step.kind === "covered") return [];
  const of = { symbol, fault: "uncovered", amount: step.uncovered.toFixed() } as const;
  if (step.kind === "wait") return [{ ...of, act: { kind: "wait" } }];
  if (step.kind === "tell") return [{ ...of, act: { kind: "tell", why: step.why } }];
  const { side, from } = step;
  return [{ ...of, act: { kind: "place", side, from, qty: step.qty.toFixed(), stopPrice: step.stopPrice.toFixed() } }];
}

function planOfSurplus(symbol: string, step: SurplusStep): readonly ProtectionPlan[] {
  if (step.kind === "fits") return [];
  const of = { symbol, fault: "surplus", amount: step.surplus.toFixed() } as const;
  if (step.kind === "wait") return [{ ...of, act: { kind: "wait" } }];
  if (step.kind === "tell") return [{ ...of, act: { kind: "tell", why: step.why } }];
  const reduceTo = step.reduce === null ? null : step.reduce.leaves.toFixed();
  return [{ ...of, act: { kind: "mend", cancel: step.cancel.length, reduceTo } }];
}
