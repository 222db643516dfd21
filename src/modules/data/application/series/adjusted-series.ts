import { EpochMs, err, type InstrumentId, ok, type Result, type TimeRange } from "@/modules/_kernel";
import { type BarColumns, makeBarColumns } from "../../domain/bar-columns";
import {
  adjustBars,
  adjustmentFactors,
  closesBefore,
  type PriceAction,
  type PriceAdjustment,
} from "../../domain/corporate-actions/adjust";
import type { CorporateAction } from "../../domain/corporate-actions/corporate-action";
import { DAY_MS, isSessionResolution, type Resolution } from "../../domain/resolution";
import type { SeriesHours } from "../../domain/session-rule";
import { type TimeZone, timeZoneOf } from "../../domain/time-zone";
import type { BarStore, CorporateActionStore, Coverage } from "../../ports";
import { makeSeriesReader, type SeriesInstrument, type SeriesReader } from "./series-reader";

/** What a series of adjusted prices is computed from. */
export interface AdjustmentRequest {
  readonly adjustment: PriceAdjustment;
  readonly hours: SeriesHours;
  /** Bars and actions as known then; null is now. */
  readonly barsAsOfMs: EpochMs | null;
  readonly actionsAsOfMs: EpochMs | null;
  /** Actions with a later date are not in force yet. Null: the date of the newest bar there is. */
  readonly untilDateMs: number | null;
  /** What was reckoned before, where no daily bar before that date has changed since. */
  readonly before?: { readonly basis: AdjustmentBasis; readonly firstChangedMs: number };
}

/** The actions that are in force, with what they count against. */
export interface AdjustmentBasis {
  readonly actions: readonly PricedAction[];
  /** By dates, for sessions and longer; and by moments, for what is shorter. */
  readonly bySession: readonly PriceAction[];
  readonly byMoment: readonly PriceAction[];
}

/** A reader whose bars have adjusted prices, and what they were adjusted by. */
export interface AdjustedSeries {
  readonly reader: SeriesReader;
  readonly adjustment: PriceAdjustment;
  /** Actions that move a price of the series. */
  readonly actions: number;
  /** When the actions last changed: as of this the series has the same bits for ever. Null: none was ever known. */
  readonly actionsAsOfMs: EpochMs | null;
  readonly basis: AdjustmentBasis;
  /** It is the basis of `before`: bars of dates before that have the same adjusted prices. */
  readonly isAsBefore: boolean;
}

export type AdjustedSeriesError =
  /** A dividend as large as the price before it: the action or the price is wrong. */
  | {
      readonly kind: "adjust.dividend_too_large";
      readonly exDateMs: number;
      readonly amount: number;
      readonly closeBefore: number;
    }
  /** Stored weeks and months have prices of before and after an action in one bar; days would tell them apart. */
  | { readonly kind: "adjust.days_needed"; readonly resolution: Resolution };

export interface AdjustedSeriesDeps {
  readonly bars: BarStore;
  readonly actions: Pick<CorporateActionStore, "known">;
}

/** The one place where adjusted prices come from: raw bars and corporate actions, as of a moment. Nothing of it is stored. */
export type OpenAdjustedSeries = (
  instrument: SeriesInstrument,
  resolution: Resolution,
  request: AdjustmentRequest,
) => Promise<Result<AdjustedSeries, AdjustedSeriesError>>;

const EVER: TimeRange = { fromMs: EpochMs.of(-8.64e15), toMs: EpochMs.of(8.64e15) };

/**
 * Prices on the footing of one date: that of the newest bar, or an earlier one that the reader names. A bar shorter than a day
 * is adjusted by the date at its exchange; weeks and months are made of adjusted days. Dividends count against the
 * unadjusted daily close before them, at every resolution, so that one day has one factor.
 */
export function makeOpenAdjustedSeries({ bars, actions }: AdjustedSeriesDeps): OpenAdjustedSeries {
  // Dividends count against the close of the session, whatever hours are shown.
  const sessions = makeSeriesReader(bars, "stored");
  return async (instrument, resolution, request) => {
    const { adjustment, hours } = request;
    const plain = makeSeriesReader(bars, hours);
    if (adjustment === "raw")
      return ok({ reader: plain, adjustment, actions: 0, actionsAsOfMs: null, basis: NO_BASIS, isAsBefore: true });
    const known = await actions.known(instrument.instrumentId, request.actionsAsOfMs);
    const coverages = await bars.coveragesOf(instrument.instrumentId);
    const zone = zoneOf(instrument);
    const inForce = actionsInForce(known.actions, { ...request, ...spanOf(coverages, zone) });
    const kept = stillGood(request.before, inForce);
    const said = { adjustment, actions: inForce.length, actionsAsOfMs: known.changedAtMs, isAsBefore: kept !== null };
    if (inForce.length === 0) return ok({ reader: plain, ...said, basis: NO_BASIS });
    if (isLong(resolution) && coverages.every((coverage) => isLong(coverage.resolution))) {
      return err({ kind: "adjust.days_needed", resolution });
    }
    const daysOf = () => sessions.readBars(instrument, "1d", EVER, request.barsAsOfMs ?? EVER.toMs);
    const basis = kept ?? (await reckonBasis(inForce, zone, daysOf));
    const { bySession, byMoment } = basis;
    const checked = adjustmentFactors(new Float64Array(0), bySession, adjustment);
    if (!checked.ok) {
      const { index, amount, closeBefore } = checked.error;
      return err({ kind: checked.error.kind, exDateMs: inForce[index]?.exDateMs ?? 0, amount, closeBefore });
    }
    const adjust = (columns: BarColumns, of: Resolution): BarColumns => {
      const list = isSessionResolution(of) ? bySession : byMoment;
      const factors = adjustmentFactors(columns.time, list, adjustment);
      return factors.ok ? adjustBars(columns, factors.value) : columns;
    };
    return ok({ reader: makeSeriesReader(adjusting(bars, adjust), hours), ...said, basis });
  };
}

const NO_BASIS: AdjustmentBasis = { actions: [], bySession: [], byMoment: [] };

/** Each action counts against the close before it: that of an earlier reckoning, where no day before an action has changed. */
function stillGood(before: AdjustmentRequest["before"], inForce: readonly PricedAction[]): AdjustmentBasis | null {
  if (before === undefined) return null;
  const { basis, firstChangedMs } = before;
  const isSame = JSON.stringify(basis.actions) === JSON.stringify(inForce);
  return isSame && inForce.every(({ exDateMs }) => exDateMs <= firstChangedMs) ? basis : null;
}

async function reckonBasis(
  inForce: readonly PricedAction[],
  zone: TimeZone | null,
  daysOf: () => Promise<BarColumns>,
): Promise<AdjustmentBasis> {
  const days = inForce.some(({ type }) => type === "dividend") ? await daysOf() : makeBarColumns(0);
  return {
    actions: inForce,
    bySession: priceActions(inForce, days, (exDateMs) => exDateMs),
    byMoment: priceActions(inForce, days, (exDateMs) => startOfDate(zone, exDateMs)),
  };
}

const isLong = (resolution: Resolution) => resolution === "1w" || resolution === "1mo";

/** The clocks that dates of the instrument's actions are told by. A name that is no zone is UTC, as in its sessions. */
export function zoneOf({ timeZone }: SeriesInstrument): TimeZone | null {
  const zone = timeZoneOf(timeZone);
  return zone.ok ? zone.value : null;
}

/** First moment of a date. Where clocks skip midnight, the day begins when they would have shown it. */
export function startOfDate(zone: TimeZone | null, dateMs: number): number {
  return zone === null ? dateMs : (zone.toEpochMs(dateMs) ?? dateMs - zone.offsetAt(dateMs));
}

/** Dates of the first and the newest bar there is of an instrument, at any resolution. */
export function spanOf(coverages: readonly Coverage[], zone: TimeZone | null) {
  const dateOf = (atMs: number, resolution: Resolution) =>
    isSessionResolution(resolution) ? atMs : Math.floor((atMs + (zone?.offsetAt(atMs) ?? 0)) / DAY_MS) * DAY_MS;
  return {
    firstDateMs: Math.min(...coverages.map(({ firstMs, resolution }) => dateOf(firstMs, resolution))),
    lastDateMs: Math.max(...coverages.map(({ lastMs, resolution }) => dateOf(lastMs, resolution))),
  };
}

type PricedAction = Exclude<CorporateAction, { readonly type: "symbol_change" }>;

/** Actions that move a price of the series: after its first bar, and in force at the date whose footing prices have. */
function actionsInForce(
  known: readonly CorporateAction[],
  {
    adjustment,
    untilDateMs,
    firstDateMs,
    lastDateMs,
  }: AdjustmentRequest & { readonly firstDateMs: number; readonly lastDateMs: number },
): readonly PricedAction[] {
  const until = Math.min(untilDateMs ?? lastDateMs, lastDateMs);
  return known.filter(
    (action): action is PricedAction =>
      (action.type === "split" || (action.type === "dividend" && adjustment === "total_return")) &&
      action.exDateMs > firstDateMs &&
      action.exDateMs <= until,
  );
}

function priceActions(
  inForce: readonly PricedAction[],
  days: Pick<BarColumns, "time" | "close">,
  exMsOf: (exDateMs: number) => number,
): readonly PriceAction[] {
  const closes = closesBefore(
    days,
    inForce.map(({ exDateMs }) => exDateMs),
  );
  return inForce.map((action, index): PriceAction => {
    const exMs = exMsOf(action.exDateMs);
    if (action.type === "split") return { type: "split", exMs, ratio: Number(action.ratio) };
    return { type: "dividend", exMs, amount: Number(action.amount), closeBefore: closes[index] ?? null };
  });
}

/** A store whose bars are adjusted. Its stored weeks and months are out of sight: they are made of adjusted days. */
function adjusting(bars: BarStore, adjust: (columns: BarColumns, resolution: Resolution) => BarColumns): BarStore {
  const seen = (coverages: readonly Coverage[]) => coverages.filter(({ resolution }) => !isLong(resolution));
  return {
    coverageOf: async (series) => (isLong(series.resolution) ? null : bars.coverageOf(series)),
    coveragesOf: async (instrumentId: InstrumentId) => seen(await bars.coveragesOf(instrumentId)),
    readBars: async (series, range, asOfMs) => adjust(await bars.readBars(series, range, asOfMs), series.resolution),
    readLatest: async (series, toMs, limit) => adjust(await bars.readLatest(series, toMs, limit), series.resolution),
  };
}
