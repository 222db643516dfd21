import { gzipSync } from "node:zlib";
import type { Browser, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  DESKTOP,
  expectSound,
  goOn,
  openBrowser,
  openPage,
  PHONE,
  takePicture,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import { type Installation, PASSWORD } from "./first-run";

/** A pocket: the page for emergencies without script, the app installed, and the device offline. */

const NAME = "Train ride";

/**
 * Bytes of script, gzipped, that a route may load before anything is touched: the sign-in and every area at the foot of a phone. What
 * grows past it names itself here.
 */
const SCRIPT_BYTES_MAX: Readonly<Record<string, number>> = {
  "/sign-in": 270_000,
  "/home": 270_000,
  // What draws prices (58 kB) comes with it.
  "/chart": 300_000,
  "/markets": 270_000,
  "/portfolio": 270_000,
  "/strategies": 270_000,
  "/risk": 270_000,
  "/admin": 270_000,
};

/** How much of the screen may move, and how far, while a page comes: what Lighthouse calls good ends at 0.1. */
const SHIFT_MAX = 0.05;
const SHIFTS = `new Promise((tell) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => tell(sum)));
})`;

/** What a page has without asking for it, once it lives. */
const CAME_WITH: Readonly<Record<string, readonly string[]>> = {
  "/home": [
    "accounts.list",
    "accounts.positions",
    "risk.limits",
    "risk.changes",
    "risk.usage",
    "feed.list",
    "deployments.list",
    "reconcile.status",
    "orders.list",
    "orders.state",
    "system.health",
  ],
  "/chart": ["accounts.list", "instrument.get", "accounts.positions", "orders.list", "orders.fills", "system.health"],
};
const FIGURES_TIMEOUT_MS = 30_000;

const ALSO_IN_GERMAN: ReadonlySet<string> = new Set(["/sign-in", "/home", "/chart"]);

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;
let phone: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("a phone", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
    phone = await openPage(browser, PHONE);
    await phone.context.addCookies(await desk.context.cookies());
    const made = await desk.page.request.post(`${installation.url}/api/trpc/accounts.create`, {
      headers: { origin: installation.url },
      data: {
        json: {
          name: NAME,
          portfolioName: null,
          kind: "paper",
          baseCurrency: "USD",
          lotMethod: "fifo",
          settleDays: 1,
          openingCash: "25000",
        },
      },
    });
    if (made.status() !== 200) throw new Error(`an account is made, was ${made.status()}`);
  });

  afterAll(closePages);

  it("halts an account in two steps, without script", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE });
    await context.addCookies(await desk.context.cookies());
    const page = await context.newPage();
    const answer = await page.goto(`${installation.url}/incident`);
    expect((await answer?.body())?.length).toBeLessThan(30_000);
    const account = page.locator("section", { hasText: NAME });
    await account.getByRole("link", { name: "Halt", exact: true }).click();
    await page.getByLabel("Why, in one line").fill("tunnel ahead");
    await page.getByRole("button", { name: "Halt now" }).click();
    await page.getByText(`${NAME} is halted.`).waitFor();
    await account.getByText("tunnel ahead").waitFor();
    await account.getByRole("link", { name: "Let trading go on" }).click();
    await page.getByLabel("Why, in one line").fill("out again");
    await page.getByRole("button", { name: "Let it go on" }).click();
    await page.getByText(`${NAME} trades again.`).waitFor();
    await context.close();
  });

  it("reads well at both sizes and in both themes", async () => {
    for (const [size, theme] of [
      [PHONE, "dark"],
      [DESKTOP, "light"],
    ] as const) {
      const watched = await openPage(browser, size, theme);
      await watched.context.addCookies(await desk.context.cookies());
      await watched.page.goto(`${installation.url}/incident`);
      await expectSound(watched, `the incident page, ${theme}`);
      if (size === PHONE) await takePicture(watched.page, "phone-incident");
      await watched.page.goto(`${installation.url}/incident?ask=cancel&scope=*`);
      await expectSound(watched, `its question, ${theme}`);
      await watched.page.goto(`${installation.url}/admin/phone`);
      await watched.page.getByText("Without a line the app says so").waitFor();
      await expectSound(watched, `the settings of phones, ${theme}`);
      await goOn(watched.page, `${installation.url}/admin/features`);
      await watched.page.getByText("TimescaleDB").first().waitFor();
      await expectSound(watched, `what the installation can do, ${theme}`);
      await takePicture(watched.page, `features-${theme}`);
      await watched.context.close();
    }
  });

  it("offers a tour that keys go through, once for a person and not for a browser", async () => {
    const { page } = desk;
    const isNew = await page.request.post(`${installation.url}/api/trpc/session.updatePreferences`, {
      headers: { origin: installation.url },
      data: { json: { tour: "new" } },
    });
    expect(isNew.status()).toBe(200);
    await page.goto(`${installation.url}/home`);
    await page.getByRole("button", { name: "Take the tour" }).click();
    const tour = page.getByRole("dialog", { name: "Tour" });
    await tour.getByText("Step 1 of 5").waitFor();
    await expectSound(desk, "the tour");
    await takePicture(page, "tour");
    await tour.getByRole("button", { name: "Next" }).focus();
    for (const step of [2, 3, 4, 5]) {
      await page.keyboard.press("Enter");
      await tour.getByText(`Step ${step} of 5`).waitFor();
    }
    await page.keyboard.press("Enter");
    await tour.waitFor({ state: "detached" });
    await page.getByText("New here?").waitFor({ state: "detached" });
    await phone.page.goto(`${installation.url}/home`);
    await phone.page.getByRole("link", { name: "Incident page" }).first().waitFor();
    expect(await phone.page.getByText("New here?").count()).toBe(0);
    await phone.page
      .getByRole("button", { name: /account and settings of/ })
      .first()
      .click();
    await phone.page.getByRole("menuitem", { name: "Take the tour" }).click();
    await phone.page.getByRole("dialog", { name: "Tour" }).getByRole("button", { name: "Skip the tour" }).click();
  });

  it("can be installed, says that it is offline, and how old its figures are", async () => {
    const { page, context } = phone;
    await page.goto(`${installation.url}/home`);
    await page.getByRole("link", { name: "Incident page" }).first().waitFor();
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const isKept = () => page.evaluate("caches.match('/offline/shown').then((kept) => kept !== undefined)");
    await expect.poll(isKept, { timeout: 30_000 }).toBe(true);
    await context.setOffline(true);
    await page.getByText("This device is offline since").waitFor();
    await page.goto(`${installation.url}/portfolio`);
    await page.getByRole("heading", { name: "You are offline" }).waitFor();
    await page.getByText("The last figures that this device showed").waitFor();
    await takePicture(page, "phone-offline");
    // What it shows is a page of its own, and comes back by itself.
    await context.setOffline(false);
    await page.getByRole("heading", { name: "You are offline" }).waitFor({ state: "detached" });
    phone.takeTrouble();
    await page.goto(`${installation.url}/home`);
    await expectSound(phone, "home after a tunnel");
  });

  it.each(["en-US", "de-DE"])("loads little script, and its texts once: %s", async (locale) => {
    const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true, locale });
    const page = await context.newPage();
    const over: string[] = [];
    let answers: Response[] = [];
    page.on("response", (answer) => answers.push(answer));
    // Script is the same in every language; texts are not.
    const isFirst = locale === "en-US";
    for (const [path, most] of Object.entries(SCRIPT_BYTES_MAX)) {
      if (!isFirst && !ALSO_IN_GERMAN.has(path)) continue;
      answers = [];
      if (path !== "/sign-in") await context.addCookies(await desk.context.cookies());
      await page.goto(`${installation.url}${path}`, { waitUntil: "networkidle" });
      // A page may lead on to another address of its own: what was loaded before is asked for again to be weighed.
      const scripts = new Set(
        answers.filter((answer) => answer.request().resourceType() === "script").map((answer) => answer.url()),
      );
      const sizes = await Promise.all(
        [...scripts].map(async (url) => gzipSync(await (await page.request.get(url)).body()).length),
      );
      expect(sizes.length).toBeGreaterThan(5);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (bytes > most) over.push(`${path} loads ${bytes} bytes of script`);
      const texts = answers.filter((answer) => new URL(answer.url()).pathname === "/texts.json");
      expect(texts.map((answer) => answer.headers()["cache-control"])).toEqual(
        texts.map(() => "public, max-age=31536000, immutable"),
      );
      expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
    }
    expect(over).toEqual([]);
    await context.close();
  });

  it("comes with the figures of the account that was worked with last, before any script", async () => {
    const list = await desk.page.request.get(`${installation.url}/api/trpc/accounts.list`);
    const { result }: { result: { data: { json: { name: string; accountId: string }[] } } } = await list.json();
    const made = result.data.json.find(({ name }) => name === NAME);
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: PHONE });
    await context.addCookies(await desk.context.cookies());
    await context.addCookies([
      {
        name: "bifrost-kept.desk-account",
        value: encodeURIComponent(JSON.stringify(made?.accountId)),
        url: installation.url,
      },
    ]);
    const page = await context.newPage();
    const figures = async (path: string, text: string) => {
      await page.goto(`${installation.url}${path}`);
      return page.getByText(text, { exact: true }).count();
    };
    for (const [path, text] of [
      ["/home", "25,000.00"],
      ["/portfolio", "25,000.00"],
      // The close of the last day of the sample data.
      ["/chart", "2,874.56"],
    ] as const) {
      // A server that has no time leaves them to the browser.
      await expect.poll(() => figures(path, text), { timeout: FIGURES_TIMEOUT_MS }).toBeGreaterThan(0);
      expect(await page.getByText(NAME).count()).toBeGreaterThan(0);
    }
    // Somebody who may not see it is told no more than by the API.
    const email = "pocket@example.com";
    const password = "correct horse battery staple 9";
    const headers = { origin: installation.url };
    const change = async (path: string, json: object) => {
      const answer = await desk.page.request.post(`${installation.url}/api/trpc/${path}`, { headers, data: { json } });
      expect([path, answer.status()]).toEqual([path, 200]);
    };
    await change("security.prove", { kind: "password", password: PASSWORD });
    await change("people.create", { email, name: "Pocket", role: "viewer", password });
    await context.clearCookies();
    const { csrfToken } = await (await context.request.get(`${installation.url}/api/auth/csrf`)).json();
    await context.request.post(`${installation.url}/api/auth/callback/credentials`, {
      headers,
      form: { csrfToken, email, password, json: "true" },
    });
    const seen = await context.request.get(`${installation.url}/home?account=${made?.accountId}`);
    const html = await seen.text();
    expect(seen.status()).toBe(200);
    expect(html).toContain("pocket@example.com");
    expect(html).not.toContain(NAME);
    expect(html).not.toContain("25,000.00");
    await context.close();
  });

  it("does not ask again for what a page came with", async () => {
    const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
    await context.addCookies(await desk.context.cookies());
    const page = await context.newPage();
    let calls: string[] = [];
    page.on("request", (request) => {
      const [, names] = new URL(request.url()).pathname.split("/api/trpc/");
      if (names !== undefined && request.method() === "GET") calls.push(...names.split(","));
    });
    for (const [path, names] of Object.entries(CAME_WITH)) {
      const askedAgain = async () => {
        calls = [];
        const isAsked = page.waitForRequest(/\/api\/trpc\/[^?]*job\.list/);
        await page.goto(`${installation.url}${path}`, { waitUntil: "load" });
        await isAsked;
        const first = new Set(calls);
        return names.filter((name) => first.has(name));
      };
      await expect.poll(askedAgain, { timeout: FIGURES_TIMEOUT_MS }).toEqual([]);
    }
    await context.close();
  });

  it("moves little of a page while it comes, and cuts nothing off at its side", async () => {
    const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
    await context.addCookies(await desk.context.cookies());
    const page = await context.newPage();
    for (const path of ["/home", "/portfolio", "/chart"]) {
      await page.goto(`${installation.url}${path}`, { waitUntil: "networkidle" });
      expect(await page.evaluate(SHIFTS), `${path} moves`).toBeLessThan(SHIFT_MAX);
      // The page scrolls in its frame, so the document's own width says nothing of it.
      const past = await page.locator("#content").evaluate((frame) => frame.scrollWidth - frame.clientWidth);
      expect(past, `${path} scrolls sideways by so many pixels`).toBe(0);
    }
    await context.close();
  });

  it("opens a menu with the very first press, of a finger and of a key", async () => {
    for (const press of ["finger", "key"] as const) {
      const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
      await context.addCookies(await desk.context.cookies());
      const page = await context.newPage();
      const scripts = new Set<string>();
      page.on("response", (answer) => {
        if (answer.request().resourceType() === "script") scripts.add(answer.url());
      });
      await page.goto(`${installation.url}/home`, { waitUntil: "networkidle" });
      const before = scripts.size;
      const button = page.getByRole("button", { name: /account and settings of/ }).filter({ visible: true });
      if (press === "finger") await button.tap();
      else await button.press("Enter");
      const first = page.getByRole("menu").getByRole("menuitem").first();
      await first.waitFor();
      // It came with the press.
      expect(scripts.size).toBeGreaterThan(before);
      expect(await button.getAttribute("aria-expanded")).toBe("true");
      // A key goes on in the list; a finger is where it is.
      const focused = () => first.evaluate((element) => element.ownerDocument.activeElement?.getAttribute("role"));
      await expect.poll(focused).toBe(press === "key" ? "menuitem" : "menu");
      await page.keyboard.press("Escape");
      await page.getByRole("menu").waitFor({ state: "detached" });
      await expect.poll(() => button.evaluate((element) => element.ownerDocument.activeElement === element)).toBe(true);
      await context.close();
    }
  });

  it("says what failed where the rest of its script is gone, and goes on once it is back", async () => {
    const context = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
    await context.addCookies(await desk.context.cookies());
    const page = await context.newPage();
    const halt = page.getByRole("button", { name: "Halt", exact: true });
    const way = page.getByRole("link", { name: "Stop trading without script" });
    // News of what else is tested here may have brought what shows messages: then it is begun anew.
    for (let tries = 0; tries < 3 && !(await way.isVisible()); tries += 1) {
      await page.unroute(/_next\/static\/.*\.js/);
      await page.goto(`${installation.url}/home`, { waitUntil: "networkidle" });
      await page.route(/_next\/static\/.*\.js/, (route) => route.fulfill({ status: 404, body: "" }));
      await halt.tap();
      await page.getByText("Nothing was done").waitFor();
    }
    expect(await way.getAttribute("href")).toBe("/incident");
    await page.unroute(/_next\/static\/.*\.js/);
    // What shows messages is asked for again by itself, and keeps what was said.
    await way.waitFor({ state: "detached" });
    await page.getByText("Nothing was done").waitFor();
    await halt.tap();
    await page.getByRole("dialog").waitFor();
    await context.close();
  });

  it("makes a webhook, tries it, and lets it order", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/admin/webhooks-in`);
    await page.getByRole("button", { name: "New webhook" }).first().click();
    const making = page.getByRole("dialog");
    await making.getByLabel("Name").fill("Train alerts");
    await making.getByRole("button", { name: "New webhook" }).click();
    const shown = page.getByRole("dialog", { name: "Train alerts" });
    const secret = await shown.getByLabel("Secret", { exact: true }).inputValue();
    const address = await shown.getByLabel("Address", { exact: true }).inputValue();
    await expectSound(desk, "a new webhook");
    await shown.getByRole("button", { name: "I have kept it" }).click();
    const alert = (change: object) =>
      page.request.post(address, {
        data: { secret, action: "signal", ticker: "SIM-ACME", text: "x", time: new Date().toISOString(), ...change },
      });
    expect((await alert({})).status()).toBe(200);
    expect((await alert({ secret: "wrong" })).status()).toBe(404);
    expect((await alert({ action: "hodl" })).status()).toBe(422);
    await page
      .getByRole("row", { name: /Train alerts/ })
      .getByRole("button", { name: "Open" })
      .click();
    const sheet = page.getByRole("dialog", { name: "Train alerts" });
    await sheet.getByText("“hodl” is no action").waitFor();
    await sheet.getByRole("button", { name: "Try it" }).click();
    await sheet.getByText(/buy 1 SIM-ACME, market: at/).waitFor();
    await expectSound(desk, "a webhook and its calls");
    await takePicture(page, "webhook");
    await sheet.getByRole("button", { name: "Go live" }).click();
    await page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog", { name: "Let" }))
      .getByRole("button", { name: "Go live" })
      .click();
    await sheet.getByText("Orders, closes and cancels").waitFor();
    await sheet.getByRole("button", { name: "Switch off" }).click();
    await sheet.getByText("Answers nobody.").waitFor();
  });
});
