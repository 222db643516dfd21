import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { SessionId } from "@/modules/_kernel";
import { listSessions } from "@/server/platform/identity";
import { toBatches } from "@/server/platform/live";
import { saveView, type ViewRow } from "@/server/platform/live/live-views";
import { type BenchDatabase, openBenchDatabase } from "./database";
import type { Figure } from "./figure";
import { WrongAnswer } from "./fixture";
import { startHelper } from "./helpers";
import { Heard } from "./helpers/browsers";
import { turnPages } from "./turn-pages";
import { type BenchWebServer, openWebServer } from "./web-server";

/** Browsers that listen at once: two sizes, so that growth is seen. */
const BROWSERS = [100, 1_000];
const VIEWS_PER_SESSION = 20;
/** What each shows, of how many there are; a quarter of those change at every tick round. */
const SHOWN = 20;
const INSTRUMENTS = 200;
const CHANGED_PART = 4;
/** Twenty rounds a second, as feeds send: twenty messages a second for each browser. */
const ROUND_MS = 50;
const WARM_MS = 2_000;
const MEASURE_MS = 5_000;
/** Rounds of measuring; the best counts: other programs only ever make it slower. */
const TRIES = 3;

/** Row 11: from a tick that comes in to the event at the browser, with many browsers, beside a broadcast of bare bytes. */
export async function measureStreams(serverUrl: string | null): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const browsers of BROWSERS) {
    const database = await openBenchDatabase(serverUrl);
    try {
      const server = await openWebServer(database);
      try {
        figures.push(...(await measureBrowsers(database, server, browsers)));
      } finally {
        await server.close();
      }
    } finally {
      await database.close();
    }
  }
  return figures;
}

async function measureBrowsers(
  database: BenchDatabase,
  server: BenchWebServer,
  browsers: number,
): Promise<readonly Figure[]> {
  const { host, port } = server;
  const views = await makeViews(database, server, browsers);
  const listeners = views.map(({ id, cookie }) => ({ path: `/api/events?viewId=${id}`, cookie }));
  let pageMs = Number.NaN;
  const ours = await hear({ host, port, listeners }, browsers, {
    start: async () => {
      await showViews(database, views);
      return startTicks(database);
    },
    beside: async () => {
      pageMs = await turnPages(server);
    },
  });
  const bare = startHelper("bare-stream");
  try {
    const barePort = Number(await bare.ask({ everyMs: ROUND_MS, frameBytes: ours.frameBytes }));
    const plain = listeners.map(() => ({ path: "/", cookie: "none" }));
    const theirs = await hear({ host, port: barePort, listeners: plain }, browsers, {
      start: async () => () => undefined,
      beside: async () => undefined,
    });
    const one = { row: 11, bars: browsers, against: "bare broadcast, same bytes" } as const;
    const rate = ({ messages }: z.infer<typeof Heard>) => (messages / MEASURE_MS) * 1000;
    return [
      { ...one, what: "tick to browser, median", unit: "ms", value: ours.p50, againstValue: theirs.p50 },
      { ...one, what: "tick to browser, p99", unit: "ms", value: ours.p99, againstValue: theirs.p99 },
      { ...one, what: "messages to all browsers", unit: "msg/s", value: rate(ours), againstValue: rate(theirs) },
      { ...pageTurn, bars: browsers, value: pageMs },
    ];
  } finally {
    await bare.close();
  }
}

/** How fast the desk must answer beside all those; the limit is that of row 14. */
const pageTurn = {
  row: 11,
  what: "page of the desk and its data, beside so many browsers, p95",
  unit: "ms",
  against: "must",
  againstValue: 200,
} as const;

interface Streams {
  readonly host: string;
  readonly port: number;
  readonly listeners: readonly { readonly path: string; readonly cookie: string }[];
}

interface Hearing {
  /** Called once every browser listens; answers how to end what it began. */
  readonly start: () => Promise<() => void>;
  /** Called while they go on listening, once what they hear was measured. */
  readonly beside: () => Promise<void>;
}

/** The best of several measurements, by the 99th percentile. Ticks begin once every browser listens. */
async function hear(streams: Streams, browsers: number, { start, beside }: Hearing): Promise<z.infer<typeof Heard>> {
  const helper = startHelper("browsers");
  let stopTicks = () => {};
  try {
    await helper.ask(streams);
    stopTicks = await start();
    await sleep(WARM_MS);
    let best: z.infer<typeof Heard> | null = null;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const heard = Heard.parse(await helper.ask({ forMs: MEASURE_MS }));
      if (heard.browsers !== browsers) throw new WrongAnswer(`${browsers} browsers hear ticks, were ${heard.browsers}`);
      if (best === null || heard.p99 < best.p99) best = heard;
    }
    if (best === null) throw new WrongAnswer("something is measured");
    await beside();
    return best;
  } finally {
    await helper.close();
    stopTicks();
  }
}

interface BenchView extends ViewRow {
  readonly cookie: string;
}

/** A view for each browser, over as many sessions as that takes. */
async function makeViews({ house }: BenchDatabase, server: BenchWebServer, browsers: number) {
  const views: BenchView[] = [];
  let [cookie, sessionId] = ["", ""];
  for (let browser = 0; browser < browsers; browser += 1) {
    if (browser % VIEWS_PER_SESSION === 0) {
      cookie = await server.signInAgain();
      // Newest first: the one that was just made.
      const whose = { userId: server.userId, current: SessionId.of("bench"), nowMs: house.deps.clock.nowMs() };
      sessionId = (await listSessions(house.deps.prisma, whose))[0]?.sessionId ?? "";
    }
    const keys = Array.from({ length: SHOWN }, (_, index) => 1 + ((browser * 7 + index * 11) % INSTRUMENTS));
    views.push({ id: `bench-view-${browser}`, sessionId, cookie, keys });
  }
  return views;
}

/** Says what each browser shows, as `event.show` does. */
async function showViews({ house }: BenchDatabase, views: readonly BenchView[]): Promise<void> {
  for (const view of views) {
    if (!(await saveView(house.deps.sql, view))) throw new WrongAnswer(`view ${view.id} is kept`);
    house.deps.signals.send("views", view.id);
  }
}

/** Ticks as a feed's process sends them. Returns how to stop. */
function startTicks({ house }: BenchDatabase): () => void {
  let round = 0;
  const timer = setInterval(() => {
    round += 1;
    const sentMs = performance.timeOrigin + performance.now();
    const lines: string[] = [];
    for (let key = 1 + (round % CHANGED_PART); key <= INSTRUMENTS; key += CHANGED_PART) {
      lines.push(`[${key},"bench",${sentMs},101.25,101.24,101.26,300,200,"USD",null]`);
    }
    for (const batch of toBatches(lines)) house.deps.signals.send("live", batch);
  }, ROUND_MS);
  return () => clearInterval(timer);
}
