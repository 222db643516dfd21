import { EpochMs, exact, quotient, toDecimalText, ZERO } from "@/modules/_kernel";
import { type Algo, type AlgoChildOrder, isAlgoOver, sliceSizes, spokenFor } from "@/modules/execution";
import type { AlgoSliceView, AlgoView } from "../../contract/algos";
import type { AppError } from "../../errors";

export const noAlgo = (algoId: string): AppError => ({
  kind: "algo.not_found",
  path: "algoId",
  facts: { algoId: algoId.slice(0, 64) },
});

/** A parent with what its children add up to. */
export function algoView(algo: Algo, children: readonly AlgoChildOrder[]): AlgoView {
  const { standing, slices } = algo;
  const filled = children.reduce((sum, child) => sum.plus(child.filledQty), ZERO);
  const paid = children.reduce((sum, child) => sum.plus(exact(child.filledNotional)), ZERO);
  const spoken = children.reduce((sum, child) => sum.plus(spokenFor(child)), ZERO);
  const { algoId, accountId, kind, symbol, side, currency, qty, limitPrice, reduceOnly, participation, seed } = algo;
  return {
    algoId,
    accountId,
    kind,
    symbol,
    side,
    currency,
    qty,
    limitPrice,
    reduceOnly,
    participation,
    seed,
    durationMs: algo.durationMs,
    profile: algo.profile,
    createdAt: algo.createdAt,
    refusal: algo.refusal,
    waiting: algo.waiting,
    status: standing.status,
    reason: standing.reason,
    since: standing.sinceMs,
    filledQty: toDecimalText(filled),
    averagePrice: filled.isZero() ? null : toDecimalText(quotient(paid, filled)),
    workingQty: toDecimalText(isAlgoOver(standing) ? openQty(children) : spoken.minus(filled)),
    slicesSent: children.length,
    slicesPlanned: slices.length,
    endsAt: standing.status === "working" ? EpochMs.of(algo.createdAt + standing.pausedMs + algo.durationMs) : null,
  };
}

const openQty = (children: readonly AlgoChildOrder[]) =>
  children.reduce((sum, { isClosed, qty, filledQty }) => (isClosed ? sum : sum.plus(qty.minus(filledQty))), ZERO);

export function sliceViews(slices: Algo["slices"]): readonly AlgoSliceView[] {
  const sizes = sliceSizes(slices);
  return slices.map(({ number, dueMs }, place) => ({ number, dueMs, qty: sizes[place] ?? "0" }));
}
