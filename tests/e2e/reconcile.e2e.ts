import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  CHROMIUM,
  closePages,
  expectSound,
  expectTrouble,
  openBrowser,
  openPage,
  PHONE,
  takePicture,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/**
 * An account of its own in a practice outage: begun and ended on screen, and afterwards both sides agree. Then its venue takes a fill
 * back without a word: the inbox finds it, would give it to a strategy, and corrects it from a phone.
 */

const NAME = "Storm drill";
const STRATEGY = "Storm cross";
const SYMBOL = "SIM-ACME";

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

/** What the API answers. */
async function ask(path: string, input: unknown, how: "query" | "change"): Promise<unknown> {
  const { request } = desk.page;
  const url = `${installation.url}/api/trpc/${path}`;
  const json = JSON.stringify({ json: input });
  const answer =
    how === "query"
      ? await request.get(`${url}?input=${encodeURIComponent(json)}`)
      : await request.post(url, {
          data: json,
          headers: { origin: installation.url, "content-type": "application/json" },
        });
  expect([path, answer.status()]).toEqual([path, 200]);
  return (await answer.json()).result.data.json;
}

/** Buys at market in the account of this file, which a strategy on it trades as well. */
async function buyOne(): Promise<void> {
  const accounts = z
    .array(z.object({ accountId: z.string(), name: z.string() }))
    .parse(await ask("accounts.list", undefined, "query"));
  const accountId = accounts.find(({ name }) => name === NAME)?.accountId ?? "";
  const request = {
    accountId,
    symbol: SYMBOL,
    side: "buy",
    qty: "1",
    ordType: "market",
    timeInForce: "day",
    reduceOnly: false,
    postOnly: false,
  };
  await ask("orders.submit", { idempotencyKey: "storm-buy-1", request }, "change");
  const strategy = { name: STRATEGY, strategy: "sma-cross", instruments: [SYMBOL], resolution: "1m", capital: "1000" };
  await ask("deployments.create", { ...strategy, accountId }, "change");
  const fills = async () => z.array(z.unknown()).parse(await ask("paper.fills", { accountId }, "query")).length;
  await expect.poll(fills, { timeout: 20_000 }).toBe(1);
}

describe.skipIf(CHROMIUM === undefined)("the reconciliation inbox", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(closePages);

  it("shows how accounts stand, and practices an outage", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/portfolio/accounts`);
    await page.getByRole("button", { name: "Open an account" }).first().click();
    const opening = page.getByRole("dialog");
    await opening.getByLabel("Name").fill(NAME);
    await opening.getByLabel("Opening deposit").fill("50000");
    await opening.getByRole("button", { name: "Open an account" }).click();
    await page.getByRole("link", { name: "Reconciliation" }).click();
    const row = page.getByRole("row", { name: new RegExp(NAME) });
    await row.getByRole("button", { name: "Venue…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Minutes").fill("0");
    await dialog.getByRole("button", { name: "Practice an outage" }).click();
    await dialog.getByText("A practice outage lasts a whole number of minutes").waitFor();
    await expectTrouble(desk, "400");
    await expectSound(desk, "the venue of an account");
    await dialog.getByLabel("Minutes").fill("3");
    await dialog.getByRole("button", { name: "Practice an outage" }).click();
    await page.getByText(`Practice outage on “${NAME}”`).waitFor();
    await expectSound(desk, "reconciliation in an outage");
    await takePicture(page, "reconciliation");
    await page.getByRole("button", { name: "Stop it" }).click();
    await page.getByText(`Practice outage on “${NAME}”`).waitFor({ state: "detached" });
    await row.getByRole("button", { name: "Compare now" }).click();
    await page.getByText("No open difference").waitFor();
    await expectSound(desk, "reconciliation");
  });

  it("finds a fill that the venue took back without a word, and shows what a strategy would get", async () => {
    const { page } = desk;
    await buyOne();
    const account = page.getByRole("row", { name: new RegExp(NAME) }).first();
    await account.getByRole("button", { name: "Venue…" }).click();
    const venue = page.getByRole("dialog");
    await venue.getByLabel("Fill", { exact: true }).selectOption({ index: 1 });
    await venue.getByLabel("Say nothing").check();
    await venue.getByRole("button", { name: "Next" }).click();
    await venue.getByText(/The venue takes back: bought 1 SIM-ACME at/).waitFor();
    await takePicture(page, "reconciliation-bust");
    await venue.getByRole("button", { name: "Let the venue take it back" }).click();
    await venue.waitFor({ state: "detached" });
    const item = (what: RegExp) => page.getByRole("grid", { name: "Inbox" }).getByRole("row", { name: what });
    await expect
      .poll(
        async () => {
          await account.getByRole("button", { name: "Compare now" }).click();
          return item(/Fill missing at the venue · SIM-ACME/).count();
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toBe(1);
    await item(/Position differs · SIM-ACME/)
      .getByRole("button", { name: "Resolve" })
      .click();
    const position = page.getByRole("dialog");
    await position.getByText("Assign to a strategy").first().click();
    await position.getByLabel("Strategy").selectOption({ index: 1 });
    await position.getByText(`“${STRATEGY}” holds 0 of SIM-ACME and then −1`).waitFor();
    await takePicture(page, "reconciliation-assign");
    await page.keyboard.press("Escape");
  });

  it("is read and answered on a phone", async () => {
    const phone = await openPage(browser, PHONE, "light");
    const { page } = phone;
    await phone.context.addCookies(await desk.context.cookies());
    await page.goto(`${installation.url}/portfolio/reconcile`);
    const resolve = async (what: RegExp) => {
      await page
        .getByRole("list", { name: "Inbox" })
        .getByRole("listitem")
        .filter({ hasText: what })
        .getByRole("button", { name: "Resolve" })
        .click();
      return page.getByRole("dialog");
    };
    const position = await resolve(/Position differs · SIM-ACME/);
    await position.getByText("Assign to a strategy").first().click();
    await position.getByLabel("Strategy").selectOption({ index: 1 });
    await position.getByText(`“${STRATEGY}” holds 0 of SIM-ACME and then −1`).waitFor();
    await expectSound(phone, "what a strategy would get, on a phone");
    await takePicture(page, "phone-reconciliation-assign");
    await page.keyboard.press("Escape");
    await expectSound(phone, "the inbox on a phone");
    await takePicture(page, "phone-reconciliation");
    await page.getByRole("listitem").filter({ hasText: NAME }).getByRole("button", { name: "Venue…" }).first().click();
    await page.getByRole("dialog").getByLabel("Minutes").waitFor();
    await expectSound(phone, "the venue of an account, on a phone");
    await takePicture(page, "phone-reconciliation-venue");
    await page.keyboard.press("Escape");
    const fill = await resolve(/Fill missing at the venue · SIM-ACME/);
    await fill.getByLabel("Reason").fill("practice");
    await fill.getByRole("button", { name: "Correct" }).click();
    await page.getByText("No open difference").waitFor({ timeout: 20_000 });
    await phone.context.close();
    await desk.page.getByText("No open difference").waitFor({ timeout: 20_000 });
  });
});
