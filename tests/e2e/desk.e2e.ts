import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  DESKTOP,
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
 * The desk as a trader uses it on the simulated market: buy by keys, see the position and the fill, rest a limit with its bracket,
 * change it, cancel it, halt. The account is this file's own.
 */

const NAME = "Desk walk";
const toChart = { timeout: 60_000 };

let browser: Browser;
let installation: Installation;
let desk: WatchedPage;
let accountId = "";

/** What the API answers to a change. */
async function change(path: string, input: unknown): Promise<Readonly<Record<string, unknown>>> {
  const answer = await desk.page.request.post(`${installation.url}/api/trpc/${path}`, {
    data: { json: input },
    headers: { origin: installation.url },
  });
  expect([path, answer.status()]).toEqual([path, 200]);
  return (await answer.json()).result.data.json;
}

const ticket = (page: Page) => page.getByRole("form", { name: "Order ticket" });
const tab = (page: Page, name: RegExp) => page.getByRole("tab", { name });
const row = (page: Page, name: string, of: string | RegExp) =>
  page.getByRole("grid", { name }).getByRole("row", { name: of });

/** Enter previews, Enter sends: the second one is pressed once every limit is said to pass. */
async function send(page: Page): Promise<void> {
  await page.keyboard.press("Enter");
  await ticket(page).getByText("All limits pass.").waitFor();
  await page.keyboard.press("Enter");
}

describe.skipIf(CHROMIUM === undefined)("the desk", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
    const made = await change("accounts.create", {
      name: NAME,
      kind: "paper",
      baseCurrency: "USD",
      openingCash: "100000",
    });
    accountId = String(made["accountId"]);
    await desk.page.goto(`${installation.url}/chart?symbol=SIM-ACME&resolution=1m&account=${accountId}`);
    await desk.page
      .getByText(/Last close/)
      .first()
      .waitFor({ state: "attached", ...toChart });
  });

  afterAll(closePages);

  it("buys at market from the keyboard and shows the position and the fill", async () => {
    const { page } = desk;
    await ticket(page).waitFor();
    await page
      .getByRole("application")
      .first()
      .click({ position: { x: 40, y: 200 } });
    await page.keyboard.press("b");
    await page.keyboard.type("10");
    await page.keyboard.press("Enter");
    await ticket(page).getByText(`${NAME}, PAPER`).waitFor();
    await ticket(page).getByText("All limits pass.").waitFor();
    await takePicture(page, "desk-ticket");
    await page.keyboard.press("Escape");
    await ticket(page)
      .getByRole("button", { name: /^Preview/ })
      .waitFor();
    await page.keyboard.press("Enter");
    await ticket(page).getByText("All limits pass.").waitFor();
    await page.keyboard.press("Enter");
    await row(page, "Positions", /SIM-ACME/).waitFor();
    await tab(page, /^Fills/).click();
    await row(page, "Fills", /SIM-ACME Buy 10 /).waitFor();
    await expectSound(desk, "desk with a fill");
  });

  it("makes one order of a lost answer, found out by asking again under the same key", async () => {
    const { page } = desk;
    let isLost = false;
    await page.route(/orders\.submit/, async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      // The server has it, and its answer never comes.
      await route.fetch();
      return route.abort();
    });
    await page.keyboard.press("b");
    await page.keyboard.type("1");
    await send(page);
    await ticket(page)
      .getByText(/^No answer came since/)
      .waitFor();
    await page.getByText("It was there already: the first try had arrived. There is one order.").waitFor();
    await page.unroute(/orders\.submit/);
    await row(page, "Fills", /SIM-ACME Buy 1 /).waitFor();
    await tab(page, /^Positions/).click();
    await row(page, "Positions", /SIM-ACME 11 /).waitFor();
    expect(await page.getByRole("button", { name: /^Long 11 / }).count()).toBe(1);
    // The lost answer is an error of the browser's own.
    await expectTrouble(desk, "net::");
  });

  it("rests a limit with its bracket, changes it and cancels it", async () => {
    const { page } = desk;
    const last = Number(
      (await page.getByRole("button", { name: /^Long 11/ }).getAttribute("aria-label"))?.split(" at ")[1],
    );
    const near = (factor: number) => (last * factor).toFixed(2);
    await tab(page, /^Working/).click();
    await page.keyboard.press("b");
    await ticket(page).getByLabel("Type").selectOption({ label: "Limit" });
    await ticket(page).getByLabel("In force").selectOption({ label: "Until canceled" });
    await ticket(page).getByLabel("Take profit, USD").fill(near(1.05));
    await ticket(page).getByLabel("Stop loss, USD").fill(near(0.95));
    await ticket(page).getByLabel("Limit, USD", { exact: true }).fill(near(0.98));
    await ticket(page).getByRole("textbox", { name: "Quantity" }).fill("5");
    await send(page);
    const order = row(page, "Working", /SIM-ACME Buy 5 .*Working/);
    await order.waitFor();
    await order.getByRole("button", { name: /^Change/ }).click();
    const form = page.getByRole("dialog", { name: /^Change Buy 5 SIM-ACME/ });
    await form.getByRole("textbox", { name: "Quantity" }).fill("6");
    await form.getByText(/quantity from 5 to 6/).waitFor();
    await form.getByRole("button", { name: "Send the change" }).click();
    const changed = row(page, "Working", /SIM-ACME Buy 6 .*Working/);
    await changed.waitFor();
    // Messages lie over the rows.
    const messages = page.getByRole("button", { name: "Dismiss" });
    while ((await messages.count()) > 0)
      await messages
        .first()
        .click({ timeout: 2_000 })
        .catch(() => undefined);
    await takePicture(page, "desk");
    await changed.click();
    await page
      .getByRole("dialog", { name: /Buy 6 SIM-ACME/ })
      .getByText("Changed at the venue")
      .waitFor();
    await expectSound(desk, "timeline of an order");
    await page.keyboard.press("Escape");
    await changed.getByRole("button", { name: /^Cancel/ }).click();
    await page.getByRole("button", { name: "Cancel the order" }).click();
    await page.getByText("No working orders").waitFor();
  });

  it("spreads an order over time: says what it will send, shows how far it is, pauses and cancels it", async () => {
    const { page } = desk;
    await page.keyboard.press("b");
    await ticket(page).getByLabel("Execute as").selectOption({ label: "TWAP" });
    await ticket(page).getByLabel("Over (minutes)").fill("20");
    await ticket(page).getByLabel("Type").selectOption({ label: "Market" });
    await ticket(page).getByRole("textbox", { name: "Quantity" }).fill("40");
    await page.keyboard.press("Enter");
    await ticket(page)
      .getByText(/^In 40 slices of 1, the first at once/)
      .waitFor();
    await ticket(page).getByText("All limits pass.").waitFor();
    await takePicture(page, "desk-algo-ticket");
    await page.keyboard.press("Enter");
    await tab(page, /^Algos/).click();
    const parent = row(page, "Algos", /SIM-ACME TWAP Buy 1 \/ 40/);
    await parent.waitFor();
    await parent.click();
    const sheet = page.getByRole("dialog", { name: "TWAP Buy 40 SIM-ACME" });
    await sheet.getByRole("button", { name: "Buy 1 SIM-ACME, market" }).waitFor();
    await takePicture(page, "desk-algo");
    await expectSound(desk, "a parent order");
    await sheet.getByRole("button", { name: "Pause" }).click();
    await sheet.getByRole("button", { name: "Resume" }).waitFor();
    await sheet.getByRole("button", { name: "Cancel" }).click();
    await sheet.getByText("Canceled", { exact: true }).first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("b");
    await ticket(page).getByLabel("Execute as").selectOption({ label: "One order" });
    await tab(page, /^Working/).click();
  });

  it("halts the account: a buy is refused in words, and a resume lets it pass again", async () => {
    const { page } = desk;
    await page.getByRole("banner").getByRole("button", { name: "Halt" }).click();
    const dialog = page.getByRole("dialog", { name: `Trading of ${NAME}` });
    await dialog.getByText(/nothing is canceled and nothing is sold\./).waitFor();
    await dialog.getByLabel("From now on").selectOption({ label: "… and close every position at market" });
    await dialog.getByText(/^Sells .* SIM-ACME at market$/).waitFor();
    await expectSound(desk, "halt, what flattening would do");
    await dialog.getByLabel("From now on").selectOption({ label: "Halt: no order at all" });
    await dialog.getByRole("button", { name: "Halt" }).click();
    await dialog.getByText("Say why, in a few words.").waitFor();
    await dialog.getByLabel("Reason").fill("A walk through the desk");
    await dialog.getByRole("button", { name: "Halt" }).click();
    const after = page.getByRole("dialog", { name: `${NAME}: halted` });
    await after.getByText("No order asked to be canceled, no position being closed.").waitFor();
    await after.getByRole("button", { name: "Close" }).first().click();
    await page.keyboard.press("b");
    await ticket(page).getByLabel("Type").selectOption({ label: "Market" });
    await ticket(page).getByRole("textbox", { name: "Quantity" }).fill("1");
    await page.keyboard.press("Enter");
    await ticket(page)
      .getByText(/^Trading is halted since/)
      .waitFor();
    await ticket(page).getByText("Nothing was sent.").waitFor();
    expect(await ticket(page).getByRole("button", { name: /^Send/ }).isEnabled()).toBe(false);
    await page.emulateMedia({ colorScheme: "light" });
    // A refusal is an answer of 4xx, which a browser writes to its console; while prices move it is asked for again.
    await expectSound(desk, "halted desk, light", /status of 4/);
    await change("orders.setState", { accountId, state: "active", reason: "The walk goes on" });
    await page.getByRole("banner").getByText("Active").waitFor();
  });

  it("shows four charts, saves the layout under a name, and finds it in another browser", async () => {
    const { page } = desk;
    await page.emulateMedia({ colorScheme: "dark" });
    const menu = (of: Page) => of.getByRole("button", { name: "Charts and layout" });
    const others = (of: Page) => of.getByRole("region", { name: /^Chart of / });
    await tab(page, /^Book/).click();
    // Five levels of each side, as the feed tells them, and the last trades.
    await expect.poll(() => page.getByRole("table", { name: /^Bids/ }).getByRole("row").count(), toChart).toBe(6);
    await page.getByRole("table", { name: "Last trades" }).waitFor();
    await menu(page).click();
    await page.getByRole("menuitemradio", { name: "4 charts" }).click();
    await expect.poll(() => others(page).count(), toChart).toBe(3);
    await others(page).first().getByLabel("Instrument").selectOption("SIM-SOL");
    await page.getByRole("region", { name: "Chart of SIM-SOL" }).waitFor();
    await takePicture(page, "desk-four-charts");
    await menu(page).click();
    await page.getByRole("menuitem", { name: "Saved layouts…" }).click();
    const dialog = page.getByRole("dialog", { name: "Saved layouts" });
    await dialog.getByLabel("Name of this layout").fill("Mornings");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.getByRole("button", { name: "Mornings", exact: true }).waitFor();
    await takePicture(page, "desk-layouts");
    await dialog.getByRole("button", { name: "Delete “Mornings”" }).click();
    await dialog.getByText("No layout is saved").waitFor();
    const undo = page.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    for (const button of await dialog.getByRole("button").all()) await button.click({ trial: true });
    await takePicture(page, "desk-undo");
    await undo.click();
    await dialog.getByRole("button", { name: "Mornings", exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await menu(page).click();
    await page.getByRole("menuitem", { name: "Trade" }).click();
    await expect.poll(() => others(page).count()).toBe(0);

    const elsewhere = await openPage(browser, DESKTOP);
    await elsewhere.context.addCookies(await desk.context.cookies());
    await elsewhere.page.goto(`${installation.url}/chart?symbol=SIM-ACME&resolution=1m&account=${accountId}`);
    await menu(elsewhere.page).click();
    await elsewhere.page.getByRole("menuitem", { name: "Saved layouts…" }).click();
    await elsewhere.page.getByRole("button", { name: "Mornings", exact: true }).click();
    await elsewhere.page.getByRole("region", { name: "Chart of SIM-SOL" }).waitFor(toChart);
    await expect.poll(() => others(elsewhere.page).count(), toChart).toBe(3);
    expect(elsewhere.takeTrouble()).toEqual([]);
    await elsewhere.context.close();
  });

  it("does it on a phone, in light", async () => {
    const phone = await openPage(browser, PHONE, "light");
    await phone.context.addCookies(await desk.context.cookies());
    await phone.page.goto(`${installation.url}/chart?symbol=SIM-ACME&resolution=1m&account=${accountId}`);
    await phone.page.getByText("SIM-ACME").first().waitFor();
    await phone.page.getByRole("button", { name: "Sell", exact: true }).waitFor();
    // What lies under the foot of the screen is asked for by whoever gets there.
    expect(await phone.page.getByRole("list", { name: "Positions" }).count()).toBe(0);
    await phone.page.locator("#desk-lower").evaluate((lower) => lower.scrollIntoView({ block: "end" }));
    await phone.page.getByRole("list", { name: "Positions" }).waitFor();
    await expectSound(phone, "desk on a phone");
    await phone.page.getByRole("button", { name: "Sell", exact: true }).click();
    await ticket(phone.page).getByRole("textbox", { name: "Quantity" }).fill("10");
    await phone.page.keyboard.press("Enter");
    await ticket(phone.page).getByText("All limits pass.").waitFor();
    await takePicture(phone.page, "phone-ticket");
    await expectSound(phone, "ticket on a phone");
    await phone.context.close();
  });
});
