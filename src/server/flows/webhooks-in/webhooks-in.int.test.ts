import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserId } from "@/modules/_kernel";
import { makeAnswerHook } from "../../api/hook-request";
import { silentLogger } from "../../infra/logger";
import { type Allowance, makeApiThrottle } from "../../platform/identity";
import type { IncomingCall, NewWebhookIn, WebhookInFlows } from "../contract/webhooks-in";
import { openTradingHouse, type TradingHouse } from "../trading/testing/trading-house";
import { makeWebhookInFlows } from "./manage-webhooks";

let house: TradingHouse;
let hooks: WebhookInFlows;
let calls = 0;

beforeAll(async () => {
  house = await openTradingHouse();
  hooks = makeWebhookInFlows({ ...house.deps, trading: house.flows });
});
afterAll(() => house.database.close());

/** What an outcome holds; a refusal that nobody expected fails the test with its kind. */
function got<T>(answer: { ok: true; value: T } | { ok: false; error: { kind: string; path?: string } }): T {
  if (!answer.ok) throw new Error(`refused: ${answer.error.kind} ${answer.error.path ?? ""}`);
  return answer.value;
}

const make = async (change: Partial<Parameters<WebhookInFlows["createWebhookIn"]>[1]> = {}): Promise<NewWebhookIn> =>
  got(
    await hooks.createWebhookIn(house.actor("alice"), {
      name: "RSI alerts",
      source: "tradingview",
      accountId: "alice-1",
      template: null,
      limits: null,
      ...change,
    }),
  );

/** A message as an alert would send it now. */
const alert = (secret: string, change: object = {}) => {
  calls += 1;
  house.clock.pass(1);
  return JSON.stringify({
    secret,
    action: "buy",
    ticker: "CRYPTO:ACME",
    qty: 10,
    time: new Date(house.clock.nowMs()).toISOString(),
    nonce: calls,
    ...change,
  });
};

const call = ({ hook }: NewWebhookIn, body: string, change: Partial<IncomingCall> = {}) =>
  hooks.receiveWebhook({
    hookId: hook.hookId,
    pathSecret: null,
    body,
    ip: "192.0.2.7",
    requestId: "r",
    timestamp: null,
    signature: null,
    ...change,
  });

const callsOf = async ({ hook }: NewWebhookIn) =>
  got(await hooks.listWebhookCalls(house.actor("alice"), { hookId: hook.hookId, cursor: null, limit: 50 })).rows;

const ordersOf = async (accountId = "alice-1") =>
  got(
    await house.flows.listOrders(house.actor("rita"), {
      accountId,
      symbol: null,
      state: "all",
      cursor: null,
      limit: 100,
    }),
  ).rows;

async function goLive(made: NewWebhookIn): Promise<void> {
  got(await call(made, alert(made.secret)));
  got(await hooks.changeWebhookIn(house.actor("alice"), { hookId: made.hook.hookId, mode: "live" }));
}

describe("a webhook in", () => {
  it("shows first what it would do, and orders once it is live, by the flows of the ticket", async () => {
    const made = await make();
    expect(made.hook).toMatchObject({ mode: "dry", triedAt: null, accountName: "alice-1", mine: true });
    const tooEarly = await hooks.changeWebhookIn(house.actor("alice"), { hookId: made.hook.hookId, mode: "live" });
    expect(tooEarly).toMatchObject({ ok: false, error: { kind: "webhook.not_tried" } });
    const before = (await ordersOf()).length;
    const shown = got(await call(made, alert(made.secret)));
    expect(shown).toMatchObject({
      outcome: "would",
      answer: { preview: { positionBefore: "0", positionAfter: "10" } },
    });
    expect(await ordersOf()).toHaveLength(before);
    got(await hooks.changeWebhookIn(house.actor("alice"), { hookId: made.hook.hookId, mode: "live" }));
    const done = got(await call(made, alert(made.secret)));
    expect(done).toMatchObject({ outcome: "done", wish: { kind: "order", symbol: "ACME", side: "buy", qty: "10" } });
    const [order] = await ordersOf();
    expect(order).toMatchObject({ orderId: done.answer?.orderIds[0], symbol: "ACME", qty: "10" });
    expect((await callsOf(made)).map(({ outcome, mode }) => [outcome, mode])).toEqual([
      ["done", "live"],
      ["would", "dry"],
    ]);
  });

  it("does the same call once, however often it comes, at one time as well", async () => {
    const made = await make({ name: "Replays" });
    await goLive(made);
    const before = (await ordersOf()).length;
    const body = alert(made.secret);
    const answers = await Promise.all([1, 2, 3, 4].map(() => call(made, body)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((one) => !one.ok && one.error.kind === "webhook.repeated")).toHaveLength(3);
    expect(await ordersOf()).toHaveLength(before + 1);
    // Later than the window it is not even looked at.
    house.clock.pass(301_000);
    await house.quote("ACME", 9.9, 10);
    expect(await call(made, body)).toMatchObject({ ok: false, error: { kind: "webhook.stale" } });
    expect(await ordersOf()).toHaveLength(before + 1);
  });

  it("knows a call again by the id that it was given", async () => {
    const { template } = (await make({ name: "Template" })).hook;
    const dry = await make({ name: "Ids", template: { ...template, id: "$.id" } });
    got(await call(dry, alert(dry.secret, { id: "a-1" })));
    expect(await call(dry, alert(dry.secret, { id: "a-1", qty: 99 }))).toMatchObject({
      ok: false,
      error: { kind: "webhook.repeated" },
    });
    got(await call(dry, alert(dry.secret, { id: "a-2" })));
    expect(await call(dry, alert(dry.secret))).toMatchObject({
      ok: false,
      error: { kind: "webhook.field_missing", path: "id" },
    });
  });

  it("is not there for a wrong secret, and keeps no call of one", async () => {
    const made = await make({ name: "Secret" });
    const kinds = new Set<string>();
    for (const [body, change] of [
      [alert("wrong"), {}],
      [alert(""), {}],
      [alert(made.secret), { hookId: `wh_${"0".repeat(24)}` }],
      [alert(made.secret), { pathSecret: "wrong-wrong-wrong-wrong" }],
      ["not json", {}],
      [JSON.stringify({ secret: { toString: made.secret } }), {}],
    ] as const) {
      const answer = await call(made, body, change);
      if (!answer.ok) kinds.add(answer.error.kind);
    }
    expect([...kinds]).toEqual(["webhook.not_found"]);
    expect(await callsOf(made)).toEqual([]);
    // In the address it does as well.
    got(await call(made, alert("no"), { pathSecret: made.secret }));
    // What is kept of a call has no secret in it.
    got(await call(made, alert(made.secret)));
    expect(JSON.stringify(await callsOf(made))).not.toContain(made.secret);
  });

  it("takes another secret once it has one, and none when it is off, removed, or its owner is deactivated", async () => {
    const made = await make({ name: "Ends" });
    const { hookId } = made.hook;
    const next = got(await hooks.rotateWebhookIn(house.actor("alice"), hookId));
    expect(await call(made, alert(made.secret))).toMatchObject({ error: { kind: "webhook.not_found" } });
    got(await call(next, alert(next.secret)));
    got(await hooks.changeWebhookIn(house.actor("alice"), { hookId, mode: "off" }));
    expect(await call(next, alert(next.secret))).toMatchObject({ error: { kind: "webhook.not_found" } });
    got(await hooks.changeWebhookIn(house.actor("alice"), { hookId, mode: "dry" }));
    await house.database.db.sql.$executeRaw`UPDATE user_account SET disabled_at = now() WHERE id = 'alice'`;
    expect(await call(next, alert(next.secret))).toMatchObject({ error: { kind: "webhook.not_found" } });
    await house.database.db.sql.$executeRaw`UPDATE user_account SET disabled_at = NULL WHERE id = 'alice'`;
    got(await call(next, alert(next.secret)));
    got(await hooks.removeWebhookIn(house.actor("alice"), hookId));
    expect(await call(next, alert(next.secret))).toMatchObject({ error: { kind: "webhook.not_found" } });
  });

  it("checks the signature of a program, over the time and the body", async () => {
    const made = await make({ name: "Signed", source: "generic" });
    const body = JSON.stringify({ action: "buy", symbol: "ACME", qty: "3" });
    const at = String(Math.floor(house.clock.nowMs() / 1_000));
    const signed = (secret: string, timestamp: string, text = body) => ({
      timestamp,
      signature: `sha256=${createHmac("sha256", secret).update(`${timestamp}.${text}`).digest("hex")}`,
    });
    const old = String(Math.floor(house.clock.nowMs() / 1_000) - 400);
    for (const change of [
      {},
      { pathSecret: made.secret },
      signed("wrong", at),
      signed(made.secret, at, `${body} `),
      { ...signed(made.secret, at), timestamp: String(Number(at) + 1) },
      { ...signed(made.secret, at), signature: null },
      signed(made.secret, old),
      signed(made.secret, "soon"),
    ])
      expect(await call(made, body, change)).toMatchObject({ ok: false, error: { kind: "webhook.not_found" } });
    expect(got(await call(made, body, signed(made.secret, at)))).toMatchObject({ outcome: "would" });
    expect(await call(made, body, signed(made.secret, at))).toMatchObject({ error: { kind: "webhook.repeated" } });
    // The secret itself is nowhere in the hook's row.
    const rows = await house.database.db.sql.$queryRaw`SELECT row_to_json(h)::text AS row FROM webhook_in AS h`;
    expect(JSON.stringify(rows)).not.toContain(made.secret);
  });

  it("holds its own limits besides those of the house", async () => {
    const made = await make({ name: "Bounds", limits: { symbols: ["bolt"], maxValue: "500", windowSeconds: 60 } });
    expect(await call(made, alert(made.secret))).toMatchObject({ error: { kind: "webhook.symbol_not_allowed" } });
    const bolt = { ticker: "BOLT" };
    await house.quote("BOLT", 9.9, 10);
    expect(await call(made, alert(made.secret, { ...bolt, qty: 51 }))).toMatchObject({
      error: { kind: "webhook.value_over" },
    });
    await goLiveWith(made, { ...bolt, qty: 50 });
    const before = (await ordersOf()).length;
    expect(await call(made, alert(made.secret, { ...bolt, qty: 51 }))).toMatchObject({
      error: { kind: "webhook.value_over" },
    });
    expect(await ordersOf()).toHaveLength(before);
    // What the ticket would refuse, it refuses: more than there is cash for.
    const rich = await make({ name: "Rich" });
    const over = await call(rich, alert(rich.secret, { qty: 1_000_000 }));
    expect(over).toMatchObject({ ok: false, error: { kind: "order.limits_broken" } });
    // An order of a hook is halted like any other.
    got(
      await house.flows.setTradingState(house.actor("alice"), {
        accountId: "alice-1",
        state: "halted",
        reason: "test",
      }),
    );
    expect(await call(made, alert(made.secret, { ...bolt, qty: 1 }))).toMatchObject({ ok: false });
    got(
      await house.flows.setTradingState(house.actor("alice"), {
        accountId: "alice-1",
        state: "active",
        reason: "test",
      }),
    );
  });

  it("cancels and closes, and tells its owner of a signal", async () => {
    const made = await make({ name: "Exits" });
    await goLive(made);
    const limit = { ordType: "limit", limitPrice: "5" };
    got(
      await hooks.changeWebhookIn(house.actor("alice"), {
        hookId: made.hook.hookId,
        template: { ...made.hook.template, ...limit },
      }),
    );
    await goLive(made);
    got(await call(made, alert(made.secret)));
    const canceled = got(await call(made, alert(made.secret, { action: "cancel" })));
    expect(canceled.answer?.canceled).toBeGreaterThan(0);
    expect(got(await call(made, alert(made.secret, { action: "close" })))).toMatchObject({ outcome: "done" });
    expect(got(await call(made, alert(made.secret, { action: "signal", text: "crossed" })))).toMatchObject({
      outcome: "told",
    });
    const told = await house.deps.prisma.notification.findFirst({
      where: { userId: "alice" },
      orderBy: { createdAt: "desc" },
    });
    expect(told).toMatchObject({
      messageKey: "webhook.signal",
      facts: { name: "Exits", symbol: "ACME", text: "crossed" },
    });
  });

  it("goes back into a dry run when its template changes", async () => {
    const made = await make({ name: "Changes" });
    await goLive(made);
    const changed = got(
      await hooks.changeWebhookIn(house.actor("alice"), {
        hookId: made.hook.hookId,
        template: { ...made.hook.template, qty: "7" },
      }),
    );
    expect(changed).toMatchObject({ mode: "dry", triedAt: null });
    const tried = got(await hooks.tryWebhookIn(house.actor("alice"), { hookId: made.hook.hookId, body: alert("x") }));
    expect(tried.wish).toMatchObject({ qty: "7" });
    expect((await callsOf(made)).length).toBe(1);
  });

  it("is its owner's alone; administrators see it and may stop it", async () => {
    const made = await make({ name: "Mine" });
    const { hookId } = made.hook;
    for (const who of ["bob", "rita", "vic"] as const) {
      const actor = house.actor(who);
      expect(got(await hooks.listWebhooksIn(actor)).map((hook) => hook.hookId)).not.toContain(hookId);
      for (const answer of [
        await hooks.changeWebhookIn(actor, { hookId, mode: "off" }),
        await hooks.rotateWebhookIn(actor, hookId),
        await hooks.removeWebhookIn(actor, hookId),
        await hooks.listWebhookCalls(actor, { hookId, cursor: null, limit: 5 }),
        await hooks.tryWebhookIn(actor, { hookId, body: alert("x") }),
      ])
        expect(answer).toMatchObject({ ok: false, error: { kind: "webhook.not_found" } });
    }
    await house.database.db.sql.$executeRaw`UPDATE user_account SET role = 'admin' WHERE id = 'rita'`;
    const admin = house.actor("rita");
    expect(await hooks.rotateWebhookIn(admin, hookId)).toMatchObject({ ok: false });
    expect(await hooks.changeWebhookIn(admin, { hookId, template: made.hook.template })).toMatchObject({ ok: false });
    expect(got(await hooks.changeWebhookIn(admin, { hookId, mode: "off" }))).toMatchObject({
      mode: "off",
      mine: false,
    });
    await house.database.db.sql.$executeRaw`UPDATE user_account SET role = 'risk' WHERE id = 'rita'`;
    // Somebody else's account is not there for a hook of theirs.
    const input = { name: "x", source: "generic", accountId: "alice-1", template: null, limits: null } as const;
    expect(await hooks.createWebhookIn(house.actor("bob"), input)).toMatchObject({
      error: { kind: "trading.account_unknown" },
    });
    expect(await hooks.createWebhookIn({ ...house.actor("bob"), userId: UserId.of("nobody") }, input)).toMatchObject({
      error: { kind: "webhook.needs_owner" },
    });
  });

  it.each([
    [{ template: { action: 7 } }, "template.action"],
    [{ template: { action: "$.a", qty: "$.q" } }, "template.at"],
    [{ template: { action: "$.a", at: "$.t", more: "x" } }, "template"],
    [{ limits: { symbols: [] } }, "limits.symbols"],
    [{ limits: { maxValue: "-5" } }, "limits.maxValue"],
    [{ limits: { windowSeconds: 1e9 } }, "limits.windowSeconds"],
    [{ name: "  " }, "name"],
  ])("names what is wrong with %j", async (change, path) => {
    const input = { name: "x", source: "tradingview", accountId: "alice-1", template: null, limits: null } as const;
    expect(await hooks.createWebhookIn(house.actor("alice"), { ...input, ...change })).toMatchObject({
      ok: false,
      error: { path },
    });
  });

  it("answers over HTTP with the right status, bounds bodies and calls, and tells nobody which hooks there are", async () => {
    const made = await make({ name: "Edge" });
    const throttle = makeApiThrottle(house.database.db.pool, { requests: 4, wrongKeys: 3 });
    const answer = makeAnswerHook({ flows: hooks, throttle, logger: silentLogger, newId: () => "r" });
    const post = async (path: string, body: string, ip: string) => {
      const request = new Request(`http://here/api/hooks/${path}`, {
        method: "POST",
        body,
        headers: { "x-bifrost-client-ip": ip },
      });
      const response = await answer(request);
      return [response.status, await response.json()] as const;
    };
    const { hookId } = made.hook;
    const [status, done] = await post(hookId, alert(made.secret), "192.0.2.1");
    expect([status, done]).toMatchObject([200, { outcome: "would" }]);
    expect((await post(hookId, "x".repeat(20_000), "192.0.2.1"))[0]).toBe(413);
    const [unprocessable, why] = await post(hookId, alert(made.secret, { action: "hodl" }), "192.0.2.1");
    expect(unprocessable).toBe(422);
    expect(why).toMatchObject({ error: { kind: "webhook.action_unknown", message: expect.stringContaining("hodl") } });
    expect((await post(hookId, alert(made.secret), "192.0.2.1"))[0]).toBe(200);
    expect((await post(hookId, alert(made.secret), "192.0.2.1"))[0]).toBe(429);
    const wrong = await Promise.all(
      ["nonsense", `wh_${"1".repeat(24)}`, `${hookId}/../x`].map((path) => post(path, "{}", "192.0.2.2")),
    );
    expect(new Set(wrong.map(([code]) => code))).toEqual(new Set([404]));
    expect((await post(`wh_${"2".repeat(24)}`, "{}", "192.0.2.2"))[0]).toBe(429);
    const other: Allowance = await throttle.mayTry("192.0.2.3");
    expect(other.allowed).toBe(true);
  });
});

async function goLiveWith(made: NewWebhookIn, change: object): Promise<void> {
  got(await call(made, alert(made.secret, change)));
  got(await hooks.changeWebhookIn(house.actor("alice"), { hookId: made.hook.hookId, mode: "live" }));
}
