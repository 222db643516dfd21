import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type SessionId, UserId } from "@/modules/_kernel";
import { makeReadSessionId } from "@/server/api/auth";
import { silentLogger } from "@/server/infra/logger";
import { listFiles } from "../../../tests/tree/files";

/** Requests that mean ill, against the route handlers themselves: no database, and flows that only say they were reached. */

const SECRET = "s".repeat(32);
const URL_HERE = "http://127.0.0.1:3000";
const env = { secure: false, publicUrl: URL_HERE, NEXTAUTH_SECRET: SECRET, BIFROST_TRUST_PROXY: false };
const clock = { nowMs: () => EpochMs.of(Date.now()) };

let reached: string[] = [];
const flows = new Proxy(
  {},
  {
    get: (_, name) => async () => {
      reached.push(String(name));
      return { ok: true, value: null };
    },
  },
);
const user = {
  userId: UserId.of("ann"),
  email: "ann@example.com",
  name: "Ann",
  role: "admin",
  timeZone: "UTC",
  preferences: { theme: "system", pnlColors: "safe", density: "compact" },
} as const;
const container = {
  env,
  flows,
  logger: silentLogger,
  live: { show: async () => true },
  readSessionId: makeReadSessionId(env, clock),
  signIn: {
    resume: async (sessionId: SessionId) =>
      sessionId === "live" ? { sessionId, user, provedAt: clock.nowMs(), factorDue: false } : null,
  },
  authenticateKey: async () => ({ outcome: "closed" }),
  rest: { answer: async () => new Response(null, { status: 401 }), document: () => ({}) },
  nowMs: clock.nowMs,
  newId: () => crypto.randomUUID(),
  uploads: { store: async () => ({ ok: true, value: {} }) },
};

const before = globalThis.bifrostContainer;
beforeAll(async () => {
  await import("./trpc/[trpc]/route"); // every router: seconds, and no part of any test
  // Only what the handlers read is there.
  globalThis.bifrostContainer = container as unknown as typeof before;
}, 60_000);
afterAll(() => {
  globalThis.bifrostContainer = before;
});
beforeEach(() => {
  reached = [];
});

const tokenOf = (sub: string, { secret = SECRET, maxAge = 600 } = {}) => encode({ token: { sub }, secret, maxAge });
const cookieOf = async (sub = "live") => `bifrost-session-3000=${await tokenOf(sub)}`;

interface Knock {
  readonly method: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
}

async function ask(path: string, init: Knock): Promise<Response> {
  const { GET, POST } = await import("./trpc/[trpc]/route");
  const headers = { host: "127.0.0.1:3000", ...init.headers };
  const request = new Request(`${URL_HERE}/api/trpc/${path}`, { ...init, headers });
  return request.method === "POST" ? POST(request) : GET(request);
}
const json = { "content-type": "application/json" };
const body = JSON.stringify({ json: { sessionId: "other" } });

describe("a token", () => {
  it("opens when it is ours and its session lives", async () => {
    const answer = await ask("session.revoke", {
      method: "POST",
      headers: { ...json, cookie: await cookieOf() },
      body,
    });
    expect(answer.status).toBe(200);
    expect(reached).toEqual(["revokeSession"]);
  });

  it.each<[string, () => Promise<string>]>([
    ["none", async () => ""],
    ["one of another key", async () => `bifrost-session-3000=${await tokenOf("live", { secret: "x".repeat(32) })}`],
    ["one whose time is over", async () => `bifrost-session-3000=${await tokenOf("live", { maxAge: -60 })}`],
    ["one of a session that was revoked", () => cookieOf("revoked")],
    ["one of another installation on this machine", async () => (await cookieOf()).replace("3000", "4000")],
    [
      "one with a letter changed",
      async () => (await cookieOf()).replace(/.(?=.{40}$)/, (one) => (one === "A" ? "B" : "A")),
    ],
    ["text without encryption", async () => "bifrost-session-3000=eyJhbGciOiJub25lIn0.eyJzdWIiOiJsaXZlIn0."],
    ["a megabyte of it", async () => `bifrost-session-3000=${"A".repeat(1_000_000)}`],
    ["a path", async () => "bifrost-session-3000=../../etc/passwd%00"],
  ])("opens nothing: %s", async (_, cookie) => {
    const answer = await ask("session.revoke", { method: "POST", headers: { ...json, cookie: await cookie() }, body });
    expect(answer.status).toBe(401);
    expect(reached).toEqual([]);
  });
});

describe("a change", () => {
  it.each<[string, Knock, number]>([
    ["as GET", { method: "GET" }, 405],
    [
      "as a form",
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "sessionId=other" },
      415,
    ],
    ["as text", { method: "POST", headers: { "content-type": "text/plain" }, body }, 415],
    ["without a type", { method: "POST", body: new Uint8Array([123, 125]) }, 415],
    ["from a foreign page", { method: "POST", headers: { ...json, origin: "http://evil.example" }, body }, 403],
    ["from a page without an origin", { method: "POST", headers: { ...json, origin: "null" }, body }, 403],
    ["from a page beside us", { method: "POST", headers: { ...json, "sec-fetch-site": "same-site" }, body }, 403],
    ["that is no JSON", { method: "POST", headers: json, body: "{" }, 400],
    [
      "that is a prototype",
      { method: "POST", headers: json, body: '{"json":{"__proto__":{"sessionId":"other"}}}' },
      400,
    ],
  ])("is refused %s", async (_, init, status) => {
    const headers = { ...init.headers, cookie: await cookieOf() };
    const answer = await ask("session.revoke", { ...init, headers });
    expect(answer.status).toBe(status);
    expect(reached).toEqual([]);
    expect(Reflect.get({}, "sessionId")).toBeUndefined();
  });

  it.each([
    "x-middleware-subrequest",
    "x-middleware-invoke",
    "rsc",
    "next-router-prefetch",
    "next-action",
    "x-http-method-override",
  ])("is let through by no header %s", async (name) => {
    for (const value of ["1", "middleware:middleware:middleware:middleware:middleware", "POST"]) {
      const answer = await ask("session.revoke", { method: "POST", headers: { ...json, [name]: value }, body });
      expect(answer.status).toBe(401);
      const changed = await ask("session.revoke", {
        method: "GET",
        headers: { [name]: value, cookie: await cookieOf() },
      });
      expect(changed.status).toBe(405);
    }
    expect(reached).toEqual([]);
  });

  it("is not one of a thousand in one request", async () => {
    const path = Array.from({ length: 1_000 }, () => "session.revoke").join(",");
    const answer = await ask(`${path}?batch=1`, {
      method: "POST",
      headers: { ...json, cookie: await cookieOf() },
      body: "{}",
    });
    expect(answer.status).toBe(400);
    expect(reached).toEqual([]);
  });
});

/** What each route handler answers to nobody. A new one is not there until it stands here. */
const TO_NOBODY: Readonly<Record<string, number | "elsewhere">> = {
  "src/app/api/auth/[...nextauth]/route.ts": "elsewhere", // the way in itself: sign-in tests
  "src/app/api/trpc/[trpc]/route.ts": "elsewhere", // above, and permissions.test.ts
  "src/app/api/v1/[...path]/route.ts": "elsewhere", // matrix.int.test.ts
  "src/app/api/v1/openapi.json/route.ts": "elsewhere", // the description is for everybody
  "src/app/api/backtests/[id]/export/route.ts": 401,
  "src/app/api/backtests/[id]/series/route.ts": 401,
  "src/app/api/backtests/[id]/tear-sheet/route.ts": 401,
  "src/app/api/exports/[id]/route.ts": 401,
  "src/app/api/hooks/[...path]/route.ts": "elsewhere", // by a secret of its own: tests of webhooks
  "src/app/api/searches/[id]/results/route.ts": 401,
  "src/app/api/searches/[id]/series/route.ts": 401,
  "src/app/api/uploads/route.ts": 401,
};

describe("route handlers", () => {
  it("are all decided about", () => {
    const handlers = listFiles().filter((path) => /^src\/app\/.*\/route\.tsx?$/.test(path));
    expect(handlers.toSorted()).toEqual(Object.keys(TO_NOBODY).toSorted());
  });

  it.each(Object.entries(TO_NOBODY).filter(([, status]) => status !== "elsewhere"))(
    "%s answers %i to nobody",
    async (path, status) => {
      const handlers: Readonly<Record<string, unknown>> = await import(/* @vite-ignore */ `../../../${path}`);
      const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter(
        (method) => typeof handlers[method] === "function",
      );
      expect(methods.length).toBeGreaterThan(0);
      for (const method of methods) {
        const request = new Request(`${URL_HERE}/api/x`, { method, ...(method === "GET" ? {} : { body: "x" }) });
        const handler = handlers[method] as (request: Request, context: unknown) => Promise<Response>;
        const answer = await handler(request, { params: Promise.resolve({ id: "nothing" }) });
        expect(answer.status).toBe(status);
      }
      expect(reached).toEqual([]);
    },
  );
});
