import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
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

/** An external account from its first day: opened, traded in, read down to its postings, corrected. */

const NAME = "Broker elsewhere";
/** A browser says so of each refusal of the server, and the page says it in words at the box. */
const REFUSED = "console: Failed to load resource: the server responded with a status of 400 (Bad Request)";

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("the portfolio", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(closePages);

  it("opens an account, and says what is wrong at the box", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/portfolio/accounts`);
    await page
      .getByRole("gridcell", { name: /^Paper/ })
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Open an account" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "External" }).click();
    await dialog.getByRole("button", { name: "Open an account" }).click();
    await dialog.getByText("Give it a name of 1 to 80 characters.").waitFor();
    await expectTrouble(desk, REFUSED);
    await expectSound(desk, "portfolio, a wrong account");
    await dialog.getByLabel("Name").fill(NAME);
    await dialog.getByLabel("Opening deposit").fill("5000");
    await dialog.getByRole("button", { name: "Open an account" }).click();
    await page.getByRole("link", { name: NAME }).click();
    await page.getByText("Nothing is held").waitFor();
    await page.getByText("5,000.00 USD").first().waitFor();
  });

  it("books a trade and shows what is held, down to its lots and postings", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "Book an entry" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kind").selectOption({ label: "Trade from elsewhere" });
    await dialog.getByLabel("Symbol").click();
    await page.getByRole("option", { name: /\^GSPC/ }).click();
    await dialog.getByLabel("Quantity").fill("2");
    await dialog.getByLabel("Price").fill("none");
    await dialog.getByRole("button", { name: "Book an entry" }).click();
    await dialog.getByText(/“none” is no amount/).waitFor();
    await expectTrouble(desk, REFUSED);
    await dialog.getByLabel("Price").fill("1000.50");
    await dialog.getByRole("button", { name: "Book an entry" }).click();
    await page.getByRole("gridcell", { name: "^GSPC" }).waitFor();
    await expectSound(desk, "portfolio, a position");
    await takePicture(page, "portfolio");
    await page.getByRole("gridcell", { name: "^GSPC" }).click();
    await page.getByRole("dialog").getByText("2,001.00").waitFor();
    await page.getByRole("dialog").getByRole("link", { name: "All entries of this symbol" }).click();
    await page.waitForURL(/postings=/);
    await page.getByRole("gridcell", { name: "Trade from elsewhere" }).click();
    await page.getByRole("dialog").getByText("Securities at cost").waitFor();
    await expectSound(desk, "portfolio, an entry");
  });

  it("is read on a phone, down to its postings", async () => {
    const phone = await openPage(browser, PHONE, "light");
    const { page } = phone;
    await phone.context.addCookies(await desk.context.cookies());
    const account = new URL(desk.page.url()).searchParams.get("account");
    await page.goto(`${installation.url}/portfolio?account=${account}`);
    const position = page.getByRole("list", { name: "Positions" }).getByRole("button", { name: "^GSPC" });
    await position.waitFor();
    await expectSound(phone, "positions on a phone");
    await takePicture(page, "phone-portfolio");
    await position.click();
    await page.getByRole("dialog").getByText("2,001.00").waitFor();
    await expectSound(phone, "lots on a phone");
    await goOn(page, `${installation.url}/portfolio/ledger?account=${account}`);
    await page.getByRole("listitem").getByRole("button", { name: "Trade from elsewhere" }).click();
    await page.getByRole("dialog").getByText("Securities at cost").waitFor();
    await expectSound(phone, "an entry on a phone");
    await takePicture(page, "phone-ledger");
    await phone.context.close();
  });

  it("takes an entry back with its reason", async () => {
    const { page } = desk;
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: "Reverse" }).click();
    const confirm = page.getByRole("dialog").last();
    await confirm.getByRole("button", { name: "Reverse" }).click();
    await confirm.getByText(/Say why/).waitFor();
    await expectTrouble(desk, REFUSED);
    await confirm.getByLabel("Reason").fill("wrong account");
    await confirm.getByRole("button", { name: "Reverse" }).click();
    await page.getByRole("dialog").getByText("wrong account").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("gridcell", { name: "Reversal" }).waitFor();
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByText("Nothing is held").waitFor();
    expect(await page.getByText("5,000.00 USD").count()).toBeGreaterThan(0);
    await expectSound(desk, "portfolio, after a reversal");
  });
});
