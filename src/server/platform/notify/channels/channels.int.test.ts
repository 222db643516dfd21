import { createECDH, randomBytes } from "node:crypto";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { makeEmailChannel } from "./email";
import { guardedRequest, isPrivateAddress } from "./guarded-request";
import type { Channel, Message, SendAnswer } from "./port";
import { makePushChannel, newVapidKeys } from "./push";
import { isSignedWith, newWebhookSecret } from "./signature";
import { makeTelegramChannel } from "./telegram";
import { openReceiver, type Reply } from "./testing/local-receiver";
import { makeWebhookChannel } from "./webhook";

const NOW_MS = Date.UTC(2026, 2, 4, 15);
const nowMs = () => NOW_MS;
const MESSAGE: Message = {
  messageId: "d-1",
  atMs: NOW_MS,
  severity: "failure",
  kind: "limit.breached",
  text: "Paper passed its limit on daily loss\r\nBcc: everybody@example.com",
  facts: { account: "Paper" },
  path: "/risk",
  publicUrl: "https://desk.example.com",
  notificationId: "n-1",
};

/** A channel against its own server, and how that server is told to misbehave. */
interface Rig {
  readonly name: string;
  readonly channel: Channel;
  readonly success: SendAnswer["kind"];
  /** How often the server was given the message. */
  readonly count: () => number;
  readonly fail: (how: "busy" | "broken" | "gone" | "wrong") => void;
  /** Null: the protocol has no word for it. */
  readonly busyAfterMs: number | null;
}

const FAILURES: Readonly<Record<"busy" | "broken" | "gone" | "wrong", Reply>> = {
  busy: { status: 429, headers: { "retry-after": "7" } },
  broken: { status: 503, body: "down" },
  gone: { status: 410 },
  wrong: { status: 401, body: "who are you" },
};

const MAIL_FAILURES = {
  busy: { at: "rcpt", code: 450 },
  broken: { at: "data", code: 451 },
  gone: { at: "rcpt", code: 550 },
  wrong: { at: "data", code: 554 },
} as const;

const secrets = [newWebhookSecret(), newWebhookSecret()];
const vapid = newVapidKeys();
const browser = createECDH("prime256v1");
const subscription = {
  p256dh: browser.generateKeys().toString("base64url"),
  auth: randomBytes(16).toString("base64url"),
};
let web: Awaited<ReturnType<typeof openReceiver>>;
let bot: Awaited<ReturnType<typeof openReceiver>>;
let pushes: Awaited<ReturnType<typeof openReceiver>>;
let mail: Awaited<ReturnType<typeof openMailServer>>;
const rigs = new Map<string, Rig>();

async function openMailServer() {
  const kept: string[] = [];
  const next: { reply: { readonly at: "rcpt" | "data"; readonly code: number } | null } = { reply: null };
  const refusal = (at: "rcpt" | "data") => {
    const { reply } = next;
    if (reply?.at !== at) return null;
    next.reply = null;
    return Object.assign(new Error("refused by the test"), { responseCode: reply.code });
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo: (_address, _session, answer) => answer(refusal("rcpt")),
    onData(stream, _session, answer) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refused = refusal("data");
        if (refused === null) kept.push(Buffer.concat(chunks).toString("utf8"));
        answer(refused);
      });
    },
  });
  server.on("error", () => undefined);
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, "127.0.0.1", () => {
      const address = listener.address();
      resolve(address === null || typeof address === "string" ? 0 : address.port);
    });
  });
  return { port, kept, next, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

beforeAll(async () => {
  web = await openReceiver({ status: 204 });
  bot = await openReceiver({ status: 200, body: JSON.stringify({ ok: true, result: {} }) });
  pushes = await openReceiver({ status: 201 });
  mail = await openMailServer();
  const overHttp = (server: typeof web) => ({
    count: () => server.received.length,
    fail: (how: keyof typeof FAILURES) => server.reply(FAILURES[how]),
    busyAfterMs: 7_000,
  });
  const given = { allowPrivate: true, nowMs };
  const made: readonly Rig[] = [
    {
      name: "webhook",
      success: "delivered",
      channel: makeWebhookChannel(given, { url: `${web.url}/hook`, secrets }),
      ...overHttp(web),
    },
    {
      name: "telegram",
      success: "delivered",
      channel: makeTelegramChannel({ ...given, baseUrl: bot.url }, { token: "12:secret", chatId: "99" }),
      ...overHttp(bot),
      fail: (how) =>
        bot.reply(
          {
            busy: { status: 429, body: JSON.stringify({ ok: false, parameters: { retry_after: 7 } }) },
            broken: { status: 502, body: "<html>" },
            gone: { status: 403, body: JSON.stringify({ ok: false, description: "bot was blocked by the user" }) },
            wrong: { status: 401, body: JSON.stringify({ ok: false, description: "Unauthorized" }) },
          }[how],
        ),
    },
    {
      name: "push",
      success: "sent",
      channel: makePushChannel(
        { ...given, vapid, contact: "mailto:admin@example.com" },
        { endpoint: `${pushes.url}/send/1`, ...subscription },
      ),
      ...overHttp(pushes),
    },
    {
      name: "email",
      success: "sent",
      channel: makeEmailChannel(
        {
          host: "127.0.0.1",
          port: mail.port,
          secure: false,
          user: null,
          password: null,
          from: "Bifrost <b@example.com>",
        },
        "ada@example.com",
      ),
      count: () => mail.kept.length,
      busyAfterMs: null,
      fail: (how) => {
        mail.next.reply = MAIL_FAILURES[how];
      },
    },
  ];
  for (const rig of made) rigs.set(rig.name, rig);
});
afterAll(() => Promise.all([web.close(), bot.close(), pushes.close(), mail.close()]));

const rigOf = (name: string): Rig => {
  const rig = rigs.get(name);
  if (rig === undefined) throw new Error(`no rig ${name}`);
  return rig;
};
const send = ({ channel }: Rig, signal = new AbortController().signal) => channel.send(MESSAGE, signal);

describe.each(["webhook", "telegram", "push", "email"])("%s", (name) => {
  it("gives the message over once and says so", async () => {
    const rig = rigOf(name);
    const before = rig.count();
    expect((await send(rig)).kind).toBe(rig.success);
    expect(rig.count() - before).toBe(1);
  });

  it("says that a busy server is worth another try, and from when on", async () => {
    const rig = rigOf(name);
    rig.fail("busy");
    expect(await send(rig)).toMatchObject({ kind: "later", afterMs: rig.busyAfterMs });
  });

  it("says that a broken server is worth another try", async () => {
    const rig = rigOf(name);
    rig.fail("broken");
    expect((await send(rig)).kind).toBe("later");
  });

  it("says that a receiver is gone for good", async () => {
    const rig = rigOf(name);
    rig.fail("gone");
    expect((await send(rig)).kind).toBe("gone");
  });

  it("does not ask again what must be mended first", async () => {
    const rig = rigOf(name);
    rig.fail("wrong");
    expect((await send(rig)).kind).toBe("refused");
  });
});

describe("a server that says nothing", () => {
  it.each(["webhook", "telegram", "push"])("is worth another try: %s", async (name) => {
    const rig = rigOf(name);
    const server = { webhook: web, telegram: bot, push: pushes }[name];
    const before = rig.count();
    server?.reply({ status: 200, silent: true });
    const stop = new AbortController();
    const answer = send(rig, stop.signal);
    await expect.poll(() => rig.count()).toBe(before + 1);
    stop.abort();
    expect((await answer).kind).toBe("later");
  });

  it("is worth another try: a mail server that is not there", async () => {
    const nobody = { host: "127.0.0.1", port: 1, secure: false, user: null, password: null, from: "b@example.com" };
    expect((await makeEmailChannel(nobody, "ada@example.com").send(MESSAGE, new AbortController().signal)).kind).toBe(
      "later",
    );
  });
});

const lastOf = ({ received }: typeof web) => {
  const last = received.at(-1);
  if (last === undefined) throw new Error("nothing was received");
  return last;
};

describe("what is sent", () => {
  it("is signed with the new and the old secret of a webhook, and with no other", async () => {
    await send(rigOf("webhook"));
    const { headers, body } = lastOf(web);
    const signed = {
      id: String(headers["webhook-id"]),
      timestamp: Number(headers["webhook-timestamp"]),
      body: body.toString("utf8"),
    };
    const signature = String(headers["webhook-signature"]);
    expect(signed).toMatchObject({ id: "d-1", timestamp: NOW_MS / 1_000 });
    expect(secrets.map((secret) => isSignedWith(signed, signature, secret))).toEqual([true, true]);
    expect(isSignedWith(signed, signature, newWebhookSecret())).toBe(false);
    expect(isSignedWith({ ...signed, timestamp: signed.timestamp + 1 }, signature, secrets[0] ?? "")).toBe(false);
    expect(JSON.parse(signed.body)).toMatchObject({
      type: "limit.breached",
      data: { link: "https://desk.example.com/risk" },
    });
  });

  it("cannot be read by the push service, and proves who we are", async () => {
    await send(rigOf("push"));
    const { headers, body } = lastOf(pushes);
    expect(headers["content-encoding"]).toBe("aes128gcm");
    expect(headers.authorization).toContain(vapid.publicKey);
    expect(body.toString("latin1")).not.toContain("Paper");
  });

  it("carries no header that the text smuggled in", async () => {
    await send(rigOf("email"));
    const [head = ""] = (mail.kept.at(-1) ?? "").split("\r\n\r\n");
    expect(head).toContain("Message-ID: <d-1@desk.example.com>");
    expect(head).not.toMatch(/^bcc:/im);
  });

  it("is text and nothing that is read as markup, by mail and by bot", async () => {
    const text = '<a href="javascript:alert(1)">*Paper*</a> {{7*7}} _x_ [y](http://z.test)';
    const told = { ...MESSAGE, text };
    await rigOf("email").channel.send(told, new AbortController().signal);
    const kept = mail.kept.at(-1) ?? "";
    expect(kept).toMatch(/^content-type: text\/plain/im);
    expect(kept).not.toMatch(/^content-type: (text\/html|multipart)/im);
    await rigOf("telegram").channel.send(told, new AbortController().signal);
    const sent = z.record(z.string(), z.unknown()).parse(JSON.parse(lastOf(bot).body.toString("utf8")));
    expect(sent).toMatchObject({ text: expect.stringContaining(text), link_preview_options: { is_disabled: true } });
    expect(Object.keys(sent)).not.toContain("parse_mode");
  });

  it("never has the bot's token in what is kept of an answer", async () => {
    bot.reply(FAILURES.broken);
    expect(JSON.stringify(await send(rigOf("telegram")))).not.toContain("secret");
  });
});

describe("addresses inside the network", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "100.64.0.1",
    "224.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::a00:1",
    "not an address",
  ])("%s is one", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });
  it.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "172.32.0.1"])("%s is none", (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it.each([
    "http://127.0.0.1:PORT/",
    "http://localhost:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://2130706433:PORT/",
    "http://0x7f.1:PORT/",
  ])("%s is not asked unless that is allowed", async (pattern) => {
    const before = web.received.length;
    const url = pattern.replace("PORT", new URL(web.url).port);
    const asked = { url, method: "POST", headers: {}, body: "x", signal: new AbortController().signal } as const;
    expect(await guardedRequest({ ...asked, allowPrivate: false })).toEqual({ kind: "private" });
    expect(web.received).toHaveLength(before);
  });

  it("are not reached by a redirect either", async () => {
    web.reply({ status: 302, headers: { location: `${bot.url}/inside` } });
    const before = bot.received.length;
    expect((await send(rigOf("webhook"))).kind).toBe("refused");
    expect(bot.received).toHaveLength(before);
  });

  it.each(["ftp://example.com/", "file:///etc/passwd", "nothing"])("%s is no address of a receiver", async (url) => {
    const asked = { url, method: "POST", headers: {}, body: null, signal: new AbortController().signal } as const;
    expect(await guardedRequest({ ...asked, allowPrivate: true })).toEqual({ kind: "malformed" });
  });
});
