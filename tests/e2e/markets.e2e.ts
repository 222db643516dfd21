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
  textOf,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** The markets area as a trader uses it: instruments, lists of symbols, the list beside the chart, and bars as a file. */

const WORK_TIMEOUT_MS = 60_000;
const SYMBOLS = JSON.stringify([
  { symbol: "ALPHA", name: "Alpha", kind: "equity", currency: "USD" },
  { symbol: "BETA", name: "Beta" },
]);

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

const toChart = { timeout: WORK_TIMEOUT_MS };

describe.skipIf(CHROMIUM === undefined)("the markets area", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
    await desk.page.goto(`${installation.url}/chart?symbol=%5EGSPC&resolution=1d`);
  });

  afterAll(closePages);

  it("paints candles before any of the desk's code has arrived", async () => {
    const page = await desk.context.newPage();
    await page.route(/\/_next\/.*\.js/, (route) => route.abort());
    await page.goto(`${installation.url}/chart?symbol=%5EGSPC&resolution=1d`, { waitUntil: "commit" });
    const inks = () =>
      page.locator("canvas[data-early-picture]").evaluate((canvas) => {
        const picture = canvas instanceof HTMLCanvasElement ? canvas : null;
        const pixels = picture?.getContext("2d")?.getImageData(0, 0, picture.width, picture.height).data ?? [];
        const colors = new Set<string>();
        for (let at = 0; at < pixels.length; at += 4) colors.add(String(pixels.slice(at, at + 4)));
        return colors.size;
      });
    // The ground, rising and falling bars, and their volume.
    await expect.poll(inks, toChart).toBeGreaterThanOrEqual(5);
    await page.close();
  });

  it("goes through the list beside the chart by keys, and keeps a list of one's own", async () => {
    const { page } = desk;
    const all = page.getByRole("listbox", { name: "All instruments" });
    await all.getByRole("option", { name: /SIM-500/ }).click();
    await page.waitForURL(/symbol=SIM-500/);
    // A market that is still opening may not have named it yet.
    await all.getByRole("option", { name: /SIM-ACME/ }).waitFor();
    await all.press("ArrowDown");
    await page.waitForURL(/symbol=SIM-ACME/);
    await page.getByRole("button", { name: "Add SIM-ACME to a list" }).click();
    await page.getByRole("menuitem", { name: "New list…" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Mine");
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByRole("listbox", { name: "Mine" })
      .getByRole("option", { name: /SIM-ACME/ })
      .waitFor();
    await page.reload();
    await page
      .getByRole("listbox", { name: "Mine" })
      .getByRole("option", { name: /SIM-ACME/ })
      .waitFor();
    await expectSound(desk, "chart with a list");
  });

  it("takes the symbol that was typed, however quickly Enter follows", async () => {
    const { page } = desk;
    await page
      .getByRole("banner")
      .getByRole("button", { name: /SIM-ACME/ })
      .click();
    await page.keyboard.type("SIM-SOL");
    await page.keyboard.press("Enter");
    await page.waitForURL(/symbol=SIM-SOL/);
    // A layout that the person keeps on the server may show more than one.
    await page
      .getByRole("application", { name: /Chart of SIM-SOL/ })
      .first()
      .waitFor(toChart);
    expect(new URL(page.url()).searchParams.get("symbol")).toBe("SIM-SOL");
  });

  it("refuses at once what the simulated market does not have", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/markets/fetch?symbol=%5EGSPC&resolution=1d`);
    await page.getByLabel("Feed").selectOption({ label: "Simulated market" });
    await page.getByRole("button", { name: "Fetch", exact: true }).click();
    await page.getByText(/Simulated market has nothing called \^GSPC/).waitFor();
    await expectTrouble(desk, "422");
  });

  it("makes, changes, renames and deletes an instrument, and names what uses one", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/markets`);
    await page.getByRole("button", { name: "New instrument" }).click();
    const form = page.getByRole("dialog", { name: "New instrument" });
    await form.getByLabel("Symbol").fill("GAMMA");
    await form.getByLabel("Currency").fill("usd");
    await form.getByRole("button", { name: "Create" }).click();
    await form.getByText("Must be a currency code like USD.").waitFor();
    await form.getByLabel("Currency").fill("USD");
    await form.getByRole("button", { name: "Create" }).click();
    const sheet = page.getByRole("dialog", { name: "GAMMA" });
    await sheet.getByRole("textbox", { name: "Source" }).fill("yahoo");
    await sheet.getByRole("textbox", { name: "Its name there" }).fill("GAMMA.SW");
    await sheet.getByRole("button", { name: "Add a name" }).click();
    await sheet.getByRole("button", { name: "Remove the name GAMMA.SW at yahoo" }).waitFor();
    await expectSound(desk, "an instrument");
    await sheet.getByRole("button", { name: "Edit" }).click();
    const edit = page.getByRole("dialog", { name: "Edit GAMMA" });
    await edit.getByLabel("Sector").fill("Banks");
    await edit.getByRole("button", { name: "Save" }).click();
    await sheet.getByText("Banks").waitFor();
    await sheet.getByRole("button", { name: "Delete" }).click();
    const confirm = page.getByRole("dialog", { name: "Delete GAMMA" });
    await confirm.getByLabel(/Type GAMMA/).fill("GAMMA");
    await confirm.getByRole("button", { name: "Delete" }).click();
    await sheet.waitFor({ state: "detached" });
    await goOn(page, `${installation.url}/markets?instrument=%5EGSPC`);
    await page.getByRole("dialog", { name: "^GSPC" }).getByRole("button", { name: "Delete" }).click();
    const refused = page.getByRole("dialog", { name: "^GSPC is in use and stays" });
    await refused.getByText("imports").waitFor();
    await expectSound(desk, "what uses an instrument");
  });

  it("imports a list of symbols as JSON, and the search finds them", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/markets/symbols`);
    const file = { name: "list.json", mimeType: "application/json", buffer: Buffer.from(SYMBOLS) };
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "Import 2 lines" }).click();
    await page.getByText("2 made, 0 changed, 0 as they were.").waitFor(toChart);
    await goOn(page, `${installation.url}/markets?find=beta`);
    await page.getByRole("link", { name: "Open the chart of BETA" }).waitFor();
    await expectSound(desk, "instruments");
    await takePicture(page, "instruments");
  });

  it("puts back what was taken out of a list and a list that was deleted, by button and by key", async () => {
    const { page } = desk;
    const made = await page.request.post(`${installation.url}/api/trpc/watchlist.create`, {
      headers: { origin: installation.url },
      data: { json: { name: "Taken back", symbols: ["SIM-ACME", "SIM-500", "^GSPC"] } },
    });
    const watchlistId = /"watchlistId":"([^"]+)"/.exec(await made.text())?.[1];
    await goOn(page, `${installation.url}/markets/watchlists?list=${watchlistId}`);
    const rows = page.getByRole("button", { name: /^Take .* out of the list$/ });
    // Read at one moment: a row that goes meanwhile would be waited for.
    const names = () => rows.evaluateAll((found) => found.map((row) => row.getAttribute("aria-label")).join());
    const whole = "Take SIM-ACME out of the list,Take SIM-500 out of the list,Take ^GSPC out of the list";
    await expect.poll(names, toChart).toBe(whole);
    await rows.nth(1).click();
    await expect.poll(names, toChart).toBe(whole.replace("Take SIM-500 out of the list,", ""));
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(names, toChart).toBe(whole);
    await rows.nth(0).click();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await expectSound(desk, "a removal that can be taken back");
    await page.keyboard.press("Control+z");
    await expect.poll(names, toChart).toBe(whole);
    await expect.poll(() => page.getByRole("button", { name: "Undo" }).count()).toBe(0);
    await page.getByRole("button", { name: "Delete the list" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the list" }).click();
    await page.getByText("“Taken back” is deleted").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.waitForURL(new RegExp(`list=${watchlistId}`));
    // It stands so on the server.
    await page.reload();
    await expect.poll(names, toChart).toBe(whole);
  });

  it("exports bars as a file that is downloaded, and found again in the job tray", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/markets/export?symbol=%5EGSPC&resolution=1d`);
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const download = page.waitForEvent("download", toChart);
    await page.getByRole("link", { name: "Download" }).click(toChart);
    const lines = (await textOf(await download)).trim().split("\n");
    expect(lines[0]).toBe("symbol,resolution,time,open,high,low,close,volume");
    expect(lines).toHaveLength(5_106);
    await expectSound(desk, "exports");
    await page.getByRole("button", { name: "Jobs" }).click();
    await page.getByRole("link", { name: "Export ^GSPC as CSV" }).click();
    await page.waitForURL(/\/markets\/export\?file=/);
    const visitor = await browser.newContext();
    const href = await page.getByRole("link", { name: "Download" }).getAttribute("href");
    expect((await visitor.request.get(`${installation.url}${href}`)).status()).toBe(401);
    await visitor.close();
  });

  it("says what is stored, what it takes, and what a limit would take away before one is set", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/markets/coverage?tab=storage`);
    await page.getByText(/The database takes .* on the disk/).waitFor();
    const resolutions = page.getByRole("table", { name: "By resolution" });
    await resolutions.getByRole("row", { name: /^1d .*for ever/ }).waitFor();
    const kept = page.getByRole("table", { name: "What is kept, and how long" });
    await kept.getByRole("row").nth(3).waitFor();
    await expectSound(desk, "storage");
    await page.getByRole("button", { name: "Change how long bars of 1m are kept" }).click();
    const dialog = page.getByRole("dialog", { name: "How long are bars of 1m kept?" });
    await dialog.getByLabel("Days").fill("3000");
    await dialog.getByRole("button", { name: "Show what would go" }).click();
    await dialog.getByText(/No bar is that old|would go, about/).waitFor();
    await dialog.getByRole("button", { name: "Keep them 3,000 days" }).waitFor();
    await expectSound(desk, "what a limit would take away");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.setViewportSize(PHONE);
    await expectSound(desk, "storage, phone");
    await takePicture(page, "phone-storage");
    await page.setViewportSize(DESKTOP);
  });

  it("does it on a phone, in light", async () => {
    const phone = await openPage(browser, PHONE, "light");
    await phone.context.addCookies(await desk.context.cookies());
    for (const path of ["/markets", "/markets?instrument=BETA", "/markets/symbols", "/markets/export"]) {
      await goOn(phone.page, `${installation.url}${path}`);
      // By its element: behind a sheet that is open already it has no role.
      await phone.page.locator("main").waitFor({ state: "attached" });
      await expectSound(phone, `${path}, phone`);
    }
    // Passing words leave alone what a thumb rests on, and the buttons of a dialog.
    await goOn(phone.page, `${installation.url}/markets/watchlists`);
    await phone.page
      .getByRole("button", { name: /^Take .* out of the list$/ })
      .first()
      .click();
    const undo = phone.page.getByRole("button", { name: "Undo" });
    await undo.waitFor();
    await phone.page.getByRole("link", { name: "Desk", exact: true }).click({ trial: true });
    await phone.page.getByRole("button", { name: "Delete the list" }).click();
    const dialog = phone.page.getByRole("dialog");
    for (const button of await dialog.getByRole("button").all()) await button.click({ trial: true });
    await takePicture(phone.page, "phone-undo");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await undo.click();
    await undo.waitFor({ state: "detached" });
    await goOn(phone.page, `${installation.url}/chart?symbol=SIM-ACME&resolution=1m`);
    // While jobs run, their button takes a place of its own.
    await phone.page
      .locator('button[aria-label="Jobs"]')
      .evaluate((button) => button.classList.remove("max-md:hidden"));
    const symbol = phone.page.getByRole("banner").getByText("SIM-ACME", { exact: true });
    expect(await symbol.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
    await takePicture(phone.page, "phone-jobs");
    // Warnings of what else is tested here lie above until they are put away, which whoever holds the phone does.
    const away = phone.page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Dismiss" }).first();
    await phone.page.addLocatorHandler(away, (button) => button.click());
    await phone.page.getByRole("button", { name: "Show the watchlist" }).click();
    await expectSound(phone, "the list on a phone");
    await phone.page.getByRole("option", { name: /SIM-500/ }).click();
    await phone.page.waitForURL(/symbol=SIM-500/);
    await phone.context.close();
  });
});
