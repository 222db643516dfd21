import type { EpochMs } from "@/modules/_kernel";
import type { PriceAdjustment } from "../../domain/corporate-actions/adjust";
import type { CorporateAction } from "../../domain/corporate-actions/corporate-action";
import { isSessionResolution, type Resolution } from "../../domain/resolution";
import type { BarStore, CorporateActionStore } from "../../ports";
import { spanOf, startOfDate, zoneOf } from "./adjusted-series";
import type { SeriesInstrument } from "./series-reader";

/** What happens to whoever holds an instrument, in units of the prices it is read with. Before the first bar from `atMs` on. */
export type HeldAction =
  /** One unit becomes `ratio` units. */
  | { readonly type: "split"; readonly atMs: number; readonly ratio: number }
  /** Quote currency for each unit. */
  | { readonly type: "dividend"; readonly atMs: number; readonly amount: number };

export interface HeldActionsRequest {
  readonly adjustment: PriceAdjustment;
  /** Actions as known then; null is now. */
  readonly actionsAsOfMs: EpochMs | null;
  /** Of the prices: see `AdjustmentRequest`. */
  readonly untilDateMs: number | null;
}

export interface HeldActions {
  /** Oldest first; of one date dividends before splits, as their amount is for a share as it was before the date. */
  readonly actions: readonly HeldAction[];
  /** When they last changed; null: none was ever known. */
  readonly actionsAsOfMs: EpochMs | null;
}

export type ReadHeldActions = (
  instrument: SeriesInstrument,
  resolution: Resolution,
  request: HeldActionsRequest,
) => Promise<HeldActions>;

/**
 * What is left to happen to a position when prices are adjusted: with raw prices splits and dividends; with prices free of
 * splits dividends in units of them; with total-return prices nothing, as the dividends are in the prices.
 */
export function makeReadHeldActions({
  bars,
  actions,
}: {
  readonly bars: Pick<BarStore, "coveragesOf">;
  readonly actions: Pick<CorporateActionStore, "known">;
}): ReadHeldActions {
  return async (instrument, resolution, { adjustment, actionsAsOfMs, untilDateMs }) => {
    const known = await actions.known(instrument.instrumentId, actionsAsOfMs);
    if (adjustment === "total_return") return { actions: [], actionsAsOfMs: known.changedAtMs };
    const zone = zoneOf(instrument);
    const { lastDateMs } = spanOf(await bars.coveragesOf(instrument.instrumentId), zone);
    const until = Math.min(untilDateMs ?? lastDateMs, lastDateMs);
    const atOf = (exDateMs: number) => (isSessionResolution(resolution) ? exDateMs : startOfDate(zone, exDateMs));
    return { actions: heldActions(known.actions, { adjustment, until, atOf }), actionsAsOfMs: known.changedAtMs };
  };
}

interface HeldTerms {
  readonly adjustment: Exclude<PriceAdjustment, "total_return">;
  /** Later dates are not in force. */
  readonly until: number;
  readonly atOf: (exDateMs: number) => number;
}

function heldActions(known: readonly CorporateAction[], { adjustment, until, atOf }: HeldTerms): readonly HeldAction[] {
  const inForce = known
    .filter(({ exDateMs }) => exDateMs <= until)
    .toSorted((a, b) => a.exDateMs - b.exDateMs || a.type.localeCompare(b.type));
  const splits = inForce.flatMap((action) =>
    action.type === "split" ? [{ exDateMs: action.exDateMs, ratio: Number(action.ratio) }] : [],
  );
  return inForce.flatMap((action): readonly HeldAction[] => {
    const atMs = atOf(action.exDateMs);
    if (action.type === "dividend") {
      const amount = Number(action.amount);
      if (adjustment === "raw") return [{ type: "dividend", atMs, amount }];
      const later = splits.filter(({ exDateMs }) => exDateMs >= action.exDateMs);
      return [{ type: "dividend", atMs, amount: later.reduce((rest, { ratio }) => rest / ratio, amount) }];
    }
    if (action.type === "split" && adjustment === "raw") {
      return [{ type: "split", atMs, ratio: Number(action.ratio) }];
    }
    return [];
  });
}
