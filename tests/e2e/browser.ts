import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { type Browser, type BrowserContext, chromium, type Download, type Page, type Request } from "playwright-core";
import { expect } from "vitest";

/** Debian's browser, or the one TEST_CHROMIUM names. `null` where there is none: the suite says so and is skipped. */
export const CHROMIUM = [process.env["TEST_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && path !== "" && existsSync(path),
);

export const DESKTOP = { width: 1440, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** Where pictures for the README and the guides are kept; they are taken only when UPDATE_SCREENSHOTS is set, for they prove nothing. */
const PICTURES = process.env["UPDATE_SCREENSHOTS"] ? "docs/images" : null;

let launched: Promise<Browser> | null = null;

/**
 * The browser of this process, which ends with it: to start one costs as much as several pages, and one of another process tells
 * everything twice.
 */
export const openBrowser = (): Promise<Browser> => {
  launched ??= chromium.launch({
    ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A page under test lives for seconds: code that is made faster for it is made for nobody.
      "--js-flags=--no-maglev --no-turbofan",
    ],
  });
  return launched;
};

/** Ends every page that the file opened; the next file uses the same browser. */
export async function closePages(): Promise<void> {
  const browser = await launched;
  if (browser !== null) await Promise.all(browser.contexts().map((context) => context.close()));
}

/** What a page gave to keep. */
export const textOf = async (download: Download): Promise<string> => text(await download.createReadStream());

/** What a page has asked for and not heard of yet. What streams to it for as long as it lives is not in here. */
const asked = new WeakMap<Page, Set<Request>>();

function noteAsked(page: Page): void {
  const open = new Set<Request>();
  asked.set(page, open);
  page.on("request", (request) => {
    if (request.resourceType() !== "eventsource") open.add(request);
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
}

export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, page errors and answers of 500 and above since the last call. */
  takeTrouble(): readonly string[];
}

export async function openPage(
  browser: Browser,
  viewport: { readonly width: number; readonly height: number },
  colorScheme: "dark" | "light" = "dark",
): Promise<WatchedPage> {
  const touch = viewport.width < 600;
  const context = await browser.newContext({
    viewport,
    colorScheme,
    hasTouch: touch,
    isMobile: touch,
    // What moves while a page loads is painted frame by frame, and no test looks at it.
    reducedMotion: "reduce",
    timezoneId: "Europe/Zurich",
    locale: "en-US",
  });
  const page = await context.newPage();
  noteAsked(page);
  let trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => trouble.push(`page: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 500) trouble.push(`${response.status()} ${response.url()}`);
  });
  return {
    page,
    context,
    takeTrouble: () => {
      const taken = trouble;
      trouble = [];
      return taken;
    },
  };
}

/**
 * Waits for trouble that a step of a test means to make, and takes it. The browser tells of a refused request by a way of its own, which
 * may come after the page has shown the refusal.
 *
 * @param parts what each line has in it, in their order; nothing else may be there
 */
export async function expectTrouble(watched: WatchedPage, ...parts: readonly string[]): Promise<void> {
  const seen: string[] = [];
  const look = (): readonly string[] => {
    seen.push(...watched.takeTrouble());
    return seen;
  };
  await expect.poll(look, { timeout: 5000 }).toEqual(parts.map((part) => expect.stringContaining(part)));
}

/**
 * Goes to another page of the app as its links do, without loading anew: that costs four times as much, and is for tests that a loading
 * is part of. The first page of an empty one is loaded. Resolves once the address is of the new page.
 *
 * @param address whole, and other than where the page is
 */
export async function goOn(page: Page, address: string): Promise<void> {
  const from = page.url();
  const { origin, pathname, search } = new URL(address);
  if (new URL(from).origin !== origin) {
    await page.goto(address);
    return;
  }
  await page.evaluate(`window.next.router.push(${JSON.stringify(pathname + search)})`);
  await page.waitForURL((url) => url.href !== from && url.pathname === pathname);
}

/** Waits until nothing on the page is still on its way: no skeleton, no busy control. */
async function arrive(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await page.locator(".skeleton, [aria-busy=true]").first().waitFor({ state: "detached" });
}

/** How long an answer is waited for that may never come: that of a page that was left. */
const ANSWERS_MS = 2_000;
/** Charts draw in the frame after their data came, so that two frames later they have; then whatever else was to be done is done. */
const DRAWN = `new Promise((done) => {
  const rest = () => requestIdleCallback(() => done(), { timeout: 1_000 });
  requestAnimationFrame(() => requestAnimationFrame(rest));
})`;

/** As {@link arrive}, every answer has come, and what came is drawn. */
export async function settle(page: Page): Promise<void> {
  const isQuiet = () => (asked.get(page)?.size ?? 0) === 0;
  const sinceMs = Date.now();
  for (;;) {
    const wasQuiet = isQuiet();
    await arrive(page);
    // What a page is called may come after its content.
    await expect.poll(() => page.title(), { timeout: 10_000, interval: 20 }).not.toBe("");
    await page.evaluate(DRAWN);
    if ((wasQuiet && isQuiet()) || Date.now() - sinceMs > ANSWERS_MS) return;
  }
}

/** `isBusy`: behind what is pictured something waits for an answer. Without pictures too, what is pictured must arrive. */
export async function takePicture(page: Page, name: string, { isBusy = false } = {}): Promise<void> {
  if (PICTURES === null) return isBusy ? undefined : arrive(page);
  if (!isBusy) await settle(page);
  mkdirSync(PICTURES, { recursive: true });
  // Passing words of what was done before, here or by another test, are no part of what is shown.
  const messages = (visibility: string) =>
    `for (const one of document.querySelectorAll("[data-sonner-toaster]")) one.style.visibility = "${visibility}"`;
  await page.evaluate(messages("hidden"));
  await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: "disabled" });
  await page.evaluate(messages(""));
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/**
 * What a screen must never do, whatever it shows: serious axe findings, sideways scrolling, trouble in the console.
 *
 * @param meant trouble that belongs to what the screen shows
 */
export async function expectSound(watched: WatchedPage, where: string, meant: RegExp = /(?!)/): Promise<void> {
  const { page } = watched;
  await settle(page);
  // A page that was not loaded anew since the last look has it already.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(await readSource(axePath));
  const violations = await page.evaluate<readonly AxeViolation[]>(
    // A toast on its way out is half transparent for an instant. What is sound need not be described, and style sheets
    // need not be fetched once more.
    `axe.run({ exclude: ['[data-removed="true"]'] }, { resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then((result) => result.violations)`,
  );
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary ?? ""}`).join("; ")}`,
    );
  expect(serious, `axe on ${where}`).toEqual([]);
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  expect(overflow, `${where} scrolls sideways by so many pixels`).toBeLessThanOrEqual(0);
  const trouble = watched.takeTrouble().filter((line) => !meant.test(line));
  expect(trouble, `trouble on ${where}`).toEqual([]);
}

async function readSource(path: string): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  return readFile(path, "utf8");
}
