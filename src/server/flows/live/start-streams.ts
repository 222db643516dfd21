import { type Feed, REPLAY, SIMULATED } from "@/modules/data";
import { makeStreamDirectory, timers } from "@/modules/data/server";
import { startLoop } from "../../infra/loop";
import { adminExists } from "../../platform/identity";
import { keepLease, type Lease, type LeaseKeeper } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { type StreamOptions, streamFeed } from "./stream-feed";

/** How often it is looked which feeds there are to stream. */
const LOOK_EVERY_MS = 10_000;
/** How long a feed that is off or refuses is left alone. */
const ASK_AGAIN_MS = 10_000;
/** Feeds that one process streams. */
const FEEDS_MAX = 50;

/**
 * Streams that a worker process holds: one lease for each feed that has a name for some instrument and can stream, and for
 * the simulated market. As many processes as there are may try; one of them does it, and another takes over when it dies.
 */
export function startStreams(deps: FlowDeps, holder: string): LeaseKeeper {
  const keepers = new Map<string, LeaseKeeper>();
  const directory = makeStreamDirectory(deps.sql);
  const round = async () => {
    // Replays have a stream for each of their sessions (`play-replays.ts`).
    const others = (await directory.listSources(FEEDS_MAX)).filter((id) => id !== SIMULATED && id !== REPLAY);
    // Before set-up nobody has said whether there is to be a simulated market.
    const sources = (await adminExists(deps.prisma)) ? [SIMULATED, ...others] : others;
    for (const [place, id] of sources.entries()) {
      if (keepers.has(id) || (await streamable(deps, id)) === null) continue;
      const before = sources.slice(0, place);
      const keeper = keepLease(deps, { name: `stream:${id}`, holder }, (lease) => streamUnder(deps, lease, id, before));
      keepers.set(id, keeper);
    }
    return false;
  };
  const loop = startLoop({ name: "streams", everyMs: LOOK_EVERY_MS, log: deps.log, round });
  return {
    async stop() {
      await loop.stop();
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
    },
  };
}

/** The feed of that id if there is one, it is on, and it streams. */
async function streamable({ feeds }: Pick<FlowDeps, "feeds">, id: string): Promise<Feed | null> {
  const found = await feeds.get(id);
  return found?.ok === true && found.value.capabilities.live.length > 0 ? found.value : null;
}

async function streamUnder(deps: FlowDeps, lease: Lease, id: string, before: readonly string[]): Promise<void> {
  const feed = await streamable(deps, id);
  if (feed === null) {
    deps.log.info({ feed: id }, "Feed is not streamed");
    await timers.sleep(ASK_AGAIN_MS, lease.signal);
    return;
  }
  const instruments = id === SIMULATED ? "all" : "wanted";
  await streamWhileOn(deps, { feed, before, instruments, session: null }, lease);
}

/** Streams a feed until the lease is over or the feed is switched off: each is looked for by itself. */
export async function streamWhileOn(
  deps: FlowDeps,
  options: StreamOptions,
  lease: Lease,
  lookEveryMs = ASK_AGAIN_MS,
): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  lease.signal.addEventListener("abort", end, { once: true });
  const { id } = options.feed;
  const endOnceOff = async () => {
    while (!over.signal.aborted) {
      await timers.sleep(lookEveryMs, over.signal);
      if (over.signal.aborted || (await streamable(deps, id)) !== null) continue;
      deps.log.info({ feed: id }, "Feed was switched off");
      end();
    }
  };
  try {
    const streamed = streamFeed(deps, options, { ...lease, signal: over.signal });
    await Promise.all([streamed, endOnceOff()].map((part) => part.finally(end)));
  } finally {
    lease.signal.removeEventListener("abort", end);
  }
}
