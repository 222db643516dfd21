import { webcrypto } from "node:crypto";
import { createContext, runInContext } from "node:vm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { workerText } from "@/server/web/worker-route";

/** The service worker of public/, with a browser around it that is told what to answer. */

interface Shown {
  readonly actions: readonly { readonly action: string; readonly title: string }[];
  readonly data: { readonly path: string };
}

interface FakeEvent {
  readonly data?: { json(): unknown };
  readonly action?: string;
  readonly notification?: { readonly data: unknown; close(): void };
  readonly request: { readonly mode: string; readonly method: string; readonly url: string };
  readonly preloadResponse?: Promise<Response>;
  respondWith(answer: Promise<Response>): void;
  waitUntil(work: Promise<unknown>): void;
}

const KEY = "/offline/shown";
const NOW_MS = Date.UTC(2026, 2, 4, 15);

let handlers: Map<string, (event: FakeEvent) => void>;
let stored: Map<string, Map<string, string>>;
let fetched: ReturnType<typeof vi.fn<(request: { url: string }) => Promise<Response>>>;
let claimed: number;
let skipped: number;
let language: string;
let shown: Shown[];
let opened: string[];

beforeEach(() => {
  handlers = new Map();
  stored = new Map();
  fetched = vi.fn(async () => new Response("from the server"));
  [claimed, skipped, language] = [0, 0, "en-US"];
  [shown, opened] = [[], []];
  const caches = {
    keys: async () => [...stored.keys()],
    delete: async (name: string) => stored.delete(name),
    open: async (name: string) => ({
      match: async (key: string) => {
        const text = stored.get(name)?.get(key);
        return text === undefined ? undefined : new Response(text);
      },
    }),
  };
  const self = {
    addEventListener: (name: string, handler: (event: FakeEvent) => void) => handlers.set(name, handler),
    registration: {
      navigationPreload: { enable: async () => undefined },
      showNotification: async (_: string, given: Shown) => shown.push(given),
    },
    clients: {
      claim: async () => (claimed += 1),
      matchAll: async () => [],
      openWindow: async (to: string) => opened.push(to),
    },
    location: { origin: "https://bifrost.example" },
    skipWaiting: async () => (skipped += 1),
    get navigator() {
      return { language };
    },
  };
  const globals = {
    self,
    caches,
    fetch: (request: { url: string }) => fetched(request),
    crypto: webcrypto,
    Response,
    URL,
    URLSearchParams,
    TextEncoder,
    btoa,
    Intl,
    Date: { now: () => NOW_MS },
  };
  runInContext(workerText(process.cwd()).toString(), createContext(globals));
});

/** What the worker does with a push of this, and then with a button of it. */
async function push(told: object, action: string): Promise<Shown> {
  const work: Promise<unknown>[] = [];
  const request = { mode: "", method: "", url: "" };
  const base = { request, respondWith: () => undefined, waitUntil: (each: Promise<unknown>) => work.push(each) };
  handlers.get("push")?.({ ...base, data: { json: () => told } });
  await Promise.all(work);
  const [notification] = shown;
  if (notification === undefined) throw new Error("a push is shown");
  handlers.get("notificationclick")?.({
    ...base,
    action,
    notification: { data: notification.data, close: () => undefined },
  });
  await Promise.all(work);
  return notification;
}

/** What the worker answers; null: it leaves the request alone. */
async function ask(url: string, change: Partial<FakeEvent["request"]> = {}, preload?: Promise<Response>) {
  let answer: Promise<Response> | null = null;
  handlers.get("fetch")?.({
    request: { mode: "navigate", method: "GET", url: `https://bifrost.example${url}`, ...change },
    ...(preload === undefined ? {} : { preloadResponse: preload }),
    respondWith: (given) => {
      answer = given;
    },
    waitUntil: () => undefined,
  });
  return answer === null ? null : await (answer as Promise<Response>);
}

const keep = (figures: unknown) =>
  stored.set("bifrost-shown", new Map([[KEY, typeof figures === "string" ? figures : JSON.stringify(figures)]]));

const offline = () => {
  fetched.mockRejectedValue(new TypeError("offline"));
};

const FIGURES = {
  at: NOW_MS - 3 * 3_600_000,
  account: "Paper",
  currency: "USD",
  equity: "101234.5",
  dayPnl: "-12",
  openPnl: null,
};

describe("the service worker", () => {
  it("leaves every answer about money to the server, online and offline", async () => {
    for (const url of ["/api/trpc/accounts.get", "/api/bars?symbol=SPY", "/api/events", "/_next/static/a.js"]) {
      expect(await ask(url, { mode: "cors" })).toBeNull();
      expect(await ask(url, { mode: "same-origin" })).toBeNull();
    }
    expect(await ask("/home", { method: "POST" })).toBeNull();
  });

  it("brings pages from the server, and keeps none", async () => {
    expect(await (await ask("/home"))?.text()).toBe("from the server");
    expect(await (await ask("/home", {}, Promise.resolve(new Response("preloaded"))))?.text()).toBe("preloaded");
    expect(stored.size).toBe(0);
  });

  it("says that it is offline, and how old its figures are", async () => {
    keep(FIGURES);
    offline();
    const answer = await ask("/home");
    const text = (await answer?.text()) ?? "";
    expect(answer?.status).toBe(503);
    expect(answer?.headers.get("cache-control")).toBe("no-store");
    expect(text).toContain("You are offline");
    expect(text).toContain("3 h old");
    expect(text).toContain("101,234.50 USD");
    expect(text).toContain("-12.00 USD");
    // What was unknown stays unknown.
    expect(text).toContain("<dt>Open result</dt><dd>unknown</dd>");
  });

  it("lets nothing but its own style and script run", async () => {
    offline();
    const answer = await ask("/home");
    expect(answer?.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; script-src 'sha256-[\w+/]{43}='/,
    );
  });

  it("speaks German to a German device", async () => {
    language = "de-AT";
    keep(FIGURES);
    offline();
    const text = (await (await ask("/home"))?.text()) ?? "";
    expect(text).toContain('<html lang="de">');
    expect(text).toContain("101.234,50 USD");
  });

  it.each([
    ["nothing was shown yet", undefined],
    ["what was left is no JSON", "{"],
    ["what was left is something else", { equity: "1" }],
  ])("shows no figures where %s", async (_, figures) => {
    if (figures !== undefined) keep(figures);
    offline();
    expect(await (await ask("/chart"))?.text()).toContain("This device has shown no figures yet.");
  });

  it("shows what was left as text", async () => {
    keep({ ...FIGURES, account: "<script>alert(1)</script>", currency: '"><img>' });
    offline();
    const text = (await (await ask("/home"))?.text()) ?? "";
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<img>");
  });

  it("forgets figures when somebody must sign in", async () => {
    keep(FIGURES);
    await ask("/sign-in?next=%2Fhome");
    expect(stored.size).toBe(0);
  });

  it("takes over at once, and leaves no cache of an older one", async () => {
    keep(FIGURES);
    stored.set("bifrost-pages-v0", new Map());
    const work: Promise<unknown>[] = [];
    const event = { waitUntil: (one: Promise<unknown>) => work.push(one) } as unknown as FakeEvent;
    handlers.get("install")?.(event);
    handlers.get("activate")?.(event);
    await Promise.all(work);
    expect([skipped, claimed]).toEqual([1, 1]);
    expect([...stored.keys()]).toEqual(["bifrost-shown"]);
  });

  it.each(["approve", "reject"])("leads a button of an order that waits to its question: %s", async (action) => {
    const told = { id: "d1", notificationId: "n1", text: "…", path: "/risk/approvals?approval=a%26b", at: NOW_MS };
    const notification = await push(told, action);
    expect(notification.actions.map((each) => each.action)).toEqual(["approve", "reject"]);
    expect(opened).toEqual([`https://bifrost.example/incident?ask=${action}&scope=a%26b`]);
    // It tells that it was seen, and decides nothing.
    const asked = fetched.mock.calls.map(([request]) => (typeof request === "string" ? request : null));
    expect(asked).toEqual(["/api/trpc/notify.delivered", "/api/trpc/notify.acknowledge"]);
  });

  it("has no such button on anything else, whatever its click says", async () => {
    const told = { id: "d1", notificationId: "n1", text: "…", path: "/home?approval=a", at: NOW_MS };
    const notification = await push(told, "approve");
    expect(notification.actions.map((each) => each.action)).toEqual(["open", "acknowledge"]);
    expect(opened).toEqual(["https://bifrost.example/home?approval=a"]);
  });

  it("opens no page of another house", async () => {
    await push({ id: "d1", path: "https://evil.example/x", at: NOW_MS }, "");
    expect(opened).toEqual(["https://bifrost.example"]);
  });
});
