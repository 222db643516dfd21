import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  closePages,
  expectSound,
  goOn,
  openBrowser,
  openPage,
  PHONE,
  takePicture,
  type WatchedPage,
} from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/** A strategy of one's own: from an example, broken, mended, saved, compared, and ready to be tested. */

const WORK_TIMEOUT_MS = 60_000;
const SLUG = "my-cross";

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;

describe.skipIf(CHROMIUM === undefined)("own strategies", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
  });

  afterAll(closePages);

  it("begin with an example", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/strategies`);
    await page.getByRole("button", { name: "New strategy" }).click();
    await page.getByLabel("Begin with").selectOption({ label: "Moving average cross" });
    await page.getByLabel("Name", { exact: true }).fill(SLUG);
    await page.getByRole("button", { name: "Create and open" }).click();
    await page.waitForURL(new RegExp(`/strategies/${SLUG}$`));
    await page.getByText("No error found").waitFor({ timeout: WORK_TIMEOUT_MS });
    expect(await page.getByRole("textbox", { name: /^Code of/ }).textContent()).toContain("defineStrategy");
    await takePicture(page, "strategy-editor");
  });

  it("show an error at its line, keep the text of a closed tab, and save once it is mended", async () => {
    const { page } = desk;
    const code = page.getByRole("textbox", { name: /^Code of/ });
    await code.press("Control+End");
    await page.keyboard.type("\nconst broken: number = true;");
    const line = await page.locator(".cm-lineNumbers .cm-activeLineGutter").textContent();
    await page.getByText("1 error").waitFor({ timeout: WORK_TIMEOUT_MS });
    const fault = page.getByRole("button", { name: new RegExp(`^Line ${line}, column 7`) });
    await fault.waitFor();
    await page.keyboard.press("Control+s");
    await page.getByText("Mend the error first").waitFor();
    await takePicture(page, "strategy-error");
    await expectSound(desk, "editor with an error");
    await page.reload();
    await page.getByText(/Your unsaved changes of .* are here again/).waitFor();
    await fault.click();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+End");
    await page.keyboard.type("// mended");
    await page.getByText("No error found").waitFor({ timeout: WORK_TIMEOUT_MS });
    await page.keyboard.press("Control+s");
    await page.getByLabel("What changed (optional)").fill("A note at the end");
    await page.keyboard.press("Enter");
    await page.getByText("Saved as version 2").waitFor({ timeout: WORK_TIMEOUT_MS });
  });

  it("show what changed, on a desk and on a phone", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "More for version 2" }).click();
    await page.getByRole("menuitem", { name: "Compare with version 1" }).click();
    await page.getByText("// mended").first().waitFor();
    await takePicture(page, "strategy-difference");
    await expectSound(desk, "comparison");
    const phone = await openPage(browser, PHONE, "light");
    await phone.context.addCookies(await desk.context.cookies());
    await phone.page.goto(page.url());
    await phone.page.getByText("// mended").first().waitFor();
    await expectSound(phone, "comparison, phone");
    await phone.context.close();
  });

  it("are published in one version with chosen values, seen by whom they are for, and withdrawn", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "More for version 1" }).click();
    await page.getByRole("menuitem", { name: "Publish this version" }).click();
    const dialog = page.getByRole("dialog", { name: `Publish ${SLUG}@1` });
    await dialog.getByLabel("Fast average, least").fill("5");
    await dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await dialog.getByText("Give both ends.").waitFor();
    await dialog.getByLabel("Fast average, most").fill("20");
    await dialog.getByLabel("Note (optional)").fill("Begin small");
    await takePicture(page, "strategy-publish");
    await dialog.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText(`${SLUG}@1 is published`).waitFor({ timeout: WORK_TIMEOUT_MS });
    const strategy = page.url();
    await goOn(page, `${installation.url}/strategies?q=${SLUG}`);
    await page.getByText(/Published to you by .*: Version 1, its defaults; fast 5 to 20/).waitFor();
    await goOn(page, `${installation.url}/admin/publications`);
    await page.getByRole("button", { name: `Withdraw ${SLUG}@1` }).click();
    await page.getByText("Nothing runs by it.").waitFor();
    await expectSound(desk, "published strategies");
    await page.getByRole("button", { name: "Withdraw", exact: true }).click();
    await page.getByText("Nothing is published", { exact: true }).waitFor({ timeout: WORK_TIMEOUT_MS });
    await goOn(page, strategy);
  });

  it("fill the form of a backtest with exactly the version one chose", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "More for version 1" }).click();
    await page.getByRole("menuitem", { name: "Backtest this version" }).click();
    const strategy = page.locator("#backtest-form").getByLabel("Strategy", { exact: true });
    await strategy.waitFor({ timeout: WORK_TIMEOUT_MS });
    expect(await strategy.inputValue()).toBe(`${SLUG}@1`);
    expect(await page.getByLabel("Fast average").inputValue()).toBe("10");
    expect(desk.takeTrouble()).toEqual([]);
  });
});
