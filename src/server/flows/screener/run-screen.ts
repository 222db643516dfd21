import { err, ok, type SqlPort } from "@/modules/_kernel";
import {
  calendarOf,
  isScreenDue,
  makeScreen,
  type OpenHit,
  type ReadScreenBars,
  type RunScreenPayload,
  runScreenJob,
  type ScreenRunFacts,
  type StoredScreen,
} from "@/modules/data";
import {
  makeBarStore,
  makeCorporateActionStore,
  makeFollowHits,
  makeInstrumentStore,
  makeReadScreenBars,
  makeScanUniverse,
  makeScreenStore,
} from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import { type JobContext, type JobHandler, type JobOutcome, readJob } from "../../platform/work";
import type { Actor, Flows } from "../contract";
import type { FlowDeps } from "../deps";
import { findVisible, screenNotFound } from "./screens";
import { universeFilter } from "./universe";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work" | "newId" | "clock">;

/** Hits whose outcomes are looked up at once, and how often one run does so: more than a large universe finds in 20 sessions. */
const FOLLOWED_PAGE = 5_000;
const FOLLOWED_PAGES_MAX = 100;

/** Asks a screen now, as a job. */
export const makeRunScreen =
  (deps: Deps): Flows["runScreen"] =>
  async (actor, screenId) => {
    const screen = await findVisible(deps, actor, screenId);
    if (screen === null) return err(screenNotFound(screenId));
    return ok(await deps.transactions.run((tx) => enqueue(deps, tx, { actor, screen })));
  };

/** Run, job, audit and news in the caller's transaction. */
async function enqueue({ sql, prisma, work, newId, clock }: Deps, tx: SqlPort, { actor, screen }: Asking) {
  const runId = newId();
  const jobId = await work.submit(tx, {
    contract: runScreenJob,
    payload: { runId },
    title: `Screen: ${screen.definition.name}`,
    createdBy: actor.userId,
    requestId: actor.requestId,
  });
  const createdAtMs = clock.nowMs();
  await makeScreenStore(sql, prisma).insertRun(tx, { runId, screen, jobId, startedBy: actor.userId, createdAtMs });
  await appendAudit(tx, {
    actor,
    action: "screen.run",
    subjectType: "screen",
    subjectId: screen.screenId,
    details: { runId, name: screen.definition.name, version: screen.version },
  });
  return { runId, jobId };
}

interface Asking {
  readonly actor: Actor;
  readonly screen: StoredScreen;
}

/**
 * Does what {@link makeRunScreen} promised: asks the universe, keeps the hits, and fills in how earlier hits did. Safe to
 * run twice: a run that has ended is only reported again.
 */
export const makeRunScreenHandler = (deps: Deps): JobHandler<RunScreenPayload> => {
  const screens = makeScreenStore(deps.sql, deps.prisma);
  return async ({ runId }, job) => {
    const run = await screens.findRun(runId);
    const screen = run === null ? null : await screens.find(run.screenId);
    // Deleted while it waited: there is nobody to answer.
    if (run === null || screen === null) return err({ kind: "screen.not_found", facts: { screenId: "" } });
    if (run.finishedAtMs !== null) return ok(resultOf(run));
    await screens.markRunning(runId);
    return ask(deps, { run, screen }, job);
  };
};

interface Asked {
  readonly run: ScreenRunFacts;
  readonly screen: StoredScreen;
}

async function ask(deps: Deps, { run, screen }: Asked, job: JobContext): Promise<JobOutcome> {
  const { sql, prisma, transactions, work } = deps;
  const { runId, screenId } = run;
  const screens = makeScreenStore(sql, prisma);
  const { definition } = screen;
  const end = (status: "failed" | "canceled") => transactions.run((tx) => screens.end(tx, runId, status));
  const made = makeScreen(definition.condition);
  const filter = await universeFilter(deps, screen);
  if (!made.ok || filter === null) {
    await end("failed");
    return err({ kind: made.ok ? "screen.universe_gone" : "screen.malformed", facts: { name: definition.name } });
  }
  const readBars = await readerOf(deps);
  const [before, size] = await Promise.all([screens.previousHits(run), screens.universeSize(filter)]);
  job.progress(0, size, UNIT);
  const scan = await makeScanUniverse({ readBars, universe: (...page) => screens.universe(...page) })(
    { screen: made.value, resolution: definition.resolution, filter, before },
    { signal: job.signal, progress: (asked) => job.progress(asked, Math.max(asked, size), UNIT) },
  );
  if (scan === null) {
    // A worker that shuts down aborts too; then the run goes on elsewhere and is not at its end.
    if ((await readJob(sql, job.jobId))?.cancelRequested === true) await end("canceled");
    return err({ kind: "screen.canceled" });
  }
  await transactions.run(async (tx) => {
    await screens.complete(tx, runId, scan, scan.hits);
    await work.publish(tx, { topic: "screen.finished", audience: null, payload: { screenId, runId } });
  });
  await follow(deps, { screen, readBars }, job);
  return ok({ screenId, runId, asked: scan.asked, hits: scan.hits.length });
}

const UNIT = "instruments";

/** Bars as screens look at them now. */
async function readerOf({ sql, prisma, clock }: Deps): Promise<ReadScreenBars> {
  const split = await makeScreenStore(sql, prisma).splitInstruments();
  const stores = { bars: makeBarStore(sql), actions: makeCorporateActionStore(sql) };
  return makeReadScreenBars(stores, { split, nowMs: clock.nowMs() });
}

interface Following {
  readonly screen: StoredScreen;
  readonly readBars: ReadScreenBars;
}

/** Fills in what has become known of earlier hits, page by page. */
async function follow({ sql, prisma, transactions }: Deps, { screen, readBars }: Following, job: JobContext) {
  const screens = makeScreenStore(sql, prisma);
  const { benchmark: symbol } = screen.definition;
  const benchmark = symbol === null ? null : await makeInstrumentStore(sql).find(symbol);
  let after: OpenHit | null = null;
  for (let page = 0; page < FOLLOWED_PAGES_MAX && !job.signal.aborted; page += 1) {
    const hits: readonly OpenHit[] = await screens.openHits(screen.screenId, after, FOLLOWED_PAGE);
    const known = await makeFollowHits({ readBars, screens })({ hits, benchmark }, job.signal);
    await transactions.run(async (tx) => {
      for (const { hit, outcomes } of known) await screens.writeOutcomes(tx, hit, outcomes);
    });
    after = hits.at(-1) ?? null;
    if (hits.length < FOLLOWED_PAGE) return;
  }
}

const resultOf = ({ screenId, runId, asked, hits }: ScreenRunFacts) => ({ screenId, runId, asked, hits });

/** Runs that one round looks at. */
const UNFINISHED_MAX = 100;

/**
 * Asks the screens whose turn it is, and ends runs whose job ended without them; what `ops` workers do each minute. Of
 * several workers that look at once only one starts a run: each takes the screen's row and looks again.
 */
export const makeTendScreens = (deps: Deps): (() => Promise<boolean>) => {
  const screens = makeScreenStore(deps.sql, deps.prisma);
  const isDue = (screen: StoredScreen) => {
    const { schedule } = screen.definition;
    const calendar = schedule.kind === "session" ? calendarOf(schedule.calendar) : null;
    return isScreenDue(schedule, screen.lastRun?.createdAtMs ?? null, deps.clock.nowMs(), calendar);
  };
  return async () => {
    for (const { runId, jobId } of await screens.unfinished(UNFINISHED_MAX)) {
      const job = await readJob(deps.sql, jobId);
      const status = job === null ? "failed" : job.status;
      if (status === "failed" || status === "canceled") {
        await deps.transactions.run((tx) => screens.end(tx, runId, status));
      }
    }
    for (const { screenId } of (await screens.scheduled()).filter(isDue)) {
      const actor: Actor = { kind: "system", userId: null, requestId: `schedule-${screenId}` };
      await deps.transactions.run(async (tx) => {
        const screen = (await screens.lock(tx, screenId)) ? await screens.find(screenId) : null;
        if (screen !== null && isDue(screen)) await enqueue(deps, tx, { actor, screen });
      });
    }
    return false;
  };
};
