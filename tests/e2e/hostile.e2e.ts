import { readdirSync, readFileSync } from "node:fs";
import { request as askHttp } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { CHROMIUM, closePages, DESKTOP, openBrowser, openPage } from "./browser";
import { EMAIL } from "./first-run";

/** Requests that mean ill, to a whole server as it runs: our own server, Next behind it, and what is served as files. */

const SECRET = "planted-broker-secret-7f3a";
/** Of whom nobody who is not signed in hears anything. */
const OURS = [EMAIL, "SIM-ACME", "Paper"];

/** What tells Next's router where to go, or what to answer with. */
const TRICKS: readonly Readonly<Record<string, string>>[] = [
  {},
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
  { "x-middleware-invoke": "1", "x-invoke-path": "/admin/people", "x-matched-path": "/admin/people" },
  { "x-middleware-rewrite": "/admin/people", "x-now-route-matches": "1=admin" },
  { "x-forwarded-host": "evil.example", "x-forwarded-for": "127.0.0.1", "x-original-url": "/admin/people" },
  { "x-nextjs-data": "1", "x-http-method-override": "DELETE" },
];
const PAGES = ["/home", "/chart", "/portfolio", "/admin/people", "/risk/approvals", "/incident"];
const DATA = ["/api/bars?symbol=SIM-ACME&resolution=1d", "/api/events", "/api/v1/accounts", "/api/trpc/accounts.list"];

const isThere = CHROMIUM !== undefined;
const { url, cookies, dataDir } = isThere ? inject("usedInstallation") : { url: "", cookies: [], dataDir: "" };
const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");

const nobody = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, { redirect: "manual", ...init });
const admin = (path: string, input?: unknown) =>
  fetch(`${url}${path}`, {
    headers: { cookie, origin: url, "content-type": "application/json" },
    ...(input === undefined ? {} : { method: "POST", body: JSON.stringify({ json: input }) }),
  });

/** Sends what `fetch` would not. Resolves to the status; null: the line was cut. */
function send(
  headers: Readonly<Record<string, string | number>>,
  { method = "POST", body = "" } = {},
): Promise<number | null> {
  return new Promise((resolve) => {
    const request = askHttp(`${url}/api/trpc/session.revoke`, { method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? null);
    });
    request.on("error", () => resolve(null));
    request.end(body);
  });
}

describe.skipIf(!isThere)("a server among strangers", () => {
  afterAll(async () => {
    if (isThere) await admin("/api/trpc/feed.removeKey", { feed: "alpaca" });
  });

  it.each(TRICKS)("shows nobody a page, with %j", async (headers) => {
    const answers = await Promise.all(PAGES.map((path) => nobody(path, { headers })));
    for (const [place, answer] of answers.entries()) {
      const text = await answer.text();
      // What Next answers to its own router is a redirect in another form.
      const leadsOut = [303, 307].includes(answer.status) || (answer.status === 200 && text.includes("/sign-in"));
      const tells = OURS.filter((each) => text.includes(each));
      expect([PAGES[place], leadsOut, tells]).toEqual([PAGES[place], true, []]);
    }
  });

  it("shows nobody data, whatever the headers say", async () => {
    const asked = TRICKS.flatMap((headers) => DATA.map((path) => nobody(path, { headers })));
    for (const answer of await Promise.all(asked)) {
      // Next sends its own router to an address that caches can tell apart, before anything is looked up.
      expect([answer.url, [401, 307].includes(answer.status)]).toEqual([answer.url, true]);
      expect(await answer.text()).not.toContain(EMAIL);
    }
  });

  it("runs nothing that a page is asked to run", async () => {
    const headers = { "next-action": "0".repeat(42), "content-type": "text/plain;charset=UTF-8", origin: url };
    for (const path of PAGES) {
      const answer = await nobody(path, { method: "POST", headers, body: "[]" });
      expect([path, answer.status < 500]).toEqual([path, true]);
      expect(await answer.text()).not.toContain(EMAIL);
    }
  });

  it("refuses what is too large, of no length, or no request, and answers on", async () => {
    const json = { "content-type": "application/json" };
    expect([413, null]).toContain(await send({ ...json, "content-length": 1024 * 1024 + 1 }));
    expect([411, null]).toContain(await send({ ...json, "transfer-encoding": "chunked" }, { body: "x" }));
    expect(await send({ ...json, "x-long": "x".repeat(17_000) })).toBe(431);
    expect(await send({ ...json, host: "evil.example" })).toBe(421);
    expect(await send({ ...json, host: "a b" })).toBe(400);
    expect(await send({ "content-length": 0 }, { method: "TRACE" })).toBeGreaterThanOrEqual(400);
    expect((await admin("/api/trpc/session.me")).status).toBe(200);
  });

  it("shows a hostile name as a name, on each page that has it", async () => {
    const evil = '"><img src=x onerror=pwned()>';
    const price = { kind: "price", symbol: "SIM-ACME", is: "above", level: "99999999" };
    const alert = { name: evil, terms: price, severity: "info", repeats: false, coolDownS: 0, expiresAt: null };
    const made = await Promise.all([
      admin("/api/trpc/watchlist.create", { name: evil, symbols: ["SIM-ACME"] }),
      admin("/api/trpc/alert.create", alert),
    ]);
    expect(made.map(({ status }) => status)).toEqual([200, 200]);
    const [watchlist, kept] = await Promise.all(made.map((answer) => answer.text()));
    const idIn = (text: string | undefined, name: string) => new RegExp(`"${name}":"([^"]+)"`).exec(text ?? "")?.[1];
    const browser = await openBrowser();
    const { page, context } = await openPage(browser, DESKTOP);
    await context.addCookies([...cookies]);
    await page.addInitScript("window.pwned = () => { window.isPwned = true; }");
    const listed = `/markets/watchlists?list=${idIn(watchlist, "watchlistId")}`;
    for (const path of [listed, "/markets/alerts", "/admin/audit"]) {
      await page.goto(`${url}${path}`);
      // The name of a list is an option of the list of lists.
      await page.getByText(evil).first().waitFor({ state: "attached" });
      expect([path, await page.evaluate("window.isPwned"), await page.locator("img[src=x]").count()]).toEqual([
        path,
        undefined,
        0,
      ]);
    }
    await closePages();
    const gone = await Promise.all([
      admin("/api/trpc/watchlist.delete", { watchlistId: idIn(watchlist, "watchlistId") }),
      admin("/api/trpc/alert.delete", { alertId: idIn(kept, "alertId") }),
    ]);
    expect(gone.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("keeps a broker's secret to itself: no answer, page, log or script has it", async () => {
    const key = { keyId: "AKPLANTED", secret: SECRET };
    const set = await admin("/api/trpc/feed.setKey", { feed: "alpaca", key });
    expect([set.status, await set.text()]).toEqual([200, expect.not.stringContaining(SECRET)]);
    // Refused, it is not repeated either.
    const wrong = await admin("/api/trpc/feed.setKey", { feed: "alpaca", key: { ...key, more: SECRET } });
    expect([wrong.status < 500, await wrong.text()]).toEqual([true, expect.not.stringContaining(SECRET)]);
    for (const path of ["/api/trpc/feed.list", "/markets/feeds", "/admin/audit", "/admin/jobs", "/admin"]) {
      const answer = await admin(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect([path, (await answer.text()).includes(SECRET)]).toEqual([path, false]);
    }
    const files = (folder: string) =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    const held = [join(dataDir, "logs"), ".next/static"].flatMap((folder) =>
      files(folder).map((file) => join(file.parentPath, file.name)),
    );
    expect(held.length).toBeGreaterThan(10);
    expect(held.filter((path) => readFileSync(path).includes(SECRET))).toEqual([]);
    // Nor has a script of ours the key that everything is sealed with.
    const own = readFileSync(join(dataDir, "keys", "auth-secret"), "utf8").trim();
    expect(held.filter((path) => readFileSync(path).includes(own))).toEqual([]);
  });
});
