import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, expectSound, openBrowser, PHONE, takePicture, type WatchedPage } from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** The two strategies that trade from the first start: their board, the page of one, its pause and its next start. */

const NAME = "Demo: averages on Bitcoin";
/** From set-up until history is here and the strategy has warmed up on it. */
const ALIVE_MS = 90_000;

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("deployed strategies", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(async () => {
    await browser?.close();
  });

  it("run from the first start, each with its state and what it decided", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/strategies/deployments`);
    const row = page.getByRole("row", { name: new RegExp(NAME) });
    await row.getByText("Running").waitFor({ timeout: ALIVE_MS });
    await expectSound(desk, "deployments");
    await page.getByRole("link", { name: NAME }).click();
    await page.getByRole("heading", { name: NAME }).waitFor();
    await page.getByText("Decides at each bar that closes.").waitFor();
    await page.getByText("Why did it not trade?").waitFor();
    await expectSound(desk, "a deployment");
    await takePicture(page, "deployment");
  });

  it("tell what is wrong with a moment, pause, and start again", async () => {
    const { page } = desk;
    await page.getByLabel("At", { exact: true }).fill("yesterday at tea time");
    await page.getByRole("button", { name: "Ask" }).click();
    await page.getByText(/10:05/).last().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await page.getByText("Decides nothing.").first().waitFor();
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("Decides at each bar that closes.").waitFor({ timeout: ALIVE_MS });
    await page.getByRole("tab", { name: "States" }).click();
    expect(await page.getByRole("row", { name: /Paused/ }).count()).toBeGreaterThan(0);
    await page.setViewportSize(PHONE);
    await expectSound(desk, "a deployment, phone");
    await takePicture(page, "phone-deployment");
  });
});
