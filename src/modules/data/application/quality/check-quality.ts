import { type Clock, EpochMs, err, ok, type Result, type SqlPort, type Transactions } from "@/modules/_kernel";
import { calendarOf } from "../../domain/calendar/calendar";
import type { Instrument } from "../../domain/instrument";
import {
  CHECK_VERSION,
  leadInMs,
  monthOf,
  SeriesCheck,
  type SeriesFacts,
  staleFinding,
} from "../../domain/quality/check-series";
import type { ExplanationKind, Finding } from "../../domain/quality/finding";
import { isMarketHalt } from "../../domain/quality/market-halt";
import { isSessionResolution, resolutionMinutes } from "../../domain/resolution";
import type { BarStore, CorporateActionStore, Coverage, InstrumentStore, SeriesKey } from "../../ports";
import type { QualityStore, SeriesQuality } from "../../ports/quality";

/** Minutes are read this much at a time: a year of a market that never closes is 25 MB of columns. */
const WINDOW_MS = 366 * 86_400_000;
/** Pairs of imports that disagree; one series hardly has two. */
const DISAGREEMENTS_MAX = 50;

export type CheckError =
  | { readonly kind: "instrument.not_found"; readonly symbol: string }
  | { readonly kind: "quality.series_empty"; readonly symbol: string; readonly resolution: SeriesKey["resolution"] }
  | { readonly kind: "quality.canceled" };

export interface CheckDeps {
  readonly transactions: Transactions;
  readonly instruments: Pick<InstrumentStore, "find">;
  readonly bars: Pick<BarStore, "coverageOf" | "readBars" | "readLatest">;
  readonly quality: QualityStore;
  readonly actions: Pick<CorporateActionStore, "known">;
  readonly clock: Clock;
  /** Joins the transaction that writes the verdict: news of it. */
  readonly saved: (
    tx: SqlPort,
    series: { readonly symbol: string; readonly resolution: SeriesKey["resolution"] },
  ) => Promise<void>;
}

export interface CheckWatch {
  readonly signal: AbortSignal;
  /** Hears how many bars are read. */
  progress(bars: number): void;
}

/**
 * Checks one series and writes down what it finds. Reads only what changed since the check before, with what is needed to
 * judge it like the whole; memory does not grow with the series. Safe to run at any time and twice: the same bars give the
 * same findings. Reads the series as of one moment, so that changes meanwhile make it due again and spoil nothing.
 */
export const makeCheckQuality =
  (deps: CheckDeps) =>
  async (
    symbol: string,
    resolution: SeriesKey["resolution"],
    watch: CheckWatch,
  ): Promise<Result<SeriesQuality, CheckError>> => {
    const instrument = await deps.instruments.find(symbol);
    if (instrument === null) return err({ kind: "instrument.not_found", symbol });
    const series: SeriesKey = { instrumentId: instrument.instrumentId, resolution };
    const coverage = await deps.bars.coverageOf(series);
    if (coverage === null) return err({ kind: "quality.series_empty", symbol, resolution });
    const nowMs = deps.clock.nowMs();
    const { actions } = await deps.actions.known(instrument.instrumentId, null);
    const facts: SeriesFacts = {
      resolution,
      calendar: instrument.calendar === null ? null : calendarOf(instrument.calendar),
      kind: instrument.kind,
      tick: Number(instrument.tick),
      // A jump on the date of a split is none.
      splitDates: new Set(actions.filter(({ type }) => type === "split").map(({ exDateMs }) => exDateMs)),
    };
    const calendar = facts.calendar === null ? null : instrument.calendar;
    const fromMs = await stretchFrom(deps, series, calendar);
    const verdict = await judge(deps, { series, coverage, facts, fromMs }, watch);
    if (verdict === null) return err({ kind: "quality.canceled" });
    const findings = [
      ...verdict.findings,
      ...(await disagreementsOf(deps, series)),
      ...[staleFinding(facts, coverage.lastMs, nowMs)].filter((finding) => finding !== null),
    ];
    const explanations = findings.map((finding) => explainByMarket(instrument, finding));
    const saved = await deps.transactions.run(async (tx) => {
      const after = await deps.quality.save(tx, {
        series,
        fromMs,
        verdict: { ...verdict, findings },
        explanations,
        calendar,
        checkVersion: CHECK_VERSION,
        dataChangedAtMs: coverage.changedAtMs,
        nowMs,
      });
      await deps.saved(tx, { symbol, resolution });
      return after;
    });
    return ok(saved);
  };

/** The first of the month from which the series must be judged anew; -Infinity for all of it, Infinity for none. */
async function stretchFrom({ quality, bars }: CheckDeps, series: SeriesKey, calendar: string | null): Promise<number> {
  if (leadInMs(series.resolution) === null) return Number.NEGATIVE_INFINITY;
  const change = await quality.changedSince(series, CHECK_VERSION, calendar);
  if (change.what !== "from") return change.what === "nothing" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  // What was the end of the series, and so was not judged, may not be any more.
  const { time } = await bars.readLatest(series, change.fromMs, 1);
  const openMs = monthOf(Math.min(change.fromMs, time[0] ?? change.fromMs));
  return monthOf(await quality.beginOf(series, openMs));
}

interface Stretch {
  readonly series: SeriesKey;
  readonly coverage: Coverage;
  readonly facts: SeriesFacts;
  readonly fromMs: number;
}

/** Reads window after window through the check. Null: told to stop. */
async function judge(deps: CheckDeps, { series, coverage, facts, fromMs }: Stretch, watch: CheckWatch) {
  const check = new SeriesCheck(facts, fromMs);
  const beginMs = Math.max(coverage.firstMs, fromMs - (leadInMs(series.resolution) ?? 0));
  const endMs = coverage.lastMs + 1;
  // A few thousand sessions are one read; minutes go window by window.
  const windowMs = isSessionResolution(series.resolution)
    ? endMs - beginMs
    : WINDOW_MS * Math.min(16, resolutionMinutes(series.resolution));
  let read = 0;
  for (let at = beginMs; at < endMs; at += windowMs) {
    if (watch.signal.aborted) return null;
    const range = { fromMs: EpochMs.of(at), toMs: EpochMs.of(Math.min(at + windowMs, endMs)) };
    const bars = await deps.bars.readBars(series, range, coverage.changedAtMs);
    check.push(bars);
    read += bars.time.length;
    watch.progress(read);
  }
  return check.finish();
}

async function disagreementsOf({ quality, transactions }: CheckDeps, series: SeriesKey): Promise<readonly Finding[]> {
  const found = await transactions.run((tx) => quality.disagreements(tx, series, DISAGREEMENTS_MAX));
  const byStart = new Map<number, Finding>();
  // Most bars first: of two that begin at one bar the larger stands for both.
  for (const { fromMs, toMs, bars, largest, before, now } of found) {
    if (byStart.has(fromMs)) continue;
    const facts = { largest, before, now };
    byStart.set(fromMs, { kind: "sources_disagree", severity: "warning", fromMs, toMs: toMs + 1, bars, facts });
  }
  return [...byStart.values()];
}

/** What the instrument's status and its calendar say of a finding. */
function explainByMarket({ status, calendar: id }: Instrument, finding: Finding): ExplanationKind | null {
  if (finding.kind === "stale" && status !== "active") return status;
  const calendar = id === null ? null : calendarOf(id);
  return calendar !== null && isMarketHalt(calendar, finding) ? "halted" : null;
}
