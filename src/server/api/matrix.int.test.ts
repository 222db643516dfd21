import { TRPCError } from "@trpc/server";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SessionId, UserId } from "@/modules/_kernel";
import type { Role } from "../flows/contract";
import { someRequest } from "../flows/trading/testing/trading-house";
import { insertSession } from "../platform/identity";
import { REST_ROUTES } from "./rest/routes";
import { openRestHouse, type RestHouse } from "./rest/testing/rest-house";
import { appRouter, makeCaller } from "./root";
import { sessionContext } from "./testing/session-context";

/**
 * What somebody sees of what is another's: nothing, not even that it is there. Made from the code: each procedure and each
 * route that takes an id of something that people own is asked for Bob's by Alice and by Vic, and must answer as it does
 * for an id that nothing has. Who may call what at all is in `permissions.test.ts`.
 */

/** Inputs that name what a person owns. */
const OWNED = [
  "accountId",
  "orderId",
  "algoId",
  "batchId",
  "keyId",
  "sessionId",
  "channelId",
  "alertId",
  "presetId",
  "layoutId",
] as const;
type Owned = (typeof OWNED)[number];

const KEY_ID = "0".repeat(20);
/** Ids that nothing has, in the form of each. */
const NOTHING: Readonly<Record<Owned, string>> = {
  accountId: "nothing-1",
  orderId: "nothing-2",
  algoId: "nothing-3",
  batchId: "999999999",
  keyId: KEY_ID,
  sessionId: "nothing-4",
  channelId: "nothing-5",
  alertId: "nothing-6",
  presetId: "nothing-7",
  layoutId: "nothing-8",
};

const SOME_ALERT = {
  name: "matrix",
  terms: { kind: "price", symbol: "ACME", is: "above", level: "1000" },
  severity: "info",
  repeats: false,
  coolDownS: 0,
  expiresAt: null,
} as const;
const SOME_ALGO = {
  accountId: "bob-1",
  symbol: "ACME",
  side: "buy",
  qty: "4",
  kind: "twap",
  limitPrice: null,
  reduceOnly: false,
  durationS: 600,
  slices: 4,
  participation: null,
  seed: null,
  sessions: null,
} as const;

/** A value that passes for every other input of these procedures, by name. One that is missing here fails below. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  symbol: "ACME",
  side: "buy",
  qty: "1",
  ordType: "market",
  timeInForce: "day",
  name: "matrix",
  reason: "matrix",
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  expireAt: null,
  takeProfit: null,
  stopLoss: null,
  reduceOnly: false,
  postOnly: false,
  cursor: null,
  limit: 10,
  state: "halted",
  over: false,
  chart: null,
  currency: null,
  kind: "twap",
  request: someRequest({ accountId: "bob-1" }),
  alert: SOME_ALERT,
  benchmark: null,
  entry: { kind: "deposit", currency: "USD", amount: "1" },
  minutes: 1,
  seed: 1,
  fillModel: "quotes",
  resolution: null,
  latencyMs: 0,
  durationS: 600,
  slices: 4,
  participation: null,
  sessions: [],
  status: "paused",
  idempotencyKey: "matrix-key-1",
  strategy: "sma-cross",
  params: {},
  instruments: [],
  capital: "1000",
  schedule: null,
};

/** Where one name means several things. */
const BY_PROCEDURE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "risk.protectionPlan": { terms: { mode: "alert", afterSeconds: 60, distance: 0.05, surplus: "keep" } },
  "risk.setProtection": { terms: { mode: "alert", afterSeconds: 60, distance: 0.05, surplus: "keep" } },
  "risk.weigh": { terms: { kind: "gross_exposure", value: "1" } },
  "accounts.ledger": { kind: null },
  "orders.list": { state: "all" },
  "accounts.setMember": { email: "alice@example.com", role: "viewer" },
  "accounts.removeMember": { userId: "alice" },
  "deployments.setAllocation": { terms: null },
  "webhookIn.create": { source: "generic", template: null, limits: null },
  "algos.preview": { sessions: 1 },
  "alert.setStatus": { status: "paused" },
  "preset.save": { strategy: "sma-cross", params: {} },
  "deployments.create": { resolution: "1d", instruments: ["ACME"], schedule: "always" },
  "paper.setTerms": { resolution: "1m" },
  "paper.amendFill": { execId: "X1", now: null, untold: false },
  "reconcile.list": { state: "open" },
};

let house: RestHouse;
/** Bob's order, before anybody asked for it. */
let before: unknown;
let owned: Readonly<Record<Owned, string>>;

function made<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(`Bob could not begin: ${JSON.stringify(result.error)}`);
  return result.value;
}

beforeAll(async () => {
  house = await openRestHouse();
  const bob = house.actor("bob");
  const { flows } = house;
  const request = someRequest({ accountId: "bob-1", ordType: "limit", limitPrice: "5", qty: "1" });
  const { order } = made(await flows.submitOrder(bob, { idempotencyKey: "matrix-bob", request }));
  const entry = { kind: "deposit", currency: "USD", amount: "7", at: null, note: null } as const;
  const { batchId } = made(await flows.bookEntry(bob, { accountId: "bob-1", idempotencyKey: "matrix-book", entry }));
  const key = await house.tokenOf("bob");
  const sessionId = SessionId.of("session-of-bob");
  const nowMs = house.clock.nowMs();
  await insertSession(house.deps.prisma, { sessionId, userId: UserId.of("bob"), nowMs, ip: "", userAgent: "" });
  const { channel } = made(
    await flows.addChannel(bob, { kind: "webhook", name: "Bob's", url: "https://example.com/" }),
  );
  const alert = made(await flows.createAlert(bob, SOME_ALERT));
  const { algo } = made(await flows.submitAlgo(bob, { idempotencyKey: "matrix-algo", request: SOME_ALGO }));
  const preset = made(
    await flows.saveStrategyPreset(bob, { presetId: null, strategy: "sma-cross", name: "Bob's", params: {} }),
  );
  const sizes = { columns: {}, middle: {}, trade: {} };
  const body = { charts: 1, others: [], lists: true, sizes } as const;
  const layout = made(await flows.saveDeskLayout(bob, { name: "Bob's", device: "desktop", body }));
  before = await flows.readOrder(bob, order.orderId);
  owned = {
    accountId: "bob-1",
    batchId,
    orderId: order.orderId,
    algoId: algo.algoId,
    keyId: key.slice(0, KEY_ID.length),
    sessionId,
    channelId: channel.channelId,
    alertId: alert.alertId,
    presetId: preset.presetId,
    layoutId: layout.layoutId,
  };
});
afterAll(() => house.database.close());

/** Names of a procedure's inputs; none where it takes no object. */
function inputsOf(procedure: unknown): readonly string[] {
  const definition = Reflect.get(Object(procedure), "_def") as { readonly inputs: readonly unknown[] };
  return definition.inputs.flatMap((input) => Object.keys(Reflect.get(Object(input), "shape") ?? {}));
}

// oxlint-disable-next-line no-underscore-dangle -- tRPC offers no other list of a router's procedures
const PROCEDURES = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]) => {
  const inputs = inputsOf(procedure);
  const id = OWNED.find((name) => inputs.includes(name));
  return id === undefined ? [] : [{ path, inputs, id }];
});

/** What the caller is told, as text: the answer, or the refusal with its facts. */
async function told(name: string, path: string, input: unknown): Promise<string> {
  const target: unknown = path
    .split(".")
    .reduce<unknown>((at, part) => Reflect.get(Object(at), part), makeCaller(await sessionContext(house, name)));
  if (typeof target !== "function") throw new Error(`${path} is no procedure`);
  try {
    return superjson.stringify(await target(input));
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    if (error.code === "INTERNAL_SERVER_ERROR") throw error;
    if (error.message.startsWith("[")) throw new Error(`${path}: give SAMPLES what passes`, { cause: error });
    return JSON.stringify({ code: error.code, refusal: Reflect.get(Object(error.cause), "appError") ?? error.message });
  }
}

/** The answer without the id that was asked for, and without what differs from call to call. */
const plain = (text: string, id: string) => text.replaceAll(id, "ID").replaceAll(/\d{13}/g, "TIME");

describe("what is another's", () => {
  it("is asked for by every procedure that names it", () => {
    expect(PROCEDURES.length).toBeGreaterThan(30);
  });

  for (const name of ["alice", "vic"] as const) {
    it.each(PROCEDURES)(`says to ${name} by $path no more than what is nowhere`, async ({ path, inputs, id }) => {
      const theirs = owned[id];
      const base = { ...Object.fromEntries(inputs.map((input) => [input, SAMPLES[input]])), ...BY_PROCEDURE[path] };
      const asked = await told(name, path, { ...base, [id]: theirs });
      const nowhere = await told(name, path, { ...base, [id]: NOTHING[id] });
      expect(plain(asked, theirs)).toBe(plain(nowhere, NOTHING[id]));
    });
  }

  it("stays as it was after all of them", async () => {
    expect(await house.flows.readOrder(house.actor("bob"), owned.orderId)).toEqual(before);
    expect(await house.flows.listApiKeys(house.actor("bob"), { everybody: false })).toMatchObject({
      value: [{ state: "active" }],
    });
    expect(await house.flows.readTradingState(house.actor("bob"), "bob-1")).toMatchObject({
      value: { effective: "active" },
    });
  });
});

describe("routes of the API for programs", () => {
  const ORDER = ["read", "trade", "admin"];
  const CALLERS: readonly { readonly who: string; readonly role: Role; readonly scope: "read" | "trade" | "admin" }[] =
    [
      { who: "vic", role: "viewer", scope: "read" },
      { who: "alice", role: "trader", scope: "read" },
      { who: "alice", role: "trader", scope: "trade" },
      { who: "rita", role: "risk", scope: "admin" },
      { who: "ada", role: "admin", scope: "admin" },
    ];
  const tokens = new Map<string, string>();
  beforeAll(async () => {
    for (const { who, scope } of CALLERS) tokens.set(`${who} ${scope}`, await house.tokenOf(who, { scope }));
  });
  /** With ids that nothing has: only whether somebody gets as far as being looked for counts. */
  const addressOf = (path: string) => path.replaceAll(/\{\w+\}/g, "nothing-1");
  const statusOf = async (method: string, path: string, token: string | null) =>
    (await house.ask(method, addressOf(path), { token, ...(method === "GET" ? {} : { body: {} }) })).status;

  it.each(REST_ROUTES)("$method $path is for keys that carry its scope", async ({ method, path, scope }) => {
    expect(await statusOf(method, path, null)).toBe(401);
    expect(await statusOf(method, path, `${KEY_ID}.${"x".repeat(43)}`)).toBe(401);
    for (const caller of CALLERS) {
      const status = await statusOf(method, path, tokens.get(`${caller.who} ${caller.scope}`) ?? "");
      const isCarried = ORDER.indexOf(caller.scope) >= ORDER.indexOf(scope);
      expect(status === 401 || (status === 403 && !isCarried), `${caller.who}, ${caller.scope}: ${status}`).toBe(
        !isCarried,
      );
    }
  });
});
