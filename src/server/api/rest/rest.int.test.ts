import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { makeAuthenticateKey } from "../../flows/people/authenticate-key";
import { makeApiThrottle } from "../../platform/identity";
import { handleRest } from "./handle";
import { REST_ROUTES } from "./routes";
import { openRestHouse, type RestHouse } from "./testing/rest-house";

let house: RestHouse;
let orderId = "";
const tokens = new Map<string, string>();

const order = { accountId: "alice-1", symbol: "ACME", side: "buy", qty: "10", ordType: "limit", limitPrice: "5" };
const bodyOf = async (response: Response) => z.record(z.string(), z.unknown()).parse(await response.json());
const kindOf = async (response: Response) => (await bodyOf(response))["kind"];

beforeAll(async () => {
  house = await openRestHouse();
  const wishes = { vic: "read", bob: "trade", alice: "trade", rita: "admin", ada: "admin" } as const;
  for (const [who, scope] of Object.entries(wishes)) tokens.set(who, await house.tokenOf(who, { scope }));
  const sent = await ask("alice", "POST", "/orders", order, "matrix-order-1");
  if (sent.status !== 201) throw new Error(await sent.text());
  orderId = z.object({ order: z.object({ orderId: z.string() }) }).parse(await sent.json()).order.orderId;
});
afterAll(() => house.database.close());

function ask(who: string | null, method: string, path: string, body?: unknown, key = "key-of-test") {
  const token = who === null ? null : (tokens.get(who) ?? null);
  return house.ask(method, path, { token, body, headers: { "idempotency-key": key } });
}

/** A body that each route understands, so that the answer is about who asks. */
const BODIES: Readonly<Record<string, unknown>> = {
  submitOrder: order,
  previewOrder: order,
  modifyOrder: { qty: "11", limitPrice: "5" },
  setTradingState: { state: "active", reason: "matrix" },
  setHouseTradingState: { state: "active", reason: "matrix" },
  submitBacktest: {},
};
const addressOf = (path: string) =>
  path
    .replace("{accountId}", "alice-1")
    .replace("{orderId}", orderId)
    .replace("{symbol}", "ACME")
    .replace("{runId}", "no-run")
    .replace("{screenId}", "no-screen")
    .concat(path === "/quotes" ? "?symbols=ACME" : "");

/** Routes about alice's account or order: not there for those who may not see it. */
const isHers = (id: string, path: string) =>
  path.includes("{accountId}") || path.includes("{orderId}") || id === "submitOrder" || id === "previewOrder";
/** What risk and administrators may with somebody else's account: see it, and take risk away. */
const GUARD = new Set(["cancelOrder", "cancelOrders", "closePosition", "flattenAccount", "setTradingState"]);

const CALLERS = ["nobody", "vic", "bob", "alice", "rita", "ada"] as const;

type Expected = "401" | "403" | "404" | "open";

function expected(who: (typeof CALLERS)[number], { id, path, scope }: (typeof REST_ROUTES)[number]): Expected {
  if (who === "nobody") return "401";
  if (who === "vic") return scope === "read" ? (isHers(id, path) ? "404" : "open") : "403";
  if (scope === "admin") return who === "rita" || who === "ada" ? "open" : "403";
  if (!isHers(id, path) || who === "alice") return "open";
  if (who === "bob") return "404";
  return scope === "read" || GUARD.has(id) ? "open" : "403";
}

/** What came out of it: the status, and the kind of a refusal. */
async function outcomeOf(who: (typeof CALLERS)[number], route: (typeof REST_ROUTES)[number]): Promise<string> {
  const body = BODIES[route.id] ?? (route.method === "POST" ? {} : undefined);
  const caller = who === "nobody" ? null : who;
  const answer = await ask(caller, route.method, addressOf(route.path), body, `matrix-${who}`);
  return answer.status < 400 ? `${answer.status}` : `${answer.status} ${String(await kindOf(answer))}`;
}

const PATTERNS: Readonly<Record<Expected, RegExp>> = {
  "401": /^401 key\.required$/,
  "403": /^403 /,
  "404": /^404 (account\.not_found|trading\.account_unknown|order\.not_found)$/,
  open: /^(?!(401|403|5\d\d)\b|404 (account|trading|order)\.)/,
};

describe("who may do what: every route, everybody", () => {
  it.each(CALLERS)("%s", async (who) => {
    const wrong: string[] = [];
    const look = async (route: (typeof REST_ROUTES)[number]) => {
      const [wanted, outcome] = [expected(who, route), await outcomeOf(who, route)];
      if (!PATTERNS[wanted].test(outcome)) wrong.push(`${route.id}: ${outcome}, not ${wanted}`);
    };
    await Promise.all(REST_ROUTES.filter(({ method }) => method === "GET").map(look));
    for (const route of REST_ROUTES.filter(({ method }) => method !== "GET")) await look(route);
    expect(wrong).toEqual([]);
  });
});

describe("requests", () => {
  it("says which fields are at fault, and what would pass", async () => {
    const answer = await ask("alice", "POST", "/orders", { ...order, side: "hold", qyt: "1" }, "short");
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const { kind, errors } = await bodyOf(answer);
    expect(kind).toBe("input.invalid");
    expect(errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: "side" }),
        expect.objectContaining({ path: "", message: expect.stringContaining("qyt") }),
        expect.objectContaining({ path: "Idempotency-Key" }),
      ]),
    );
    const refused = await bodyOf(
      await ask("alice", "POST", "/orders", { ...order, limitPrice: "5.001" }, "tick-off-1"),
    );
    expect(refused).toMatchObject({
      kind: "order.tick_off",
      errors: [{ path: "limitPrice" }],
      title: expect.stringContaining("0.01"),
    });
  });

  it("sends an order once for one key, and refuses the key for another order", async () => {
    const first = await ask("alice", "POST", "/orders", order, "idempotent-1");
    const second = await ask("alice", "POST", "/orders", order, "idempotent-1");
    const [a, b] = [await bodyOf(first), await bodyOf(second)];
    expect([first.status, second.status, a["repeated"], b["repeated"]]).toEqual([201, 201, false, true]);
    expect(z.object({ orderId: z.string() }).parse(b["order"]).orderId).toBe(
      z.object({ orderId: z.string() }).parse(a["order"]).orderId,
    );
    expect(await kindOf(await ask("alice", "POST", "/orders", { ...order, qty: "11" }, "idempotent-1"))).toBe(
      "order.key_reused",
    );
  });

  it.each([
    ["a form", "accountId=alice-1", { "content-type": "application/x-www-form-urlencoded" }, "body.media_type"],
    ["text", JSON.stringify(order), { "content-type": "text/plain" }, "body.media_type"],
    ["half a body", '{"accountId":', {}, "body.malformed"],
    ["too much", JSON.stringify({ ...order, note: "x".repeat(70_000) }), {}, "request.too_large"],
    ["__proto__", `{"__proto__":{"admin":true},${JSON.stringify(order).slice(1)}`, {}, "input.invalid"],
    ["constructor", JSON.stringify({ ...order, constructor: { prototype: { admin: true } } }), {}, "input.invalid"],
    ["a list", "[]", {}, "input.invalid"],
    ["null", "null", {}, "input.invalid"],
  ])("refuses %s", async (_what, body, headers, kind) => {
    const answer = await house.ask("POST", "/orders", {
      token: tokens.get("alice") ?? null,
      body,
      headers: { "idempotency-key": "hostile-body", ...headers },
    });
    expect(await kindOf(answer)).toBe(kind);
    expect(Reflect.get({}, "admin")).toBeUndefined();
  });

  it.each([
    ["GET", "/nothing", "route.not_found"],
    ["GET", "/orders/%E0%A4%A", "route.not_found"],
    ["DELETE", "/orders", "method.refused"],
    ["GET", "/orders?limit=0", "input.invalid"],
    ["GET", "/orders?limit=5&limit=6", "input.invalid"],
    ["GET", "/orders?limmit=5", "input.invalid"],
    ["GET", `/orders/${"x".repeat(400)}`, "input.invalid"],
    ["GET", "/instruments/NOBODY", "instrument.not_found"],
  ])("refuses %s %s", async (method, path, kind) => {
    const answer = await ask("alice", method, path);
    expect(await kindOf(answer)).toBe(kind);
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
  });

  it("answers somebody else's order as it answers one that never was", async () => {
    const [theirs, none] = [
      await ask("bob", "GET", `/orders/${orderId}`),
      await ask("bob", "GET", "/orders/never-was"),
    ];
    const strip = ({
      requestId: _id,
      facts: _facts,
      title: _title,
      errors: _errors,
      ...rest
    }: Record<string, unknown>) => rest;
    expect(theirs.status).toBe(404);
    expect(strip(await bodyOf(theirs))).toEqual(strip(await bodyOf(none)));
  });

  it("reads pages by cursor, each row once", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/orders?limit=1&accountId=alice-1${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: { rows: { orderId: string }[]; cursor: string | null } = z
        .object({ rows: z.array(z.object({ orderId: z.string() })), cursor: z.string().nullable() })
        .parse(await (await ask("alice", "GET", path)).json());
      seen.push(...page.rows.map((row) => row.orderId));
      cursor = page.cursor;
    } while (cursor !== null && seen.length < 20);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("says how much more may be asked, and for how long not", async () => {
    const { deps, clock, database, parts } = house;
    const throttle = makeApiThrottle(database.db.pool, { requests: 1, wrongKeys: 1 });
    const limited = { ...parts, authenticateKey: makeAuthenticateKey({ sql: deps.sql, clock, throttle }) };
    const token = await house.tokenOf("alice");
    const knock = (authorization: string) =>
      handleRest(
        new Request("http://127.0.0.1/api/v1/key", { headers: { authorization, "x-bifrost-client-ip": "192.0.2.9" } }),
        limited,
      );
    const first = await knock(`Bearer ${token}`);
    expect([first.status, first.headers.get("ratelimit-limit"), first.headers.get("ratelimit-remaining")]).toEqual([
      200,
      "1",
      "0",
    ]);
    const second = await knock(`Bearer ${token}`);
    expect(second.status).toBe(429);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
    const wrong = `Bearer ${token.slice(0, 21)}${"A".repeat(43)}`;
    expect((await knock(wrong)).status).toBe(401);
    expect((await knock(wrong)).status).toBe(429);
  });
});
