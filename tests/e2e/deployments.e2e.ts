import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  DESKTOP,
  expectSound,
  goOn,
  openBrowser,
  PHONE,
  takePicture,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** The two strategies that trade from the first start: their board, the page of one, its pause and its next start. */

const NAME = "Demo: averages on Bitcoin";
const SHADOW = "Averages in the shadow";
/** From set-up until history is here and the strategy has warmed up on it. */
const ALIVE_MS = 90_000;

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

/** What the API answers to a change. */
async function change(path: string, input: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await desk.page.request.post(`${installation.url}/api/trpc/${path}`, {
    data: { json: input },
    headers: { origin: installation.url },
  });
  expect([path, answer.status()]).toEqual([path, 200]);
  return (await answer.json()).result.data.json;
}

describe.skipIf(CHROMIUM === undefined)("deployed strategies", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(closePages);

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
    await page
      .getByRole("row", { name: /Paused/ })
      .first()
      .waitFor();
    await page.setViewportSize(PHONE);
    await expectSound(desk, "a deployment, phone");
    await takePicture(page, "phone-deployment");
    await goOn(page, `${installation.url}/strategies/deployments`);
    // A link on a card lies above it: the touch lands on it and nowhere else.
    await page.getByRole("link", { name: NAME }).click();
    await page.getByRole("heading", { name: NAME }).waitFor();
    await page.setViewportSize(DESKTOP);
  });

  it("run in a shadow beside themselves, with what they may be asked for before they go on", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "Run a shadow" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(SHADOW);
    await dialog.getByRole("button", { name: "Create the shadow" }).click();
    await page.getByRole("heading", { name: SHADOW }).waitFor();
    await page.getByText("SHADOW", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("Decides at each bar that closes.").waitFor({ timeout: ALIVE_MS });
    await page.getByRole("heading", { name: "Shadows" }).waitFor();
    await page.getByText("finished runs of this version").first().waitFor();
    await expectSound(desk, "a shadow");
    await takePicture(page, "deployment-shadow");
    await page.getByRole("link", { name: NAME }).first().click();
    await page.getByRole("heading", { name: NAME }).waitFor();
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.getByText("runs now").waitFor();
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByText("Nothing was written").waitFor();
  });

  it("trade other instruments once what that changes was looked at, on a desk and on a phone", async () => {
    const { page } = desk;
    const opening = { name: "Rotation", kind: "paper", baseCurrency: "USD", openingCash: "100000" };
    const { accountId } = await change("accounts.create", opening);
    const { deploymentId } = await change("deployments.create", {
      name: "Rotation",
      strategy: "dual-momentum",
      params: { lookback: 3, rebalance: 1, hold: 1 },
      instruments: ["SIM-500", "SIM-BOND"],
      resolution: "1m",
      accountId,
      capital: "50000",
      schedule: "always",
    });
    await change("deployments.start", { deploymentId });
    await goOn(page, `${installation.url}/strategies/deployments/${String(deploymentId)}`);
    await page.getByText("Decides at each bar that closes.").waitFor({ timeout: ALIVE_MS });
    await page.getByRole("button", { name: "Add an instrument" }).click();
    await page.getByRole("option", { name: /^SIM-ACME/ }).click();
    await page.getByRole("button", { name: "Take out SIM-ACME" }).waitFor();
    await page.getByRole("button", { name: "Review changes" }).click();
    const review = page.getByRole("dialog", { name: "Change “Rotation”" });
    await review.getByRole("row", { name: "instruments SIM-500, SIM-BOND SIM-500, SIM-BOND, SIM-ACME" }).waitFor();
    await review.getByText(/A second person would have to let this in \(more instruments\)/).waitFor();
    await takePicture(page, "deployment-instruments");
    await page.setViewportSize(PHONE);
    await expectSound(desk, "other instruments, phone");
    await page.setViewportSize(DESKTOP);
    await review.getByRole("button", { name: "Apply" }).click();
    await page.getByText("“Rotation” changes with the next bar").waitFor();
    // It takes them up with the next bar, and decides on.
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.getByText("SIM-500, SIM-BOND, SIM-ACME").first().waitFor({ timeout: ALIVE_MS });
    await change("deployments.stop", { deploymentId });
  });

  it("have a part of their account, and what they hold together is shown", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/strategies/deployments/allocation`);
    await page.getByRole("heading", { name: "Capital" }).waitFor();
    await expectSound(desk, "capital");
    await page.setViewportSize(PHONE);
    await expectSound(desk, "capital, phone");
    await page.setViewportSize(DESKTOP);
  });
});
