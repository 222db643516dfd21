import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isSignedWith } from "../../platform/notify/channels/signature";
import { openReceiver } from "../../platform/notify/channels/testing/local-receiver";
import type { Lease } from "../../platform/work/lease";
import { publishPending } from "../../platform/work/outbox";
import type { WebhookKind } from "../contract/webhooks-out";
import { makeNotificationFlows } from "../notifications/notification-flows";
import { openTradingHouse, someRequest, type TradingHouse } from "../trading/testing/trading-house";
import { makeWebhookOutFlows } from "./manage-webhooks";
import { makeWebhookSender, type WebhookSender } from "./send-webhooks";

let house: TradingHouse;
let flows: ReturnType<typeof makeWebhookOutFlows>;
let hook: Awaited<ReturnType<typeof openReceiver>>;
let sender: WebhookSender;

beforeAll(async () => {
  house = await openTradingHouse();
  hook = await openReceiver({ status: 200 });
  flows = makeWebhookOutFlows(house.deps);
  const open = { publicUrl: null, allowPrivate: true, mail: null };
  await makeNotificationFlows(house.deps).saveNotifyHouse(house.actor("rita"), open);
  const signal = new AbortController().signal;
  const lease: Lease = { name: "w", token: 1n, signal, fenced: (work) => house.deps.transactions.run(work) };
  sender = makeWebhookSender(house.deps, lease);
});
afterAll(async () => {
  await hook.close();
  await house.database.close();
});

const round = async () => {
  await publishPending(house.deps.transactions);
  await sender.round();
  await sender.settled();
};
const create = async (who: "alice" | "bob", kinds: readonly WebhookKind[]) => {
  const input = { name: crypto.randomUUID(), url: `${hook.url}/planted-path`, kinds };
  const made = await flows.createWebhookOut(house.actor(who), input);
  if (!made.ok) throw new Error(made.error.kind);
  return { webhookId: made.value.webhook.webhookId, secret: made.value.secret };
};
const order = async (who: "alice" | "bob") => {
  const request = someRequest({ accountId: `${who}-1`, ordType: "limit", limitPrice: "5", qty: "1" });
  const made = await house.flows.submitOrder(house.actor(who), { idempotencyKey: crypto.randomUUID(), request });
  if (!made.ok) throw new Error(made.error.kind);
  return made.value.order.orderId;
};
const bodies = () => hook.received.map(({ body }) => JSON.parse(body.toString("utf8")));
const logOf = async (who: "alice" | "bob", webhookId: string) => {
  const log = await flows.listWebhookDeliveries(house.actor(who), { webhookId, cursor: null, limit: 50 });
  return log.ok ? log.value.rows : [];
};

describe("a webhook", () => {
  it("tells once of the orders that its owner may see, from when it was made on, signed", async () => {
    await order("alice");
    const { webhookId, secret } = await create("alice", ["order"]);
    const [mine] = [await order("alice"), await order("bob")];
    await round();
    await round();
    expect(bodies().map(({ data }) => data.orderId)).toEqual([mine]);
    const [last] = hook.received;
    const signed = {
      id: String(last?.headers["webhook-id"]),
      timestamp: Number(last?.headers["webhook-timestamp"]),
      body: last?.body.toString("utf8") ?? "",
    };
    expect(isSignedWith(signed, String(last?.headers["webhook-signature"]), secret)).toBe(true);
    expect(await logOf("alice", webhookId)).toMatchObject([{ kind: "order", status: "delivered", attempts: 1 }]);
  });

  it("is signed with both secrets for a day after a new one", async () => {
    const { webhookId, secret } = await create("alice", ["order"]);
    const renewed = await flows.rotateWebhookOut(house.actor("alice"), webhookId);
    await order("alice");
    const before = hook.received.length;
    await round();
    const signedBy = hook.received.slice(before).map(({ headers, body }) => {
      const signed = {
        id: String(headers["webhook-id"]),
        timestamp: Number(headers["webhook-timestamp"]),
        body: body.toString("utf8"),
      };
      const by = (given: string) => isSignedWith(signed, String(headers["webhook-signature"]), given);
      return [by(secret), renewed.ok && by(renewed.value.secret)];
    });
    expect(signedBy).toContainEqual([true, true]);
    await flows.deleteWebhookOut(house.actor("alice"), webhookId);
  });

  it("tells of halts, and sends one again, as it was, when that is asked for", async () => {
    const { webhookId } = await create("alice", ["halt"]);
    const halt = { accountId: "alice-1", state: "halted", reason: "A drill" } as const;
    expect((await house.flows.setTradingState(house.actor("alice"), halt)).ok).toBe(true);
    await round();
    const [log] = await logOf("alice", webhookId);
    expect(log).toMatchObject({ kind: "halt", status: "delivered" });
    expect((await flows.replayWebhookDelivery(house.actor("bob"), log?.deliveryId ?? "")).ok).toBe(false);
    expect((await flows.replayWebhookDelivery(house.actor("alice"), log?.deliveryId ?? "")).ok).toBe(true);
    await round();
    const sent = hook.received.filter(({ headers }) => headers["webhook-id"] === log?.deliveryId);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.body.equals(sent[1]?.body ?? Buffer.alloc(0))).toBe(true);
  });

  it("ends when its receiver says that it is gone, and is tried again when it is only down", async () => {
    const { webhookId } = await create("bob", ["order"]);
    await order("bob");
    hook.reply({ status: 500 });
    await round();
    expect(await logOf("bob", webhookId)).toMatchObject([{ status: "queued", attempts: 1, answer: "500" }]);
    house.clock.pass(10_000);
    hook.reply({ status: 410 });
    await round();
    expect(await flows.listWebhooksOut(house.actor("bob"))).toMatchObject({ value: [{ state: "gone" }] });
  });

  it("shows its address and secret to nobody", async () => {
    const seen = JSON.stringify([
      await flows.listWebhooksOut(house.actor("alice")),
      await house.deps.sql.$queryRaw`SELECT action, details FROM audit_log LIMIT 1000`,
    ]);
    expect(seen).toContain("webhook_out.create");
    expect(seen).not.toContain("planted-path");
    expect(seen).not.toContain("whsec_");
  });

  it.each([
    [{ kinds: [] }, "webhook_out.kinds_malformed"],
    [{ url: "gopher://example.com" }, "notify.url_malformed"],
    [{ name: "" }, "notify.name_malformed"],
  ] as const)("with %j is refused", async (change, kind) => {
    const input = { name: "x", url: "https://example.com/", kinds: ["order"] as const, ...change };
    expect(await flows.createWebhookOut(house.actor("alice"), input)).toMatchObject({ error: { kind } });
  });
});
