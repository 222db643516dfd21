import { z } from "zod";
import type { Prisma, PrismaClient } from "@/generated/prisma/client";
import { EpochMs, InstrumentId, JobId, type SqlPort, UserId } from "@/modules/_kernel";
import { RESOLUTIONS } from "../../domain/resolution";
import { ScreenDefinitionSchema } from "../../domain/screener/definition";
import { OUTCOME_SESSIONS } from "../../domain/screener/outcome";
import type {
  OpenHit,
  OutcomeSummary,
  ScreenHit,
  ScreenRunFacts,
  ScreenStore,
  StoredScreen,
} from "../../ports/screener";
import { makeUniverse } from "./universe";

/** Screens that one person sees, runs and hits on one page: more than anybody reads at once. */
const SCREENS_MAX = 500;
const RUNS_PER_PAGE_MAX = 200;
const HITS_PER_PAGE_MAX = 1_000;
/** Hits of one run: the largest universe that is read. */
const HITS_MAX = 200_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const userId = z.custom<UserId>(UserId.is, "a user id");
const finding = z.object({
  path: z.string(),
  left: z.number().nullable(),
  right: z.number().nullable(),
  holds: z.boolean().nullable(),
});

const Run = z
  .object({
    id: z.string(),
    screenId: z.string(),
    jobId: z.custom<JobId>(JobId.is, "a job id"),
    version: z.number(),
    status: z.enum(["queued", "running", "succeeded", "failed", "canceled"]),
    asked: z.number(),
    unknown: z.number(),
    hits: z.number(),
    startedBy: userId.nullable(),
    createdAt: when,
    finishedAt: when.nullable(),
  })
  .transform(
    ({ id, createdAt, finishedAt, ...row }): ScreenRunFacts => ({
      ...row,
      runId: id,
      createdAtMs: createdAt,
      finishedAtMs: finishedAt,
    }),
  );

const Question = ScreenDefinitionSchema.pick({ condition: true, resolution: true });

const Screen = z
  .object({
    ...ScreenDefinitionSchema.shape,
    id: z.string(),
    ownerId: userId,
    version: z.number(),
    updatedAt: when,
    runs: z.array(Run),
  })
  .transform(({ id, ownerId, version, updatedAt, runs, ...row }): StoredScreen => {
    const { name, shared, condition, universe, resolution, schedule, benchmark } = row;
    return {
      screenId: id,
      ownerId,
      version,
      updatedAtMs: updatedAt,
      lastRun: runs[0] ?? null,
      definition: { name, shared, condition, universe, resolution, schedule, benchmark },
    };
  });

const Hit = z
  .object({
    instrumentId: z.int().transform((id) => InstrumentId.of(id)),
    symbol: z.string(),
    barTs: when,
    close: z.number(),
    change: z.number().nullable(),
    fresh: z.boolean(),
    findings: z.array(finding),
    return1: z.number().nullable(),
    return5: z.number().nullable(),
    return20: z.number().nullable(),
    benchmark1: z.number().nullable(),
    benchmark5: z.number().nullable(),
    benchmark20: z.number().nullable(),
  })
  .transform(
    ({ barTs, return1, return5, return20, benchmark1, benchmark5, benchmark20, ...row }): ScreenHit => ({
      ...row,
      barMs: barTs,
      outcomes: [
        { sessions: 1, return: return1, benchmark: benchmark1 },
        { sessions: 5, return: return5, benchmark: benchmark5 },
        { sessions: 20, return: return20, benchmark: benchmark20 },
      ],
    }),
  );

/** Every screen comes with its last run. */
const WITH_LAST_RUN = {
  runs: { orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: 1 },
} satisfies Prisma.ScreenInclude;

/** The part of Prisma's client that reads screens. */
type ScreenRows = Pick<PrismaClient, "screen" | "screenRun" | "screenHit">;

/** Screens on PostgreSQL: Prisma reads, SQL in the caller's transaction changes. */
export function makeScreenStore(sql: SqlPort, rows: ScreenRows): ScreenStore {
  return { ...readingScreens(rows), ...changingScreens, ...makeRuns(sql, rows), ...makeUniverse(sql) };
}

function readingScreens({ screen }: ScreenRows): Pick<ScreenStore, "list" | "find" | "findRemoved" | "scheduled"> {
  return {
    async list(person) {
      const found = await screen.findMany({
        where: { removedAt: null, ...(person === null ? {} : { OR: [{ ownerId: person }, { shared: true }] }) },
        include: WITH_LAST_RUN,
        orderBy: [{ name: "asc" }, { id: "asc" }],
        take: SCREENS_MAX,
      });
      return found.map((row) => Screen.parse(row));
    },
    async find(screenId) {
      const row = await screen.findUnique({ where: { id: screenId, removedAt: null }, include: WITH_LAST_RUN });
      return row === null ? null : Screen.parse(row);
    },
    async findRemoved(screenId, sinceMs) {
      const removedAt = { gte: new Date(sinceMs) };
      const row = await screen.findUnique({ where: { id: screenId, removedAt }, include: WITH_LAST_RUN });
      return row === null ? null : Screen.parse(row);
    },
    async scheduled() {
      const found = await screen.findMany({
        where: {
          removedAt: null,
          NOT: { schedule: { path: ["kind"], equals: "manual" } },
          owner: { disabledAt: null },
        },
        include: WITH_LAST_RUN,
        orderBy: { id: "asc" },
        take: SCREENS_MAX,
      });
      return found.map((row) => Screen.parse(row));
    },
  };
}

const changingScreens: Pick<ScreenStore, "lock" | "insert" | "update" | "remove" | "restore"> = {
  async lock(tx, screenId) {
    const rows =
      await tx.$queryRaw`SELECT id FROM screen WHERE id = ${screenId} AND removed_at IS NULL LIMIT 1 FOR UPDATE`;
    return z.array(z.unknown()).parse(rows).length > 0;
  },
  async insert(tx, screenId, ownerId, { name, shared, condition, universe, resolution, schedule, benchmark }) {
    await tx.$executeRaw`
      INSERT INTO screen (id, owner_id, name, shared, condition, universe, resolution, schedule, benchmark)
      VALUES (${screenId}, ${ownerId}, ${name}, ${shared}, ${JSON.stringify(condition)}::jsonb,
        ${JSON.stringify(universe)}::jsonb, ${resolution}, ${JSON.stringify(schedule)}::jsonb, ${benchmark})`;
  },
  async update(tx, screenId, version, { name, shared, condition, universe, resolution, schedule, benchmark }) {
    const changed = await tx.$executeRaw`
      UPDATE screen SET name = ${name}, shared = ${shared}, condition = ${JSON.stringify(condition)}::jsonb,
        universe = ${JSON.stringify(universe)}::jsonb, resolution = ${resolution},
        schedule = ${JSON.stringify(schedule)}::jsonb, benchmark = ${benchmark}, version = version + 1, updated_at = now()
      WHERE id = ${screenId} AND version = ${version} AND removed_at IS NULL`;
    return changed > 0;
  },
  async remove(tx, screenId, nowMs) {
    await tx.$executeRaw`
      UPDATE screen SET removed_at = ${new Date(nowMs)} WHERE id = ${screenId} AND removed_at IS NULL`;
  },
  async restore(tx, screenId) {
    return (
      (await tx.$executeRaw`
      UPDATE screen SET removed_at = NULL WHERE id = ${screenId} AND removed_at IS NOT NULL`) > 0
    );
  },
};

/** Ends screens that were removed longer ago than `ageMs`, at most `limit`. Returns how many. */
export function pruneRemovedScreens(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM screen WHERE id IN (
      SELECT id FROM screen WHERE removed_at < now() - make_interval(secs => ${ageMs / 1000}) ORDER BY removed_at LIMIT ${limit}
    )`;
}

type RunPart = Omit<
  ScreenStore,
  keyof typeof changingScreens | "list" | "find" | "findRemoved" | "scheduled" | keyof ReturnType<typeof makeUniverse>
>;

function makeRuns(sql: SqlPort, { screenRun, screenHit }: ScreenRows): RunPart {
  return {
    ...changingRuns,
    async findRun(runId) {
      const row = await screenRun.findUnique({ where: { id: runId } });
      return row === null ? null : Run.parse(row);
    },
    async questionOf(runId) {
      const row = await screenRun.findUnique({ where: { id: runId }, select: { condition: true, resolution: true } });
      return row === null ? null : Question.parse(row);
    },
    async listRuns(screenId, limit) {
      const found = await screenRun.findMany({
        where: { screenId },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        take: Math.min(limit, RUNS_PER_PAGE_MAX),
      });
      return found.map((row) => Run.parse(row));
    },
    async unfinished(limit) {
      const found = await screenRun.findMany({
        where: { finishedAt: null },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        take: Math.min(limit, RUNS_PER_PAGE_MAX),
      });
      return found.map((row) => Run.parse(row));
    },
    async listHits(runId, offset, limit) {
      const found = await screenHit.findMany({
        where: { runId },
        orderBy: [{ symbol: "asc" }, { instrumentId: "asc" }],
        skip: offset,
        take: Math.min(limit, HITS_PER_PAGE_MAX),
      });
      return found.map((row) => Hit.parse(row));
    },
    async previousHits({ screenId, runId, createdAtMs }) {
      const before = await screenRun.findFirst({
        where: { screenId, id: { not: runId }, status: "succeeded", createdAt: { lte: new Date(createdAtMs) } },
        orderBy: [{ createdAt: "desc" }, { id: "desc" }],
        select: { id: true },
      });
      if (before === null) return new Set();
      const found = await screenHit.findMany({
        where: { runId: before.id },
        select: { instrumentId: true },
        take: HITS_MAX,
      });
      return new Set(found.map(({ instrumentId }) => InstrumentId.of(instrumentId)));
    },
    async markRunning(runId) {
      await sql.$executeRaw`UPDATE screen_run SET status = 'running' WHERE id = ${runId} AND finished_at IS NULL`;
    },
    openHits: (screenId, after, limit) => openHits(sql, screenId, { after, limit }),
    outcomeSummary: (screenId) => outcomeSummary(sql, screenId),
  };
}

const changingRuns: Pick<ScreenStore, "insertRun" | "complete" | "end" | "writeOutcomes"> = {
  async insertRun(tx, { runId, screen, jobId, startedBy, createdAtMs }) {
    const { condition, resolution } = screen.definition;
    await tx.$executeRaw`
      INSERT INTO screen_run (id, screen_id, job_id, version, condition, resolution, started_by, created_at)
      VALUES (${runId}, ${screen.screenId}, ${jobId}, ${screen.version}, ${JSON.stringify(condition)}::jsonb, ${resolution},
        ${startedBy}, ${new Date(createdAtMs)})`;
  },
  async complete(tx, runId, { asked, unknown }, hits) {
    const ended = await tx.$executeRaw`
      UPDATE screen_run SET status = 'succeeded', asked = ${asked}, unknown = ${unknown}, hits = ${hits.length},
        finished_at = clock_timestamp()
      WHERE id = ${runId} AND finished_at IS NULL`;
    if (ended === 0) return;
    const found = hits.map(({ instrumentId, symbol, barMs, close, change, fresh, findings }) => ({
      instrument_id: instrumentId,
      symbol,
      bar_ts: new Date(barMs).toISOString(),
      close,
      change,
      fresh,
      findings,
    }));
    await tx.$executeRaw`
      INSERT INTO screen_hit (run_id, instrument_id, symbol, bar_ts, close, change, fresh, findings)
      SELECT ${runId}, h.instrument_id, h.symbol, h.bar_ts, h.close, h.change, h.fresh, h.findings
      FROM jsonb_to_recordset(${JSON.stringify(found)}::jsonb) AS h (instrument_id integer, symbol text, bar_ts timestamptz,
        close double precision, change double precision, fresh boolean, findings jsonb)`;
  },
  async end(tx, runId, status) {
    await tx.$executeRaw`
      UPDATE screen_run SET status = ${status}, finished_at = clock_timestamp()
      WHERE id = ${runId} AND finished_at IS NULL`;
  },
  async writeOutcomes(tx, { runId, instrumentId }, outcomes) {
    const of = (sessions: number) => outcomes.find((outcome) => outcome.sessions === sessions);
    await tx.$executeRaw`
      UPDATE screen_hit SET
        return_1 = ${of(1)?.return ?? null}, return_5 = ${of(5)?.return ?? null}, return_20 = ${of(20)?.return ?? null},
        benchmark_1 = ${of(1)?.benchmark ?? null}, benchmark_5 = ${of(5)?.benchmark ?? null},
        benchmark_20 = ${of(20)?.benchmark ?? null}
      WHERE run_id = ${runId} AND instrument_id = ${instrumentId}`;
  },
};

const OpenRows = z.array(
  z.object({ run_id: z.string(), instrument_id: z.int(), bar_ts: when, resolution: z.enum(RESOLUTIONS) }).transform(
    ({ run_id: runId, instrument_id: id, bar_ts: barMs, resolution }): OpenHit => ({
      runId,
      instrumentId: InstrumentId.of(id),
      barMs,
      resolution,
    }),
  ),
);

async function openHits(
  sql: SqlPort,
  screenId: string,
  { after, limit }: { readonly after: OpenHit | null; readonly limit: number },
): Promise<readonly OpenHit[]> {
  const rows = await sql.$queryRaw`
    SELECT h.run_id, h.instrument_id, h.bar_ts, r.resolution
    FROM screen_hit h JOIN screen_run r ON r.id = h.run_id
    WHERE r.screen_id = ${screenId} AND h.return_20 IS NULL
      AND (h.instrument_id, h.run_id) > (${after?.instrumentId ?? 0}::integer, ${after?.runId ?? ""})
    ORDER BY h.instrument_id, h.run_id LIMIT ${limit}`;
  return OpenRows.parse(rows);
}

const ratio = z.number().nullable();
const SummaryRows = z.array(
  z.object({ sessions: z.int(), hits: z.int(), mean_return: ratio, mean_excess: ratio, rose: ratio }),
);

async function outcomeSummary(sql: SqlPort, screenId: string): Promise<readonly OutcomeSummary[]> {
  const rows = await sql.$queryRaw`
    SELECT o.sessions, count(o.gain)::integer AS hits, avg(o.gain) AS mean_return, avg(o.gain - o.benchmark) AS mean_excess,
      avg(CASE WHEN o.gain > 0 THEN 1.0 ELSE 0.0 END)::float8 AS rose
    FROM screen s JOIN screen_run r ON r.screen_id = s.id AND r.condition = s.condition AND r.resolution = s.resolution
      JOIN screen_hit h ON h.run_id = r.id,
      LATERAL (VALUES (1, h.return_1, h.benchmark_1), (5, h.return_5, h.benchmark_5), (20, h.return_20, h.benchmark_20))
        AS o (sessions, gain, benchmark)
    WHERE s.id = ${screenId} AND h.fresh AND o.gain IS NOT NULL
    GROUP BY o.sessions ORDER BY o.sessions LIMIT ${OUTCOME_SESSIONS.length}`;
  const found = new Map(SummaryRows.parse(rows).map((row) => [row.sessions, row]));
  return OUTCOME_SESSIONS.map((sessions) => {
    const row = found.get(sessions);
    return {
      sessions,
      hits: row?.hits ?? 0,
      meanReturn: row?.mean_return ?? null,
      meanExcess: row?.mean_excess ?? null,
      rose: row?.rose ?? null,
    };
  });
}
