import {
  type Feed,
  makeSeriesReader,
  REPLAY,
  REPLAYS_OPEN_MAX,
  type ReplayMark,
  type ReplayTape,
  resolutionMs,
  type StoredReplay,
  sessionRuleOf,
} from "@/modules/data";
import {
  makeBarStore,
  makeReplayFeed,
  makeReplayStore,
  makeSeriesTape,
  ReplayPlayer,
  timers,
} from "@/modules/data/server";
import { startLoop } from "../../infra/loop";
import { appendAudit } from "../../platform/audit";
import { keepLease, type Lease, type LeaseKeeper } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import type { SessionTime } from "../live/settle-series";
import { type StreamDeps, streamFeed } from "../live/stream-feed";

export type PlayDeps = StreamDeps & Pick<FlowDeps, "transactions" | "guarded" | "feeds">;

/** How often it is looked which sessions there are, when nobody says that one was begun. */
const LOOK_EVERY_MS = 2_000;
/** How often a player looks what is wanted of its session, when nobody says that it changed. */
const ORDERS_EVERY_MS = 500;
/** What is shown before the first bar that is played: so many bars, and two days at least. */
const LEAD_IN_BARS = 500;
const LEAD_IN_MIN_MS = 2 * 86_400_000;
/** Sessions that one process may hold for a moment while they change hands. */
const SESSIONS_MAX = 2 * REPLAYS_OPEN_MAX;

/**
 * Replays that a worker process plays: one lease for each open session. As many processes as there are may try; one of them
 * plays, and another goes on where it was when it dies.
 */
export function startReplays(deps: PlayDeps, holder: string): LeaseKeeper {
  const keepers = new Map<string, LeaseKeeper>();
  const store = makeReplayStore();
  const round = async () => {
    const open = new Set(await store.listOpen(deps.sql, SESSIONS_MAX));
    for (const [sessionId, keeper] of keepers) {
      if (open.has(sessionId)) continue;
      keepers.delete(sessionId);
      await keeper.stop();
    }
    for (const sessionId of open) {
      if (keepers.has(sessionId)) continue;
      const name = `replay:${sessionId}`;
      keepers.set(
        sessionId,
        keepLease(deps, { name, holder }, (lease) => playReplay(deps, lease, sessionId)),
      );
    }
    return false;
  };
  const loop = startLoop({ name: "replays", everyMs: LOOK_EVERY_MS, log: deps.log, round });
  const unhear = deps.signals.on("replay", () => loop.wake());
  return {
    async stop() {
      unhear();
      await loop.stop();
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
    },
  };
}

/**
 * Plays a session from where it stands, as long as it is open and has not leapt: a seek begins anew by the same way as a
 * start and a crash do.
 */
export async function playReplay(deps: PlayDeps, lease: Lease, sessionId: string): Promise<void> {
  const stored = await makeReplayStore().find(deps.sql, sessionId);
  const feed = await deps.feeds.get(REPLAY);
  if (stored === null || !isOpen(stored) || feed?.ok === false) {
    await timers.sleep(LOOK_EVERY_MS, lease.signal);
    return;
  }
  if (stored.clearedLeap < stored.session.leap) await clear(deps, lease, stored);
  const over = new AbortController();
  const signal = AbortSignal.any([lease.signal, over.signal]);
  const session = { ...stored.session, ...openTape(deps, stored) };
  const player = new ReplayPlayer({ ...session, orders: session, clock: deps.clock, waiting: timers });
  const options = {
    feed: feedOf(player, session),
    session: timeOf(deps, lease, { stored, player }),
    before: [],
    instruments: stored.played.map(({ instrument }) => instrument.instrumentId),
  };
  const end = () => over.abort();
  await Promise.all([
    streamFeed(deps, options, { ...lease, signal }).finally(end),
    followOrders(deps, { stored, player }, signal).finally(end),
  ]);
}

const isOpen = ({ session: { status } }: StoredReplay) => status === "playing" || status === "paused";

interface Playing {
  readonly stored: StoredReplay;
  readonly player: ReplayPlayer;
}

/** What is played, and the sessions of it by the alias under which it is played. */
function openTape({ sql }: Pick<PlayDeps, "sql">, { session, played }: StoredReplay) {
  const rules = new Map(played.map(({ source, instrument }) => [instrument.symbol, sessionRuleOf(source)]));
  const unknown = sessionRuleOf({ calendar: null, timeZone: "UTC" });
  const tape = makeSeriesTape(makeSeriesReader(makeBarStore(sql), "stored"), {
    resolution: session.resolution,
    played,
  });
  return { tape, ruleOf: (alias: string) => rules.get(alias) ?? unknown };
}

function feedOf(
  player: ReplayPlayer,
  place: { readonly tape: ReplayTape } & ReturnType<typeof openTape> & Pick<StoredReplay["session"], "resolution">,
): Feed {
  return makeReplayFeed({ player, placeOf: async () => ({ ...place, nowMs: player.nowMs }) });
}

/** Whoever came before played something else into these instruments, or this from elsewhere: nothing of it may stay. */
async function clear(deps: PlayDeps, lease: Lease, { session, played }: StoredReplay): Promise<void> {
  const store = makeReplayStore();
  await lease.fenced(async (tx) => {
    for (const { instrument } of played) {
      const { instrumentId, symbol } = instrument;
      await store.clearSeries(tx, { instrumentId, resolution: "1m" }, deps.clock.nowMs());
      await deps.work.publish(tx, { topic: "bars.changed", audience: null, payload: { symbol, resolution: "1m" } });
    }
    await store.cleared(tx, session);
  });
  await deps.quotes.forget(played.map(({ instrument }) => instrument.instrumentId));
}

/** The session's time, and the way of what is kept of it into its row. */
function timeOf(deps: PlayDeps, lease: Lease, { stored, player }: Playing): SessionTime {
  const { session } = stored;
  let saved: ReplayMark = { positionMs: session.positionMs, stepsDone: session.stepsDone, ended: false };
  const leadInMs = Math.max(LEAD_IN_MIN_MS, LEAD_IN_BARS * resolutionMs(session.resolution));
  return {
    nowMs: () => player.nowMs,
    fillFromMs: session.fromMs - leadInMs,
    mark() {
      const mark = player.mark();
      return async () => {
        const { positionMs, stepsDone, ended } = saved;
        if (mark.positionMs === positionMs && mark.stepsDone === stepsDone && mark.ended === ended) return;
        await saveMark(deps, lease, stored, mark);
        saved = mark;
      };
    },
  };
}

async function saveMark(deps: PlayDeps, lease: Lease, { session }: StoredReplay, mark: ReplayMark): Promise<void> {
  const { sessionId } = session;
  await lease.fenced(async (tx) => {
    const moved = await makeReplayStore().mark(tx, session, mark, deps.clock.nowMs());
    if (!moved || !mark.ended) return;
    await appendAudit(tx, {
      actor: { kind: "system", userId: null, requestId: lease.name },
      action: "replay.finish",
      subjectType: "replay",
      subjectId: sessionId,
    });
    await deps.work.publish(tx, { topic: "replay.changed", audience: null, payload: { replayId: sessionId } });
  });
}

/** Tells the player what is wanted; ends when the session is at its end, stopped, gone, or leapt. */
async function followOrders(deps: PlayDeps, { stored, player }: Playing, signal: AbortSignal): Promise<void> {
  const { sessionId, leap } = stored.session;
  let wake: () => void = () => undefined;
  const unhear = deps.signals.on("replay", () => wake());
  try {
    while (!signal.aborted) {
      const woken = new AbortController();
      wake = () => woken.abort();
      const now = await makeReplayStore().find(deps.sql, sessionId);
      if (now === null || !isOpen(now) || now.session.leap !== leap) return;
      player.order(now.session);
      await timers.sleep(ORDERS_EVERY_MS, AbortSignal.any([woken.signal, signal]));
    }
  } finally {
    unhear();
  }
}
