import { z } from "zod";
import { invariant, type SqlPort } from "@/modules/_kernel";
import { isoDate, isoTime } from "../../domain/civil";
import { FINDINGS_PER_KIND_MAX } from "../../domain/quality/check-series";
import { FINDING_KINDS } from "../../domain/quality/finding";
import { qualityScore } from "../../domain/quality/score";
import { DAY_MS, resolutionMinutes } from "../../domain/resolution";
import type { SeriesKey } from "../../ports";
import type { CheckedSeries, QualityStore, SeriesQuality } from "../../ports/quality";
import { CountText, EpochMsText, InstrumentIdColumn, ResolutionColumn } from "../rows";
import { makeCoverageReads } from "./coverage-reads";

/** Of one series: more than this and the whole of it is read again, which keeps the largest of each kind only. */
const FINDINGS_KEPT_MAX = FINDINGS_PER_KIND_MAX * 4;
/** A stretch that repeats itself or has no volume may go on behind a closure of the market this long. */
const BRIDGE_MS = 15 * DAY_MS;
/** As in `bar_import.precedence`: that of bars made of live ticks. */
const LIVE_PRECEDENCE = 100;
/** Differences below this are rounding and adjustments of the last digit: a thousandth of the price. */
const DISAGREEMENT_MIN = 0.001;

const QualityRows = z.array(
  z.object({
    score: z.int().nullable(),
    calendar: z.string().nullable(),
    checked_ms: EpochMsText,
    changed_ms: EpochMsText,
  }),
);
const Dropped = z.array(z.object({ kind: z.enum(FINDING_KINDS), count: z.number(), bars: z.number() }));
const DueRows = z.array(
  z.object({ instrument_id: InstrumentIdColumn, resolution: ResolutionColumn, symbol: z.string() }),
);
const StateRows = z.array(
  z.object({
    check_version: z.int(),
    calendar: z.string().nullable(),
    dropped: z.boolean(),
    kept: CountText,
    dirty: z.enum(["nothing", "everything", "from"]),
    from_ms: EpochMsText.nullable(),
    resplit: z.boolean(),
  }),
);
const BeginRows = z.array(z.object({ begin_ms: EpochMsText.nullable() }));
const DisagreementRows = z.array(
  z.object({
    from_ms: EpochMsText,
    to_ms: EpochMsText,
    bars: CountText,
    largest: z.number(),
    before: z.string(),
    now: z.string(),
  }),
);
const SpanRows = z.array(z.object({ first: z.string().nullable(), last: z.string().nullable() })).length(1);
const CountRows = z.array(z.object({ kind: z.enum(FINDING_KINDS), count: CountText, bars: CountText }));
const SumRows = z.array(z.object({ bars: CountText, dropped: Dropped })).length(1);
/** Quality on PostgreSQL. */
export function makeQualityStore(sql: SqlPort): QualityStore {
  return { ...makeCheckReads(sql), ...makeCoverageReads(sql), disagreements, save, explain, markRepair };
}

/** What a check asks before and while it reads. */
function makeCheckReads(sql: SqlPort): Pick<QualityStore, "qualityOf" | "listDue" | "changedSince" | "beginOf"> {
  return {
    async qualityOf({ instrumentId, resolution }) {
      const rows = await sql.$queryRaw`
        SELECT score, calendar, (extract(epoch FROM checked_at) * 1000)::bigint::text AS checked_ms,
          (extract(epoch FROM data_changed_at) * 1000)::bigint::text AS changed_ms
        FROM series_quality
        WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)} LIMIT 1`;
      const [row] = QualityRows.parse(rows);
      return row === undefined ? null : qualityFrom(row);
    },

    async listDue({ olderThanMs, liveOlderThanMs, checkVersion, calendars, limit }) {
      const rows = await sql.$queryRaw`
        SELECT s.instrument_id, s.resolution, i.symbol
        FROM bar_series s
        JOIN instrument i ON i.id = s.instrument_id
        LEFT JOIN series_quality q ON q.instrument_id = s.instrument_id AND q.resolution = s.resolution
        WHERE s.bars > 0 AND (q.checked_at IS NULL OR q.check_version <> ${checkVersion}::integer
          OR q.calendar IS DISTINCT FROM CASE WHEN i.calendar = ANY (${calendars}::text[]) THEN i.calendar END
          OR q.checked_at < to_timestamp(${olderThanMs}::double precision / 1000)
          OR EXISTS (
            SELECT FROM corporate_action a WHERE a.instrument_id = s.instrument_id AND a.type = 'split'
              AND (a.known_at > q.checked_at OR a.replaced_at > q.checked_at))
          OR (s.changed_at > q.data_changed_at AND q.checked_at < s.changed_at
            -- What grows by itself minute by minute is looked at now and then; what somebody brought, at once.
            AND (q.checked_at < to_timestamp(${liveOlderThanMs}::double precision / 1000) OR EXISTS (
              SELECT FROM bar_import b WHERE b.instrument_id = s.instrument_id AND b.resolution = s.resolution
                AND b.precedence > ${LIVE_PRECEDENCE} AND (b.created_at > q.data_changed_at OR b.undone_at > q.data_changed_at)))))
        ORDER BY q.checked_at NULLS FIRST, s.instrument_id, s.resolution
        LIMIT ${limit}`;
      return DueRows.parse(rows).map(({ instrument_id, resolution, symbol }) => ({
        series: { instrumentId: instrument_id, resolution },
        symbol,
      }));
    },

    async changedSince({ instrumentId, resolution }, checkVersion, calendar) {
      const code = resolutionMinutes(resolution);
      const rows = await sql.$queryRaw`
        SELECT q.check_version, q.calendar, q.dropped <> '[]'::jsonb AS dropped,
          (SELECT count(*) FROM data_finding f WHERE f.instrument_id = q.instrument_id AND f.resolution = q.resolution)::text AS kept,
          CASE WHEN s.changed_at <= q.data_changed_at THEN 'nothing'
            WHEN s.dirty_from IS NULL OR NOT isfinite(s.dirty_from) THEN 'everything' ELSE 'from' END AS dirty,
          CASE WHEN isfinite(s.dirty_from) THEN (extract(epoch FROM s.dirty_from) * 1000)::bigint::text END AS from_ms,
          EXISTS (
            SELECT FROM corporate_action a WHERE a.instrument_id = q.instrument_id AND a.type = 'split'
              AND (a.known_at > q.checked_at OR a.replaced_at > q.checked_at)) AS resplit
        FROM series_quality q
        JOIN bar_series s ON s.instrument_id = q.instrument_id AND s.resolution = q.resolution
        WHERE q.instrument_id = ${instrumentId} AND q.resolution = ${code} LIMIT 1`;
      const [row] = StateRows.parse(rows);
      if (row === undefined || row.check_version !== checkVersion || row.calendar !== calendar) return EVERYTHING;
      // A split that became known, or was taken back, judges any bar otherwise.
      if (row.dropped || row.kept > FINDINGS_KEPT_MAX || row.resplit) return EVERYTHING;
      if (row.dirty === "nothing") return { what: "nothing" };
      return row.dirty === "everything" || row.from_ms === null ? EVERYTHING : { what: "from", fromMs: row.from_ms };
    },

    async beginOf({ instrumentId, resolution }, fromMs) {
      const rows = await sql.$queryRaw`
        SELECT (extract(epoch FROM min(from_ts)) * 1000)::bigint::text AS begin_ms FROM data_finding
        WHERE instrument_id = ${instrumentId} AND resolution = ${resolutionMinutes(resolution)} AND kind <> 'stale'
          AND kind <> 'sources_disagree' AND to_ts > ${isoTime(fromMs - BRIDGE_MS)}::timestamptz
          AND from_ts < ${isoTime(fromMs)}::timestamptz`;
      return BeginRows.parse(rows)[0]?.begin_ms ?? fromMs;
    },
  };
}

/** A revision that another import replaced, whose values are not the ones there are now. An undo is no disagreement. */
const disagreements: QualityStore["disagreements"] = async (tx, { instrumentId, resolution }, limit) => {
  const code = resolutionMinutes(resolution);
  const [span] = SpanRows.parse(
    await tx.$queryRaw`
      SELECT min(ts)::text AS first, max(ts)::text AS last FROM bar_revision
      WHERE instrument_id = ${instrumentId} AND resolution = ${code}`,
  );
  const kept = DisagreementRows.parse(
    await tx.$queryRaw`
      SELECT (extract(epoch FROM min(d.ts)) * 1000)::bigint::text AS from_ms,
        (extract(epoch FROM max(d.ts)) * 1000)::bigint::text AS to_ms, count(*)::text AS bars,
        max(abs(d.close - b.close) / b.close) AS largest, d.source AS before, max(n.source) AS now
      FROM bar_disagreement d
      JOIN bar b ON b.ts = d.ts AND b.instrument_id = d.instrument_id AND b.resolution = d.resolution
      JOIN bar_import n ON n.no = b.import_no
      WHERE d.instrument_id = ${instrumentId} AND d.resolution = ${code}
        AND b.instrument_id = ${instrumentId} AND b.resolution = ${code}
        AND b.close > 0 AND abs(d.close - b.close) > b.close * ${DISAGREEMENT_MIN}::double precision
      GROUP BY d.source ORDER BY count(*) DESC LIMIT ${limit}`,
  ).map(toDisagreement);
  if (span === undefined || span.first === null) return kept;
  // The planner knows nothing of bars that were just written: a nested loop over them would take hours.
  await tx.$executeRaw`SET LOCAL enable_nestloop = off`;
  const rows = await tx.$queryRaw`
    SELECT (extract(epoch FROM min(r.ts)) * 1000)::bigint::text AS from_ms,
      (extract(epoch FROM max(r.ts)) * 1000)::bigint::text AS to_ms, count(*)::text AS bars,
      max(abs(r.close - b.close) / b.close) AS largest, a.file_name AS before, n.file_name AS now
    FROM bar_revision r
    JOIN bar b ON b.ts = r.ts AND b.import_no = r.replaced_by
    JOIN bar_import a ON a.no = r.import_no AND a.status = 'completed'
    JOIN bar_import n ON n.no = r.replaced_by
    WHERE r.instrument_id = ${instrumentId} AND r.resolution = ${code}
      AND b.instrument_id = ${instrumentId} AND b.resolution = ${code}
      AND b.ts >= ${span.first}::timestamptz AND b.ts <= ${span.last}::timestamptz
      AND b.close > 0 AND abs(r.close - b.close) > b.close * ${DISAGREEMENT_MIN}::double precision
    GROUP BY r.import_no, r.replaced_by, a.file_name, n.file_name
    ORDER BY count(*) DESC LIMIT ${limit}`;
  return [...DisagreementRows.parse(rows).map(toDisagreement), ...kept]
    .toSorted((left, right) => right.bars - left.bars)
    .slice(0, limit);
};

const toDisagreement = ({ from_ms, to_ms, ...row }: z.output<typeof DisagreementRows>[number]) => ({
  fromMs: from_ms,
  toMs: to_ms,
  ...row,
});

const EVERYTHING = { what: "everything" } as const;

function qualityFrom(row: z.output<typeof QualityRows>[number]): SeriesQuality {
  return {
    score: row.score,
    checkedAtMs: row.checked_ms,
    dataChangedAtMs: row.changed_ms,
    calendar: row.calendar,
  };
}

const save: QualityStore["save"] = async (tx, checked) => {
  const { series, nowMs } = checked;
  const [id, code] = [series.instrumentId, resolutionMinutes(series.resolution)];
  // One check of a series at a time: the second writes over the first, which said the same.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`series_quality ${id} ${code}`}, 0))`;
  await saveFindings(tx, checked);
  await saveMonths(tx, checked);
  await tx.$executeRaw`
    INSERT INTO series_quality (instrument_id, resolution, score, bars, calendar, check_version, data_changed_at, checked_at, dropped)
    VALUES (${id}, ${code}, NULL, 0, ${checked.calendar}, ${checked.checkVersion},
      to_timestamp(${checked.dataChangedAtMs}::double precision / 1000), to_timestamp(${nowMs}::double precision / 1000),
      ${JSON.stringify(checked.verdict.dropped)}::jsonb)
    ON CONFLICT (instrument_id, resolution) DO UPDATE SET calendar = excluded.calendar,
      check_version = excluded.check_version, data_changed_at = excluded.data_changed_at, checked_at = excluded.checked_at,
      dropped = excluded.dropped`;
  // What changed while it was judged waits for the next check.
  await tx.$executeRaw`
    UPDATE bar_series SET dirty_from = NULL
    WHERE instrument_id = ${id} AND resolution = ${code}
      AND changed_at <= to_timestamp(${checked.dataChangedAtMs}::double precision / 1000)`;
  return rescore(tx, series);
};

async function saveFindings(tx: SqlPort, { series, fromMs, verdict, explanations, nowMs }: CheckedSeries) {
  const [id, code] = [series.instrumentId, resolutionMinutes(series.resolution)];
  const found = JSON.stringify(
    verdict.findings.map((finding, index) => ({
      kind: finding.kind,
      severity: finding.severity,
      from_ts: isoTime(finding.fromMs),
      to_ts: isoTime(finding.toMs),
      bars: finding.bars,
      facts: finding.facts,
      explanation: explanations[index] ?? null,
    })),
  );
  const from = timeText(fromMs, isoTime);
  // What is no longer found is gone. Staleness and disagreements are judged whole at every check.
  await tx.$executeRaw`
    DELETE FROM data_finding d
    WHERE d.instrument_id = ${id} AND d.resolution = ${code}
      AND (d.to_ts > ${from}::timestamptz OR d.kind IN ('stale', 'sources_disagree'))
      AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(${found}::jsonb) AS f(kind text, from_ts timestamptz)
        WHERE f.kind = d.kind AND f.from_ts = d.from_ts)`;
  // A finding that grew is another one: what was said of the smaller one says nothing of the rest.
  await tx.$executeRaw`
    INSERT INTO data_finding AS d (instrument_id, resolution, kind, severity, from_ts, to_ts, bars, facts, found_at,
      explanation, explained_at)
    SELECT ${id}::integer, ${code}::integer, f.kind, f.severity, f.from_ts, f.to_ts, f.bars, f.facts,
      to_timestamp(${nowMs}::double precision / 1000), f.explanation,
      CASE WHEN f.explanation IS NULL THEN NULL ELSE to_timestamp(${nowMs}::double precision / 1000) END
    FROM jsonb_to_recordset(${found}::jsonb) AS f(kind text, severity text, from_ts timestamptz, to_ts timestamptz, bars bigint,
      facts jsonb, explanation text)
    ON CONFLICT (instrument_id, resolution, kind, from_ts) DO UPDATE SET severity = excluded.severity, to_ts = excluded.to_ts,
      bars = excluded.bars, facts = excluded.facts,
      explanation = CASE WHEN (d.explained_by IS NOT NULL OR d.reason <> '' OR d.explanation IN ('accepted', 'source_has_none')) AND (excluded.to_ts <= d.to_ts OR d.kind = 'stale') THEN d.explanation ELSE excluded.explanation END,
      reason = CASE WHEN (d.explained_by IS NOT NULL OR d.reason <> '' OR d.explanation IN ('accepted', 'source_has_none')) AND (excluded.to_ts <= d.to_ts OR d.kind = 'stale') THEN d.reason ELSE '' END,
      explained_by = CASE WHEN (d.explained_by IS NOT NULL OR d.reason <> '' OR d.explanation IN ('accepted', 'source_has_none')) AND (excluded.to_ts <= d.to_ts OR d.kind = 'stale') THEN d.explained_by END,
      explained_at = CASE WHEN (d.explained_by IS NOT NULL OR d.reason <> '' OR d.explanation IN ('accepted', 'source_has_none')) AND (excluded.to_ts <= d.to_ts OR d.kind = 'stale') THEN d.explained_at ELSE excluded.explained_at END`;
}

/** A time as PostgreSQL reads it, the ends of all time too. */
function timeText(timeMs: number, text: (timeMs: number) => string): string {
  if (Number.isFinite(timeMs)) return text(timeMs);
  return timeMs < 0 ? "-infinity" : "infinity";
}

async function saveMonths(tx: SqlPort, { series, fromMs, verdict }: CheckedSeries): Promise<void> {
  const [id, code] = [series.instrumentId, resolutionMinutes(series.resolution)];
  const from = timeText(fromMs, isoDate);
  await tx.$executeRaw`
    DELETE FROM series_month WHERE instrument_id = ${id} AND resolution = ${code} AND month >= ${from}::date`;
  const months = verdict.months.map(({ monthMs, bars, missing, dayBars, dayMissing }) => ({
    month: isoDate(monthMs),
    bars,
    missing,
    day_bars: `{${dayBars.join(",")}}`,
    day_missing: `{${dayMissing.join(",")}}`,
  }));
  await tx.$executeRaw`
    INSERT INTO series_month (instrument_id, resolution, month, bars, missing, day_bars, day_missing)
    SELECT ${id}::integer, ${code}::integer, m.month, m.bars, m.missing, m.day_bars::integer[], m.day_missing::integer[]
    FROM jsonb_to_recordset(${JSON.stringify(months)}::jsonb)
      AS m(month date, bars integer, missing integer, day_bars text, day_missing text)`;
}

/** Sums the score up from what is kept: the one place that writes it. */
async function rescore(tx: SqlPort, { instrumentId, resolution }: SeriesKey): Promise<SeriesQuality> {
  const code = resolutionMinutes(resolution);
  const open = CountRows.parse(
    await tx.$queryRaw`
      SELECT kind, count(*)::text AS count, sum(bars)::text AS bars FROM data_finding
      WHERE instrument_id = ${instrumentId} AND resolution = ${code} AND explanation IS NULL
      GROUP BY kind LIMIT ${FINDING_KINDS.length}`,
  );
  const [sums] = SumRows.parse(
    await tx.$queryRaw`
      SELECT (SELECT coalesce(sum(m.bars), 0) FROM series_month m
        WHERE m.instrument_id = q.instrument_id AND m.resolution = q.resolution)::text AS bars, q.dropped
      FROM series_quality q WHERE q.instrument_id = ${instrumentId} AND q.resolution = ${code} LIMIT 1`,
  );
  invariant(sums !== undefined, "a series that is scored was checked");
  const score = qualityScore(sums.bars, [...open, ...sums.dropped]);
  const rows = await tx.$queryRaw`
    UPDATE series_quality SET score = ${score}::smallint, bars = ${sums.bars}::bigint
    WHERE instrument_id = ${instrumentId} AND resolution = ${code}
    RETURNING score, calendar, (extract(epoch FROM checked_at) * 1000)::bigint::text AS checked_ms,
      (extract(epoch FROM data_changed_at) * 1000)::bigint::text AS changed_ms`;
  const [row] = QualityRows.parse(rows);
  invariant(row !== undefined, "a series that is scored was checked");
  return qualityFrom(row);
}

const OwnerRows = z.array(z.object({ instrument_id: InstrumentIdColumn, resolution: ResolutionColumn })).length(1);

const explain: QualityStore["explain"] = async (tx, { findingId }, said, nowMs) => {
  const rows = await tx.$queryRaw`
    UPDATE data_finding SET explanation = ${said?.explanation ?? null}, reason = ${said?.reason ?? ""},
      explained_by = ${said?.by ?? null},
      explained_at = CASE WHEN ${said === null} THEN NULL ELSE to_timestamp(${nowMs}::double precision / 1000) END
    WHERE id = ${findingId}::bigint RETURNING instrument_id, resolution`;
  const [owner] = OwnerRows.parse(rows);
  invariant(owner !== undefined, "a finding that is explained is there");
  await rescore(tx, { instrumentId: owner.instrument_id, resolution: owner.resolution });
};

const markRepair: QualityStore["markRepair"] = async (tx, findingId, jobId) => {
  await tx.$executeRaw`UPDATE data_finding SET repair_job = ${jobId} WHERE id = ${findingId}::bigint`;
};
