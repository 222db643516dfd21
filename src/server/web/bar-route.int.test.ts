import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { encode } from "next-auth/jwt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { EpochMs, type SessionId } from "@/modules/_kernel";
import { type BarColumns, barColumnsOf, decodeBarColumns, type SeriesStates } from "@/modules/data";
import { makeCorporateActionStore, makeSeriesStates } from "@/modules/data/server";
import { rowsOf, someBars } from "@/modules/data/testing";
import { makeReadSessionId } from "../api/auth";
import { makeCreateUser } from "../flows/create-user";
import type { FlowDeps } from "../flows/deps";
import { makeReadKnownBarPage } from "../flows/known-series";
import { makeReadCachedBarPage } from "../flows/read-bar-page";
import { seedBars } from "../flows/testing/seed-bars";
import { makeTestDeps, makeTestSignIn } from "../flows/testing/test-house";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import { answerBars } from "./bar-route";

const DAY_MS = 86_400_000;
const PERSON = { email: "ann@example.com", password: "correct horse battery" };
const ENV = { secure: false, publicUrl: "http://127.0.0.1:3000", NEXTAUTH_SECRET: "s".repeat(32) };
const DAYS = someBars({ count: 50, stepMs: DAY_MS, startMs: Date.UTC(2024, 0, 2) });

let database: TestDatabase;
let deps: FlowDeps;
let server: Server;
let url: string;
/** Another one in each test. */
let symbol: string;
let tests = 0;
let sessionId: SessionId;
let cookie: string;
let nowMs: number;
/** How often bars were read, and how often states were asked for. */
let reads: number;
let looks: number;

beforeAll(async () => {
  database = await withTestDatabase();
  nowMs = Date.now();
  deps = makeTestDeps(database, { clock: { nowMs: () => EpochMs.of(nowMs) } });
  await makeCreateUser(deps)({ ...PERSON, name: "Ann", role: "viewer" }, by);
});
afterAll(() => database.close());

beforeEach(async () => {
  tests += 1;
  symbol = `T${tests}`;
  [reads, looks] = [0, 0];
  const signIn = makeTestSignIn(database, deps);
  const answer = await signIn.signIn({
    ...PERSON,
    code: null,
    ip: "192.0.2.1",
    userAgent: "test",
    requestId: "r",
    deviceMark: null,
  });
  if (!answer.ok) throw new Error(answer.error.kind);
  sessionId = answer.value.sessionId;
  cookie = await cookieOf(sessionId);
  const readBarPage = makeReadKnownBarPage(deps.sql);
  const states: SeriesStates = makeSeriesStates(deps.sql);
  const parts = {
    signIn,
    readSessionId: makeReadSessionId(ENV, deps.clock),
    readBarPage: makeReadCachedBarPage({
      states: {
        statesOf(symbols) {
          looks += 1;
          return states.statesOf(symbols);
        },
      },
      readBarPage(query, state) {
        reads += 1;
        return readBarPage(query, state);
      },
    }),
  };
  server = createServer((request, response) => {
    answerBars(request, response, parts).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/bars`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const by = { kind: "cli", userId: null, requestId: "request-1" } as const;

async function cookieOf(id: string, secret = ENV.NEXTAUTH_SECRET, maxAge = 3600): Promise<string> {
  return `other=1; bifrost-session-3000=${await encode({ token: { sub: id }, secret, maxAge })}`;
}

const daily = () => `symbol=${symbol}&resolution=1d`;
const ask = (query = daily(), headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${url}?${query}`, { method, headers: { cookie, ...headers } });

async function barsOf(response: Response) {
  expect(response.status).toBe(200);
  const columns = decodeBarColumns(new Uint8Array(await response.arrayBuffer()));
  if (!columns.ok) throw new Error(columns.error.kind);
  return rowsOf(columns.value);
}

const seed = (bars: BarColumns = DAYS) => seedBars(deps, { symbol, resolution: "1d", bars });

/** The days with another close on one of them, as a later file says. */
function corrected(index: number): BarColumns {
  return barColumnsOf(rowsOf(DAYS).map((bar, at) => (at === index ? { ...bar, volume: bar.volume + 7 } : bar)));
}

describe("the route of bars", () => {
  it("brings the page that was asked for, from memory when nothing changed", async () => {
    await seed();
    const all = rowsOf(DAYS);
    expect(await barsOf(await ask())).toEqual(all);
    expect(await barsOf(await ask())).toEqual(all);
    expect(reads).toBe(1);
    const before = DAYS.time[20] ?? 0;
    expect(await barsOf(await ask(`symbol=${symbol.toLowerCase()}&resolution=1d&limit=5&toMs=${before}`))).toEqual(
      all.slice(15, 20),
    );
    expect(reads).toBe(2);
  });

  it("shows a correction at once, and never again what was before it", async () => {
    await seed();
    await barsOf(await ask());
    for (const index of [3, 30, 3]) {
      const bars = corrected(index);
      await seed(bars);
      expect(await barsOf(await ask())).toEqual(rowsOf(bars));
    }
    expect(reads).toBe(4);
  });

  it("sees actions, sessions and other resolutions of the instrument change", async () => {
    const { instrumentId } = await seed();
    const adjusted = `${daily()}&adjustment=split`;
    expect((await barsOf(await ask(adjusted)))[0]?.close).toBe(DAYS.close[0]);
    const actions = makeCorporateActionStore(deps.sql);
    const split = { type: "split", exDateMs: DAYS.time[25] ?? 0, ratio: "2", ordinal: 0 } as const;
    await deps.transactions.run((tx) =>
      actions.record(tx, { instrumentId, actions: [split], source: "test", nowMs: EpochMs.of(nowMs) }),
    );
    expect((await barsOf(await ask(adjusted)))[0]?.close).toBe((DAYS.close[0] ?? 0) / 2);
    const weekly = `symbol=${symbol}&resolution=1w`;
    const weeks = await barsOf(await ask(weekly));
    await seed(corrected(0));
    expect((await barsOf(await ask(weekly)))[0]?.volume).toBe((weeks[0]?.volume ?? 0) + 7);
    await deps.sql.$executeRaw`UPDATE instrument SET calendar = '24/7', time_zone = 'UTC'`;
    const known = reads;
    await barsOf(await ask(weekly));
    expect(reads).toBe(known + 1);
  });

  it("answers a browser that holds the bytes with 304 until they are others", async () => {
    await seed();
    const first = await ask();
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    await barsOf(first);
    const held = await ask(daily(), { "if-none-match": `"x", W/${etag}` });
    expect([held.status, (await held.arrayBuffer()).byteLength]).toEqual([304, 0]);
    await seed(corrected(9));
    const fresh = await ask(daily(), { "if-none-match": etag });
    expect(fresh.status).toBe(200);
    expect(fresh.headers.get("etag")).not.toBe(etag);
  });

  it("reads a page once for all who ask at the same time", async () => {
    await seed();
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask().then(barsOf)));
    for (const bars of answers) expect(bars).toEqual(rowsOf(DAYS));
    expect(reads).toBe(1);
    expect(looks).toBeLessThan(40);
  });

  it("refuses the request after a session ended, however often it was let in before", async () => {
    await seed();
    for (let again = 0; again < 3; again += 1) await barsOf(await ask());
    await deps.sql.$executeRaw`UPDATE user_session SET revoked_at = now() WHERE id = ${sessionId}`;
    const refused = await ask();
    expect([refused.status, await refused.json()]).toEqual([401, { error: { kind: "session.required" } }]);
  });

  it("refuses the request after the person was disabled", async () => {
    await seed();
    await barsOf(await ask());
    await deps.sql.$executeRaw`UPDATE user_account SET disabled_at = now()`;
    expect((await ask()).status).toBe(401);
    await deps.sql.$executeRaw`UPDATE user_account SET disabled_at = NULL`;
  });

  it("refuses tokens that are not ours, have ended, or name no session", async () => {
    await seed();
    const status = async (given: string) => (await ask(daily(), { cookie: given })).status;
    expect(await status("")).toBe(401);
    expect(await status("bifrost-session-3000=nonsense")).toBe(401);
    expect(await status(await cookieOf(sessionId, "t".repeat(32)))).toBe(401);
    expect(await status(await cookieOf("somebody-else"))).toBe(401);
    const short = await cookieOf(sessionId, ENV.NEXTAUTH_SECRET, 60);
    expect(await status(short)).toBe(200);
    nowMs += 200_000;
    expect(await status(short)).toBe(401);
    nowMs -= 200_000;
  });

  it.each([
    ["symbol=SPY", 400, { kind: "input.invalid", path: "resolution" }],
    ["symbol=SPY&resolution=2d", 400, { kind: "input.invalid", path: "resolution" }],
    ["symbol=SPY&resolution=1d&limit=50001", 400, { kind: "input.invalid", path: "limit" }],
    ["symbol=SPY&resolution=1d&hours=night", 400, { kind: "input.invalid", path: "hours" }],
    ["symbol=SPY&resolution=1d&toMs=soon", 400, { kind: "input.invalid", path: "toMs" }],
    ["symbol=NONE&resolution=1d", 404, { kind: "instrument.not_found", path: "symbol", facts: { symbol: "NONE" } }],
  ])("says what is wrong with %s", async (query, status, error) => {
    const answer = await ask(query);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("only reads", async () => {
    await seed();
    const head = await ask(daily(), {}, "HEAD");
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(16 + 50 * 48)]);
    const post = await ask(daily(), {}, "POST");
    expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});
