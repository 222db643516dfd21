import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  expectSound,
  goOn,
  openBrowser,
  openPage,
  PHONE,
  takePicture,
  textOf,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** A strategy of one's own is run, says what it decided, is compared with another run, and taken along; a rule is read on a phone. */

const WORK_TIMEOUT_MS = 60_000;
const SLUG = "noted-cross";

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

/** Asks the server as the page does. */
async function ask<T>(path: string, json: unknown, method: "GET" | "POST" = "POST"): Promise<T> {
  const { page } = desk;
  const body = JSON.stringify({ json });
  const response =
    method === "GET"
      ? await page.request.get(`${installation.url}/api/trpc/${path}?input=${encodeURIComponent(body)}`)
      : await page.request.post(`${installation.url}/api/trpc/${path}`, {
          data: body,
          headers: { "content-type": "application/json", origin: installation.url },
        });
  expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
  return (await response.json()).result.data.json;
}

describe.skipIf(CHROMIUM === undefined)("research", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
    const made = await ask<{ newest: { source: string } }>("strategy.createFromExample", {
      slug: SLUG,
      example: "sma-cross",
    });
    const source = made.newest.source
      .replace("import { ", "import { note, ")
      .replace("if (!crossed) return;", 'if (!crossed) return;\n    note(side > 0 ? "crossed up" : "crossed down");');
    await ask("strategy.save", { slug: SLUG, kind: "code", source, note: "", from: 1 });
  });

  afterAll(closePages);

  it("runs a strategy of one's own from its editor, and shows what it decided", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/strategies/backtest?strategy=${SLUG}%402&symbol=SIM-500&resolution=5m`);
    const form = page.locator("#backtest-form");
    await form.getByLabel("Strategy", { exact: true }).waitFor({ timeout: WORK_TIMEOUT_MS });
    await page.keyboard.press("Control+Enter");
    await page.getByRole("tab", { name: "Decisions" }).click({ timeout: WORK_TIMEOUT_MS });
    await page.getByText("crossed up").first().waitFor({ timeout: WORK_TIMEOUT_MS });
    await takePicture(page, "run-decisions");
    await expectSound(desk, "decisions of a run");
  });

  it("takes the run along, signed", async () => {
    const { page } = desk;
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export, signed" }).click();
    const { run } = JSON.parse(await textOf(await coming));
    expect(run).toMatchObject({ spec: { strategy: `${SLUG}@2` }, resultHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it("compares it with another run, on a desk and on a phone", async () => {
    const { page } = desk;
    const spec = { symbol: "SIM-500", resolution: "5m", from: null, to: null, adjustment: "split" };
    const costs = { cash: 100_000, commissionPercent: 0.1, slippageBps: 1 };
    const { runId } = await ask<{ runId: string }>("backtest.submit", {
      strategy: "sma-cross",
      params: { fast: 5, slow: 20 },
      ...spec,
      ...costs,
    });
    await expect
      .poll(async () => (await ask<{ status: string }>("backtest.get", { runId }, "GET")).status, {
        timeout: WORK_TIMEOUT_MS,
      })
      .toBe("succeeded");
    await page.reload();
    await page.getByRole("button", { name: "Compare with", exact: true }).click({ timeout: WORK_TIMEOUT_MS });
    await page.getByRole("menuitem").first().click();
    await page.getByText("Statistics, the best of each marked").waitFor({ timeout: WORK_TIMEOUT_MS });
    await expectSound(desk, "comparison of runs");
    const phone = await openPage(browser, PHONE, "dark");
    await phone.context.addCookies(await desk.context.cookies());
    await phone.page.goto(page.url());
    await phone.page.getByText("Statistics, the best of each marked").waitFor({ timeout: WORK_TIMEOUT_MS });
    await takePicture(phone.page, "compare-phone");
    await expectSound(phone, "comparison of runs, phone");
    await goOn(phone.page, `${installation.url}/strategies/rules/new`);
    await phone.page.getByRole("heading").first().waitFor({ timeout: WORK_TIMEOUT_MS });
    await takePicture(phone.page, "rules-phone");
    await expectSound(phone, "a new rule, phone");
    await phone.context.close();
  });
});
