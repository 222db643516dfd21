import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserId } from "@/modules/_kernel";
import { openReceiver } from "../../platform/notify/channels/testing/local-receiver";
import { fencedTransaction, type Lease, takeLease } from "../../platform/work/lease";
import type { NewChannel, NotifyRule } from "../contract/notifications";
import { openTradingHouse, type TradingHouse } from "../trading/testing/trading-house";
import { makeKeepAlive } from "./keep-alive";
import { makeNotificationFlows } from "./notification-flows";
import { makeNotifier, type Notifier } from "./send-deliveries";
import { tellPerson } from "./tell-person";

let house: TradingHouse;
let flows: ReturnType<typeof makeNotificationFlows>;
let hook: Awaited<ReturnType<typeof openReceiver>>;
let lease: Lease;
let notifier: Notifier;

const MINUTE_MS = 60_000;

beforeAll(async () => {
  house = await openTradingHouse();
  hook = await openReceiver({ status: 204 });
  flows = makeNotificationFlows(house.deps);
  lease = await takeTestLease("test");
  notifier = makeNotifier(house.deps, lease);
  const open = { publicUrl: "https://desk.example.com", allowPrivate: true, mail: null };
  await flows.saveNotifyHouse(house.actor("rita"), open);
});
afterAll(async () => {
  await hook.close();
  await house.database.close();
});

async function takeTestLease(name: string): Promise<Lease> {
  const { sql, transactions } = house.deps;
  const token = await takeLease(sql, name, "test");
  if (token === null) throw new Error("nobody else holds the lease");
  return {
    name,
    token,
    signal: new AbortController().signal,
    // Held as long as the test takes, whatever the machine does meanwhile.
    fenced: (work) => transactions.run(work),
  };
}

const round = async () => {
  await notifier.round();
  await notifier.settled();
};
const add = async (who: "alice" | "bob" | "rita", channel: Partial<NewChannel> = {}) => {
  const input = { kind: "webhook", name: crypto.randomUUID(), url: `${hook.url}/${who}`, ...channel } as NewChannel;
  const made = await flows.addChannel(house.actor(who), input);
  if (!made.ok) throw new Error(made.error.kind);
  return made.value;
};
const tell = (who: string, severity: "info" | "warning" | "failure" = "failure") =>
  house.deps.transactions.run((tx) =>
    tellPerson(house.deps, tx, {
      userId: UserId.of(who),
      severity,
      messageKey: "limit.breached",
      facts: { account: "Paper", limit: "none", kind: "daily_loss", percent: 120, step: "alert" },
      href: "/risk",
    }),
  );
const logOf = async (who: "alice" | "bob" | "rita") =>
  (await flows.listDeliveries(house.actor(who), { everybody: false, status: null, cursor: null, limit: 50 })).rows;
const textsAt = (who: string) =>
  hook.received.filter(({ path }) => path === `/${who}`).map(({ body }) => JSON.parse(body.toString()).data.text);
const rulesOf = (who: "alice" | "bob" | "rita", rules: readonly NotifyRule[]) =>
  flows.saveNotifyRules(house.actor(who), rules);
const clean = async (who: "alice" | "bob" | "rita") => {
  const channels = await flows.listChannels(house.actor(who));
  for (const { channelId } of channels.ok ? channels.value : []) await flows.removeChannel(house.actor(who), channelId);
};

describe("what a person is told", () => {
  it("leaves once, in words, by the rule that the first channel brought", async () => {
    await add("alice");
    await tell("alice");
    await tell("alice", "info");
    await round();
    await round();
    expect(textsAt("alice")).toEqual(["Paper passed its limit “Loss of a day”"]);
    expect((await logOf("alice")).map(({ status, attempts }) => ({ status, attempts }))).toEqual([
      { status: "delivered", attempts: 1 },
    ]);
    await clean("alice");
  });

  it("is tried again after its pause, and given up after five", async () => {
    await add("bob");
    await tell("bob");
    hook.reply(...Array.from({ length: 6 }, () => ({ status: 503 })));
    const before = textsAt("bob").length;
    await round();
    await round();
    expect(textsAt("bob")).toHaveLength(before + 1);
    for (let minutes = 0; minutes < 120; minutes += 8) {
      house.clock.pass(8 * MINUTE_MS);
      await round();
    }
    const [log] = await logOf("bob");
    expect(log).toMatchObject({ status: "failed", attempts: 6, answer: "503" });
    expect(textsAt("bob")).toHaveLength(before + 6);
    const retried = await flows.retryDelivery(house.actor("bob"), log?.deliveryId ?? "");
    expect(retried).toMatchObject({ ok: true, value: { status: "queued", attempts: 0 } });
    await round();
    expect((await logOf("bob"))[0]).toMatchObject({ status: "delivered" });
    expect(await flows.retryDelivery(house.actor("bob"), log?.deliveryId ?? "")).toMatchObject({
      error: { kind: "notify.not_failed" },
    });
    expect(await flows.retryDelivery(house.actor("alice"), log?.deliveryId ?? "")).toMatchObject({
      error: { kind: "notify.delivery_not_found" },
    });
    await clean("bob");
  });

  it("is sent again where its sender died, with the same id", async () => {
    await add("alice");
    await tell("alice");
    hook.reply({ status: 200, silent: true });
    const dying = new AbortController();
    const gone = makeNotifier(house.deps, { ...lease, signal: dying.signal });
    const before = textsAt("alice").length;
    await gone.round();
    await expect.poll(() => textsAt("alice").length).toBe(before + 1);
    dying.abort();
    await gone.settled();
    expect((await logOf("alice"))[0]).toMatchObject({ status: "sending" });
    house.clock.pass(2 * MINUTE_MS);
    await round();
    const ids = hook.received.filter(({ path }) => path === "/alice").map(({ headers }) => headers["webhook-id"]);
    expect(ids.at(-1)).toBe(ids.at(-2));
    expect((await logOf("alice"))[0]).toMatchObject({ status: "delivered", attempts: 2 });
    await clean("alice");
  });

  it("goes no more to a receiver that is gone, and says so", async () => {
    const { channel } = await add("bob");
    await tell("bob");
    hook.reply({ status: 410, body: "moved away" });
    await round();
    expect(await flows.listChannels(house.actor("bob"))).toMatchObject({
      value: [{ channelId: channel.channelId, state: "gone", stateNote: "410 moved away" }],
    });
    const before = hook.received.length;
    await tell("bob");
    await round();
    expect(hook.received).toHaveLength(before);
    const told = await house.deps.sql.$queryRaw`
      SELECT message_key FROM notification WHERE user_id = 'bob' AND message_key = 'channel.gone' LIMIT 5`;
    expect(told).toHaveLength(1);
    await clean("bob");
  });
});

describe("when nobody reacts", () => {
  const escalate = async () => {
    const first = await add("alice");
    const second = await add("alice", { url: `${hook.url}/second` });
    await rulesOf("alice", [
      {
        kinds: ["limit"],
        leastSeverity: "failure",
        steps: [
          { channelId: first.channel.channelId, personId: null, afterMinutes: 0 },
          { channelId: second.channel.channelId, personId: null, afterMinutes: 5 },
          { channelId: null, personId: "rita", afterMinutes: 10 },
        ],
      },
    ]);
  };
  const pass = async (minutes: number) => {
    house.clock.pass(minutes * MINUTE_MS);
    await round();
    await round();
  };

  it("goes to the next channel, and to somebody else by their own rules", async () => {
    await add("rita");
    await escalate();
    await tell("alice");
    await round();
    expect(textsAt("second")).toHaveLength(0);
    await pass(5);
    expect(textsAt("second")).toHaveLength(1);
    expect(textsAt("rita")).toHaveLength(0);
    await pass(5);
    expect(textsAt("rita")).toEqual(["alice has not reacted: Paper passed its limit “Loss of a day”"]);
    await clean("alice");
  });

  it("goes no further once it was acknowledged, also twice", async () => {
    await escalate();
    const notificationId = await tell("alice");
    await round();
    const before = textsAt("second").length;
    expect((await flows.acknowledgeNotification(house.actor("bob"), notificationId)).ok).toBe(false);
    for (let times = 0; times < 2; times += 1)
      expect(await flows.acknowledgeNotification(house.actor("alice"), notificationId)).toMatchObject({ ok: true });
    await pass(20);
    expect(textsAt("second")).toHaveLength(before);
    const about = (await logOf("alice")).filter((one) => one.notificationId === notificationId);
    expect(new Set(about.map(({ status }) => status))).toEqual(new Set(["acknowledged"]));
    await clean("alice");
  });

  it("goes on at once where the first way fails for good", async () => {
    await escalate();
    await tell("alice");
    const before = textsAt("second").length;
    hook.reply({ status: 404 });
    await round();
    await round();
    expect(textsAt("second")).toHaveLength(before + 1);
    await clean("alice");
    await clean("rita");
  });
});

describe("a test", () => {
  it("is answered with what the other side said, and stands in the log", async () => {
    const { channel } = await add("alice");
    expect(await flows.testChannel(house.actor("alice"), channel.channelId)).toMatchObject({
      value: { status: "delivered", answer: "204", about: null },
    });
    hook.reply({ status: 401, body: "no" });
    expect(await flows.testChannel(house.actor("alice"), channel.channelId)).toMatchObject({
      value: { status: "failed", answer: "401 no" },
    });
    expect(await flows.testChannel(house.actor("bob"), channel.channelId)).toMatchObject({
      error: { kind: "notify.channel_not_found" },
    });
    await clean("alice");
  });

  it("says which setting is missing", async () => {
    const mail = await add("alice", { kind: "email", address: "alice@example.com" });
    expect(await flows.testChannel(house.actor("alice"), mail.channel.channelId)).toMatchObject({
      value: { status: "failed", answer: "No mail server is set: an administrator sets it." },
    });
    await clean("alice");
  });
});

describe("channels", () => {
  const refused = async (input: NewChannel) => {
    const made = await flows.addChannel(house.actor("alice"), input);
    return made.ok ? null : { kind: made.error.kind, path: made.error.path };
  };
  it.each([
    [{ kind: "webhook", name: "x", url: "ftp://example.com" }, "notify.url_malformed", "url"],
    [{ kind: "webhook", name: "x", url: "https://user:pass@example.com" }, "notify.url_malformed", "url"],
    [{ kind: "webhook", name: " ", url: "https://example.com" }, "notify.name_malformed", "name"],
    [{ kind: "email", name: "x", address: "someone@else.example" }, "notify.email_not_yours", "address"],
    [{ kind: "email", name: "x", address: "alice@example.com>\r\nBcc: x@y.z" }, "notify.email_malformed", "address"],
    [{ kind: "telegram", name: "x", chatId: "@alice" }, "notify.chat_malformed", "chatId"],
  ] as const)("%j is refused", async (input, kind, path) => {
    expect(await refused(input)).toEqual({ kind, path });
  });

  it("inside the network are refused unless administrators allow them", async () => {
    const open = { publicUrl: null, mail: null };
    await flows.saveNotifyHouse(house.actor("rita"), { ...open, allowPrivate: false });
    expect(await refused({ kind: "webhook", name: "x", url: hook.url })).toEqual({
      kind: "notify.address_private",
      path: "url",
    });
    await flows.saveNotifyHouse(house.actor("rita"), { ...open, allowPrivate: true });
  });

  it("keep their secrets to themselves, everywhere", async () => {
    const { channel, secret } = await add("alice", { url: `${hook.url}/planted-path` });
    const seen = JSON.stringify([
      await flows.listChannels(house.actor("alice")),
      await house.deps.sql.$queryRaw`SELECT * FROM notify_channel LIMIT 50`,
      await house.deps.sql.$queryRaw`SELECT actor, action, details FROM audit_log LIMIT 1000`,
    ]);
    expect(seen).toContain(channel.channelId);
    expect(seen).not.toContain("planted-path");
    expect(seen).not.toContain(secret);
    await clean("alice");
  });
});

describe("signs of life", () => {
  it("come once a day to whoever wants them, after their hour", async () => {
    await add("bob");
    const actor = house.actor("bob");
    const minute = new Date(house.clock.nowMs()).getUTCHours() * 60 + 59;
    await flows.saveNotifyHabit(actor, { quiet: { from: 0, to: 0, passes: "none" }, heartbeatAt: minute });
    const before = textsAt("bob").length;
    for (let times = 0; times < 3; times += 1) {
      house.clock.pass(30 * MINUTE_MS);
      await makeKeepAlive(house.deps, lease).round();
      await round();
    }
    expect(textsAt("bob").slice(before)).toEqual([expect.stringContaining("Bifrost Trader lives")]);
    await clean("bob");
  });

  it("go to a monitor outside, once a minute, and what it says is shown", async () => {
    const monitor = { publicUrl: null, allowPrivate: true, mail: null, deadManUrl: `${hook.url}/monitor` };
    await flows.saveNotifyHouse(house.actor("rita"), monitor);
    const keepAlive = makeKeepAlive(house.deps, lease);
    const pings = () => hook.received.filter(({ path }) => path === "/monitor").length;
    await keepAlive.round();
    await expect.poll(async () => (await flows.readNotifyHouse()).lastPing?.isHeard).toBe(true);
    await keepAlive.round();
    expect(pings()).toBe(1);
    const shown = await flows.readNotifyHouse();
    expect(shown).toMatchObject({ hasDeadManUrl: true, lastPing: { answer: "204" } });
    expect(JSON.stringify(shown)).not.toContain("monitor");
  });
});

it("is planned and settled by the holder of the lease alone", async () => {
  const { sql, guarded } = house.deps;
  const token = await takeLease(sql, "lost", "somebody");
  const stale = {
    ...lease,
    fenced: <T>(work: Parameters<typeof fencedTransaction<T>>[2]) =>
      fencedTransaction(guarded, { name: "lost", token: (token ?? 0n) - 1n }, work),
  };
  await add("alice");
  await tell("alice");
  const before = hook.received.length;
  await expect(makeNotifier(house.deps, stale).round()).rejects.toThrow("held by another");
  expect(hook.received).toHaveLength(before);
  await clean("alice");
});
