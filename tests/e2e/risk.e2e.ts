import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, expectSound, openBrowser, openPage, PHONE, takePicture, type WatchedPage } from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** A limit from the form to the gauge, changed, and taken away: every change is told. */

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("limits", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });
  afterAll(() => browser?.close());

  it("are set, with what is wrong said at the field", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/risk/limits`);
    await page.getByText("No limit is set").waitFor();
    await expectSound(desk, "limits, none");
    await page.getByRole("button", { name: "Add a limit" }).click();
    const form = page.getByRole("dialog", { name: "New limit" });
    await form.getByLabel("Limit", { exact: true }).selectOption({ label: "Gross exposure" });
    await form.getByLabel("Allows at most").fill("-5");
    await form.getByLabel("Why").fill("Small steps");
    await form.getByRole("button", { name: "Set the limit" }).click();
    await form.getByText("It takes a number from 0 to 1e15.").waitFor();
    expect(desk.takeTrouble()).toEqual([expect.stringContaining("400")]);
    await form.getByLabel("Allows at most").fill("1000000");
    await takePicture(page, "limit-form");
    await form.getByRole("button", { name: "Set the limit" }).click();
    await page.getByText("The limit is in force.").waitFor();
    await page.getByText(/ of 1,000,000/).waitFor();
    await expectSound(desk, "limits");
  });

  it("are changed and taken away, and every change is told", async () => {
    const { page } = desk;
    await page.getByRole("gridcell").getByRole("button", { name: "Change", exact: true }).click();
    const form = page.getByRole("dialog", { name: "Change the limit" });
    await form.getByLabel("Allows at most").fill("500000");
    await form.getByLabel("Why").fill("Smaller still");
    await form.getByRole("button", { name: "Change it" }).click();
    await page.getByText("1,000,000 → 500,000").waitFor();
    await takePicture(page, "limits");
    const phone = await openPage(browser, PHONE, "light");
    await phone.context.addCookies(await desk.context.cookies());
    await phone.page.goto(`${installation.url}/risk/limits`);
    await phone.page.getByText("Gross exposure").first().waitFor();
    await takePicture(phone.page, "phone-limits");
    await expectSound(phone, "limits, phone");
    await phone.context.close();
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    const removal = page.getByRole("dialog", { name: "Remove the limit" });
    await removal.getByLabel("Why").fill("Done");
    await removal.getByRole("button", { name: "Remove it" }).click();
    await page.getByText("No limit is set").waitFor();
    await page.getByText("500,000 → removed").waitFor();
    expect(desk.takeTrouble()).toEqual([]);
  });
});
