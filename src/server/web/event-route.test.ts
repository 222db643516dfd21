import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, SessionId, UserId } from "@/modules/_kernel";
import type { BrowserSession, NewsItem, StreamStart } from "../api/context";
import { deferred } from "../infra/deferred";
import { answerEvents, frameOf } from "./event-route";

const SESSION: BrowserSession = {
  provedAt: EpochMs.of(0),
  factorDue: false,
  sessionId: SessionId.of("session-1"),
  user: {
    userId: UserId.of("ann"),
    email: "ann@example.com",
    name: "Ann",
    role: "viewer",
    timeZone: "UTC",
    preferences: { theme: "system", pnlColors: "safe", density: "compact", language: "auto", tour: "seen" },
  },
};
const READY: NewsItem = { id: "4", topic: "stream.ready", payload: null };

let server: Server;
let url: string;
/** What the stream brings, and how often it was asked for more. */
let items: (signal: AbortSignal) => AsyncGenerator<NewsItem>;
let started: StreamStart[];
let ended: ReturnType<typeof deferred<boolean>>;

beforeEach(async () => {
  started = [];
  ended = deferred<boolean>();
  items = async function* one() {
    yield READY;
  };
  const parts: Parameters<typeof answerEvents>[2] = {
    readSessionId: async (cookie) => (cookie("who") === "ann" ? SESSION.sessionId : null),
    signIn: {
      resume: async () => SESSION,
      signIn: () => Promise.reject(new Error("not here")),
      signInByPasskey: () => Promise.reject(new Error("not here")),
      signOut: () => Promise.reject(new Error("not here")),
    },
    news: {
      close: async () => undefined,
      head: async () => "0",
      async *follow(_session, from, signal) {
        started.push(from);
        try {
          yield* items(signal);
        } finally {
          ended.resolve(signal.aborted);
        }
      },
    },
  };
  server = createServer((request, response) => {
    answerEvents(request, response, parts).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/events`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const open = (query = "", headers: Record<string, string> = {}) =>
  fetch(`${url}${query}`, { headers: { cookie: "who=ann", ...headers } });

describe("the event stream", () => {
  it("brings news as JSON and live values as lines, each under its id, and ends with its session", async () => {
    items = async function* three() {
      yield READY;
      yield { id: "5", topic: "job.changed", payload: { jobId: "j" } };
      yield { id: "5", topic: "live", payload: '@1\n[1,"x"]' };
    };
    const answer = await open("?viewId=view-0001");
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.text()).toBe(
      [
        "retry: 1000",
        'event: news\nid: 4\ndata: {"topic":"stream.ready","payload":null}',
        'event: news\nid: 5\ndata: {"topic":"job.changed","payload":{"jobId":"j"}}',
        'event: live\nid: 5\ndata: @1\ndata: [1,"x"]',
        "",
      ].join("\n\n"),
    );
  });

  it("resumes where the browser says, in its header before its address", async () => {
    await (await open("?viewId=view-0001&lastEventId=7")).text();
    await (await open("?viewId=view-0001&lastEventId=7", { "last-event-id": "9" })).text();
    await (await open()).text();
    expect(started).toEqual([
      { lastEventId: "7", viewId: "view-0001" },
      { lastEventId: "9", viewId: "view-0001" },
      { lastEventId: null, viewId: null },
    ]);
  });

  it("refuses who is unknown, a view that is none, and anything but reading", async () => {
    expect((await open("", { cookie: "who=bob" })).status).toBe(401);
    const view = await open("?viewId=a%0Ab");
    expect([view.status, await view.json()]).toMatchObject([400, { error: { kind: "input.invalid", path: "viewId" } }]);
    expect((await fetch(url, { method: "POST", headers: { cookie: "who=ann" } })).status).toBe(405);
    expect(started).toEqual([]);
  });

  it("stops when the browser goes away", async () => {
    const waits = deferred();
    items = async function* waiting(signal) {
      yield READY;
      signal.addEventListener("abort", () => waits.resolve());
      await waits.promise;
    };
    const answer = await new Promise<IncomingMessage>((resolve) => {
      get(url, { headers: { cookie: "who=ann" } }, resolve);
    });
    answer.destroy();
    expect(await ended.promise).toBe(true);
  });

  it("asks for no more than the browser takes", async () => {
    const asked = deferred<number>();
    let count = 0;
    items = async function* endless() {
      for (;;) {
        count += 1;
        yield { id: "5", topic: "live", payload: "x".repeat(1_000_000) };
      }
    };
    const answer = await new Promise<IncomingMessage>((resolve) => {
      get(url, { headers: { cookie: "who=ann" } }, resolve);
    });
    answer.pause();
    // The sockets' buffers fill up, and then nothing moves: two looks that see the same.
    let seen = -1;
    const look = setInterval(() => {
      if (count === seen) asked.resolve(count);
      seen = count;
    }, 100);
    const taken = await asked.promise;
    clearInterval(look);
    answer.destroy();
    await ended.promise;
    expect(taken).toBeLessThan(100);
  });
});

it("keeps what is not text of lines in JSON", () => {
  expect(frameOf({ id: "1", topic: "live", payload: { a: "\n" } })).toBe(
    'event: news\nid: 1\ndata: {"topic":"live","payload":{"a":"\\n"}}\n\n',
  );
});
