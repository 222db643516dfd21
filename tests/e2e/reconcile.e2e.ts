import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM, expectSound, openBrowser, takePicture, type WatchedPage } from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** An account of its own in a practice outage: begun and ended on screen, and afterwards both sides agree. */

const NAME = "Storm drill";

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("the reconciliation inbox", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(async () => {
    await browser?.close();
  });

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
    expect(desk.takeTrouble()).toHaveLength(1);
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
});
