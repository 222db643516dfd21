import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  expectSound,
  openBrowser,
  openPage,
  PHONE,
  takePicture,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** From a starter to hits on the sample data: build, correct, save, run, find again after the tab was closed. */

const WORK_TIMEOUT_MS = 60_000;

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("the screener", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(closePages);

  it("offers screens to begin with", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/markets/screener`);
    await page.getByRole("button", { name: /Golden cross/ }).waitFor();
    await expectSound(desk, "screener, empty");
    await page.getByRole("button", { name: /RSI below 30, above SMA 200/ }).click();
    await page.getByText("RSI 14 is below 30, and close is above SMA 200.").first().waitFor();
  });

  it("shows a fault of a nested condition at that condition", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "Add a group" }).click();
    const group = page.getByRole("group", { name: "Any of these" });
    await group.getByLabel("Length").fill("0");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await group.getByText(/Must be a whole number from/).waitFor();
    expect(
      await group.getByLabel("Length").evaluate((element) => element === element.ownerDocument.activeElement),
    ).toBe(true);
    await expectSound(desk, "screener, a nested fault");
    await group.getByRole("button", { name: "Remove this condition" }).click();
    await group.waitFor({ state: "detached" });
  });

  it("runs what was built and shows what it found", async () => {
    const { page } = desk;
    const number = page.getByLabel("Number", { exact: true });
    await number.fill("100");
    await page.getByRole("button", { name: "Remove this condition" }).last().click();
    await page.getByLabel("Name", { exact: true }).fill("RSI below 100");
    await page.getByText("RSI 14 is below 100.").first().waitFor();
    await page.getByRole("button", { name: "Save and run" }).click();
    await page.getByRole("gridcell", { name: "^GSPC" }).waitFor({ timeout: WORK_TIMEOUT_MS });
    expect(new URL(page.url()).searchParams.get("run")).not.toBeNull();
    await takePicture(page, "screener");
    await expectSound(desk, "screener, hits");
  });

  it("is found again on a phone, in the other theme, with its runs", async () => {
    const { pathname, search } = new URL(desk.page.url());
    const phone = await openPage(browser, PHONE, "light");
    const { page } = phone;
    await phone.context.addCookies(await desk.context.cookies());
    await page.goto(`${installation.url}${pathname}${search}`);
    await page.getByText("^GSPC").first().waitFor();
    await takePicture(page, "phone-screener");
    await expectSound(phone, "screener, phone");
    for (const tab of ["Conditions", "Runs"]) {
      await page.getByRole("tab", { name: tab }).click();
      await expectSound(phone, `screener, ${tab}, phone`);
    }
    await phone.context.close();
  });

  it("says what a deletion takes along, and is empty again", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText(/Deletes the screen with its 1 run and all their hits/).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: /Golden cross/ }).waitFor();
    expect(desk.takeTrouble()).toEqual([]);
  });
});
