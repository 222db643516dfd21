import { createServer, type Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  DESKTOP,
  expectSound,
  expectTrouble,
  goOn,
  openBrowser,
  openPage,
  PHONE,
  takePicture,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** A channel that answers its test, then an alert set above the chart that fires, leaves the house by it, and stands in the log. */

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;
let hook: Server;
let hookUrl = "";
const received: string[] = [];

async function openHook(): Promise<void> {
  hook = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("utf8");
    });
    request.on("end", () => {
      received.push(body);
      response.writeHead(200).end("thanks");
    });
  });
  await new Promise<void>((resolve) => {
    hook.listen(0, "127.0.0.1", () => resolve());
  });
  const address = hook.address();
  hookUrl = typeof address === "string" || address === null ? "" : `http://127.0.0.1:${address.port}/planted-path`;
}

/** What the API answers to a change, one field of it. */
async function change(path: string, input: unknown, field: string): Promise<string> {
  const answer = await desk.page.request.post(`${installation.url}/api/trpc/${path}`, {
    data: { json: input },
    headers: { origin: installation.url },
  });
  expect([path, answer.status()]).toEqual([path, 200]);
  return String((await answer.json()).result.data.json[field]);
}

describe.skipIf(CHROMIUM === undefined)("alerts", () => {
  beforeAll(async () => {
    await openHook();
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });
  afterAll(async () => {
    await closePages();
    hook.closeAllConnections();
    await new Promise<void>((resolve) => {
      hook.close(() => resolve());
    });
  });

  it("have a channel, refused inside the network until that is allowed, and tested", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/admin/notifications/settings`);
    await page.getByText("No channel yet").waitFor();
    await expectSound(desk, "channels, none");
    await page.getByRole("button", { name: "Add a channel" }).click();
    const form = page.getByRole("dialog", { name: "Add a channel" });
    await form.getByRole("radio", { name: "Webhook" }).click();
    await form.getByLabel("Name").fill("Hook");
    await form.getByLabel("Address").fill(hookUrl);
    await form.getByRole("button", { name: "Add a channel" }).click();
    await form
      .getByText(/inside the network of the installation/)
      .first()
      .waitFor();
    await expectTrouble(desk, "400");
    await form.getByRole("button", { name: "Cancel" }).click();
    await page.getByLabel("Webhooks may go inside this network").click();
    await page.getByRole("button", { name: "Save for everybody" }).click();
    await page.getByText("Saved for everybody").waitFor();

    await page.getByRole("button", { name: "Add a channel" }).click();
    await form.getByRole("radio", { name: "Webhook" }).click();
    await form.getByLabel("Name").fill("Hook");
    await form.getByLabel("Address").fill(hookUrl);
    await form.getByRole("button", { name: "Add a channel" }).click();
    const shown = page.getByRole("dialog", { name: "The webhook's secret" });
    expect(await shown.getByLabel("Secret").inputValue()).toMatch(/^whsec_/);
    await shown.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await page.getByText("Hook has it. It answered: 200 thanks").waitFor();
    expect(received.at(-1)).toContain("channel.test");
    expect(await page.content()).not.toContain("planted-path");
    await expectSound(desk, "channels");
    await takePicture(page, "notification-settings");
  });

  it("are set above the chart, fire, and leave the house", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/chart?symbol=SIM-ACME`);
    await page.getByRole("button", { name: "Alert on SIM-ACME" }).click();
    const form = page.getByRole("dialog", { name: "New alert" });
    await form.getByLabel("Name").fill("Drill of prices");
    await form.getByRole("radio", { name: "above", exact: true }).click();
    await form.getByLabel("Level").fill("a lot");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByRole("alert").waitFor();
    await expectTrouble(desk, "400");
    await form.getByLabel("Level").fill("0.01");
    await takePicture(page, "alert-form");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("The alert is set").waitFor();
    await expect.poll(() => received.some((body) => body.includes("Drill of prices")), { timeout: 15_000 }).toBe(true);
    await goOn(page, `${installation.url}/markets/alerts`);
    await page.getByText("has fired").waitFor();
    // A message may say so as well.
    await page.getByRole("gridcell", { name: /Drill of prices: SIM-ACME is above 0.01/ }).waitFor();
    await expectSound(desk, "alerts");
    await takePicture(page, "alerts");
    await goOn(page, `${installation.url}/admin/deliveries`);
    const sent = page.getByRole("row").filter({ hasText: "Drill of prices" });
    await sent.getByText("delivered").first().waitFor();
    await expectSound(desk, "delivery log");
  });

  it("watch a deployed strategy, and say what of it", async () => {
    const { page } = desk;
    const accountId = await change(
      "accounts.create",
      { name: "Watched", kind: "paper", baseCurrency: "USD", openingCash: "100000" },
      "accountId",
    );
    const deployment = {
      name: "Watched strategy",
      strategy: "sma-cross",
      instruments: ["SIM-ACME"],
      resolution: "1m",
      accountId,
      capital: "10000",
    };
    const deploymentId = await change("deployments.create", deployment, "deploymentId");
    await goOn(page, `${installation.url}/markets/alerts`);
    await page.getByRole("button", { name: "New alert" }).first().click();
    const form = page.getByRole("dialog", { name: "New alert" });
    await form.getByLabel("Name").fill("Look after it");
    await form.getByLabel("Tells when").selectOption({ label: "a deployed strategy needs a look" });
    await form.getByLabel("Deployed strategy").selectOption({ label: "Watched strategy" });
    await form.getByRole("radio", { name: "silence" }).click();
    await form.getByLabel("No bar decided on for").fill("61");
    await form.getByRole("button", { name: "Save" }).click();
    await form
      .getByText("A bar of 1m comes that long after the one before: take 90 seconds or more.")
      .first()
      .waitFor();
    await expectTrouble(desk, "400");
    await takePicture(page, "alert-deployment-silence");
    await form.getByRole("radio", { name: "its result" }).click();
    await expectSound(desk, "an alert on a deployed strategy");
    await page.setViewportSize(PHONE);
    await expectSound(desk, "an alert on a deployed strategy, phone");
    await takePicture(page, "phone-alert-deployment");
    await page.setViewportSize(DESKTOP);
    await form.getByRole("radio", { name: "its state" }).click();
    await form.getByRole("checkbox", { name: "paused" }).click();
    await takePicture(page, "alert-deployment");
    await form.getByRole("button", { name: "Save" }).click();
    // That of the alert before may still be there.
    await page.getByText("The alert is set").last().waitFor();
    await page
      .getByText(/Look after it: the strategy is paused/)
      .first()
      .waitFor({ timeout: 15_000 });
    await page.getByText("Watched strategy: failed, reduce only, stopped, paused").waitFor();
    await expectSound(desk, "alerts, of a deployed strategy");
    await change("deployments.stop", { deploymentId }, "deploymentId");
    expect(desk.takeTrouble()).toEqual([]);
  });

  it("are set on a phone too", async () => {
    const phone = await openPage(browser, PHONE, "light");
    await phone.context.addCookies(await desk.context.cookies());
    for (const [path, text] of [
      ["/markets/alerts", "Drill of prices"],
      ["/admin/notifications/settings", "Quiet hours and heartbeat"],
      ["/admin/deliveries", "Drill of prices"],
    ] as const) {
      await goOn(phone.page, `${installation.url}${path}`);
      await phone.page.getByText(text).first().waitFor();
      await expectSound(phone, `${path}, phone`);
    }
    await phone.context.close();
  });
});
