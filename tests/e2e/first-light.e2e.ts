import { TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
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
import { EMAIL, PASSWORD, signIn } from "./first-run";
import { type RunningInstallation, startInstallation } from "./installation";

/**
 * The first five minutes of a new person, at a desk and on a phone: wizard -> sample data -> chart -> backtest -> tear
 * sheet -> the same run again, equal. Every screen is also checked for what it must never do (`expectSound`).
 */

/** Whole seconds of work on a loaded machine: an import, a backtest. */
const WORK_TIMEOUT_MS = 60_000;

const ADMIN_TABS = ["/admin/jobs", "/admin/audit", "/admin/profile", "/admin/sessions"];

let installation: RunningInstallation;
let browser: Browser;
let desk: WatchedPage;
/** The first run, as the wizard's person made it; the phone looks at the same. */
let firstRunPath = "";

describe.skipIf(CHROMIUM === undefined)("first light", () => {
  beforeAll(async () => {
    installation = await startInstallation(4_780);
    browser = await openBrowser();
    desk = await openPage(browser, DESKTOP);
  });

  afterAll(async () => {
    await closePages();
    await installation?.stop();
  });

  it("answers nothing but set-up until an admin exists", async () => {
    const bare = await fetch(`${installation.url}/chart`, { headers: { accept: "text/html" } });
    expect(bare.status).toBe(503);
    expect(await bare.text()).toContain("npm start printed");
    const api = await fetch(`${installation.url}/api/trpc/job.list`);
    expect(api.status).toBe(503);
    const guess = await desk.page.goto(`${installation.url}/setup?token=guess`);
    expect(guess?.status()).toBe(200);
    await desk.page.getByText("This set-up address is not valid").waitFor();
    await expectSound(desk, "set-up with a wrong token");
    const light = await openPage(browser, DESKTOP, "light");
    await light.page.goto(`${installation.url}/setup?token=guess`);
    await light.page.locator('html[data-theme="light"]').waitFor({ state: "attached" });
    await expectSound(light, "set-up on a machine that is light");
    await light.context.close();
  });

  it("walks the wizard and lands signed in on the chart", async () => {
    const { page } = desk;
    await page.goto(installation.setUpUrl);
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("Must be at least 12 characters.").waitFor();
    expect(page.url(), "the token leaves the address bar").not.toContain("token=");
    await expectSound(desk, "wizard, a weak password");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await takePicture(page, "wizard");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("How should numbers read?").waitFor();
    await expectSound(desk, "wizard, currency and time");
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("Where should it start?").waitFor();
    await page.getByRole("button", { name: "Create and open the desk" }).click();
    await page.waitForURL(/\/chart/, { timeout: WORK_TIMEOUT_MS });
  });

  it("shows twenty years of the S&P 500", async () => {
    const { page } = desk;
    const chart = page.getByLabel(/Chart of \^GSPC/);
    await chart.waitFor({ timeout: WORK_TIMEOUT_MS });
    await page
      .getByText(/Last close/)
      .first()
      .waitFor({ state: "attached", timeout: WORK_TIMEOUT_MS });
    await page
      .getByRole("radio", { name: "All" })
      .or(page.getByRole("button", { name: "All", exact: true }))
      .first()
      .click();
    await takePicture(page, "chart");
    await expectSound(desk, "chart");
  });

  it("answers a used set-up address with the way to sign-in", async () => {
    const visitor = await openPage(browser, DESKTOP);
    await visitor.page.goto(installation.setUpUrl);
    await visitor.page.getByText("This installation is set up already").waitFor();
    await expectSound(visitor, "set-up, used");
    await visitor.context.close();
  });

  it("runs a backtest and shows its tear sheet", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/strategies/backtest?symbol=%5EGSPC&resolution=1d`);
    await page.getByRole("button", { name: /^Run/ }).first().click();
    await page.getByText("Run card").waitFor({ timeout: WORK_TIMEOUT_MS });
    await page.getByText("Final equity").first().waitFor();
    firstRunPath = new URL(page.url()).pathname + new URL(page.url()).search;
    expect(firstRunPath).toContain("run=");
    await takePicture(page, "backtest");
    await expectSound(desk, "tear sheet");
  });

  it("gives the same bits when it is run again", async () => {
    const { page } = desk;
    await page.getByRole("button", { name: "Run again" }).click();
    await page.waitForURL((url) => url.pathname + url.search !== firstRunPath, { timeout: WORK_TIMEOUT_MS });
    await page.getByText("same bits").first().waitFor({ timeout: WORK_TIMEOUT_MS });
    await expectSound(desk, "tear sheet, run again");
  });

  it("searches combinations, says how likely the best is luck, and goes through the map by keys", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/strategies/search?symbol=%5EGSPC&resolution=1d`);
    const form = page.locator("#search-form");
    await form.getByRole("radio", { name: "Random" }).click();
    await form.getByLabel("Combinations", { exact: true }).fill("20");
    await form.getByLabel("First day").fill("2090-01-01");
    const start = form.getByRole("button", { name: /^Search 20 of/ });
    await start.click();
    // Refused where it was asked, at the field; nothing was started.
    await form
      .getByText(/no bar between/i)
      .first()
      .waitFor();
    expect(new URL(page.url()).searchParams.get("search")).toBeNull();
    await expectTrouble(desk, "422");
    await form.getByLabel("First day").fill("");
    await start.click();
    await page.getByText(/probability of overfitting/).waitFor({ timeout: WORK_TIMEOUT_MS });
    expect(await page.getByRole("button", { name: "Run the rest" }).count()).toBe(0);
    await page.getByRole("tab", { name: "Map" }).click();
    const map = page.getByRole("grid");
    const cells = map.getByRole("button");
    await map.locator('button[tabindex="0"]').focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.press("ArrowUp");
    const last = await cells.last().getAttribute("data-cell");
    expect(await page.evaluate("document.activeElement.dataset.cell")).toBe(`1 ${last?.split(" ")[1]}`);
    await expectSound(desk, "map of a search");
  });

  it("finds every page by the rail, in light as well", async () => {
    const light = await openPage(browser, DESKTOP, "light");
    await light.context.addCookies(await desk.context.cookies());
    await chooseTheme(light, "Light");
    for (const path of ["/chart", "/markets", "/markets/import", "/strategies", "/admin", ...ADMIN_TABS]) {
      await light.page.locator(`nav a[href^="${path}?"], nav a[href="${path}"]`).first().click();
      await light.page.waitForURL((url) => url.pathname === path);
      await expectSound(light, `${path}, light`);
    }
    await goOn(light.page, `${installation.url}${firstRunPath}`);
    await light.page.getByText("Run card").waitFor();
    await takePicture(light.page, "backtest-light");
    await expectSound(light, "tear sheet, light");
    await chooseTheme(light, "Dark");
    await light.context.close();
  });

  it("does the same with one hand on a phone", async () => {
    const phone = await openPage(browser, PHONE);
    await phone.context.addCookies(await desk.context.cookies());
    for (const [path, name] of [
      ["/chart?symbol=%5EGSPC&resolution=1d", "phone-chart"],
      [firstRunPath, "phone-backtest"],
      ["/markets", "phone-markets"],
      ["/strategies", "phone-strategies"],
      ["/admin", "phone-admin"],
    ] as const) {
      await goOn(phone.page, `${installation.url}${path}`);
      await phone.page.getByRole("main").waitFor();
      await phone.page.waitForLoadState("load");
      if (name === "phone-backtest") await phone.page.getByText("Final equity").first().waitFor();
      await takePicture(phone.page, name);
      await expectSound(phone, `${path}, phone`);
    }
    await phone.context.close();
  });

  it("ends a session at its next request when it is signed out elsewhere", async () => {
    const other = await openPage(browser, DESKTOP);
    await signIn(other.page, installation);
    const cookies = await other.context.cookies();
    const mark = cookies.find(({ name }) => name.startsWith("bifrost-device-"));
    expect(mark).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    await other.page.evaluate(
      "fetch('/api/auth/csrf').then((r) => r.json()).then(({ csrfToken }) => fetch('/api/auth/signout', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ csrfToken, json: 'true' }) })).then((r) => r.text())",
    );
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const stolen = await fetch(`${installation.url}/api/trpc/session.me`, { headers: { cookie } });
    expect(stolen.status).toBe(401);
    await other.context.close();
  });

  it("signs in with a passkey, or with a password and a code, and asks again before danger", async () => {
    const person = await openPage(browser, DESKTOP);
    const { page } = person;
    // Browsers bind passkeys to names: this machine's is localhost.
    const here = { url: installation.url.replace("127.0.0.1", "localhost") };
    await signIn(page, here);
    await addVirtualAuthenticator(page);
    await page.goto(`${here.url}/admin/security`);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    const codes = page.getByRole("dialog").getByRole("listitem");
    await codes.first().waitFor();
    const [first = ""] = await codes.allTextContents();
    expect(first).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.getByRole("button", { name: "Set up an app" }).click();
    const secret = await page.getByLabel("Key", { exact: true }).inputValue();
    await page.getByLabel("Code", { exact: true }).fill(new TOTP({ secret }).generate());
    await page.getByRole("button", { name: "Turn on" }).click();
    await page
      .getByText("used", { exact: false })
      .or(page.getByText("since", { exact: false }))
      .first()
      .waitFor();
    await takePicture(page, "security");

    await page.context().clearCookies();
    await page.goto(`${here.url}/sign-in`);
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("This code is not right").waitFor();
    person.takeTrouble();
    await page.getByLabel("Code", { exact: true }).fill(first);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.waitForURL(({ pathname }) => pathname === "/home");

    await page.context().clearCookies();
    await page.goto(`${here.url}/sign-in?next=/admin/keys`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(({ pathname }) => pathname === "/admin/keys");

    // As the server answers when the last proof is older than five minutes.
    const refusal = {
      error: {
        json: {
          message: "auth.reauthenticate",
          code: -32_028,
          data: {
            code: "PRECONDITION_REQUIRED",
            httpStatus: 428,
            path: "apiKey.create",
            requestId: null,
            appError: { kind: "auth.reauthenticate" },
            issues: [],
          },
        },
      },
    };
    await page.evaluate(
      (answer) => {
        const ask = window.fetch;
        let isRefused = false;
        window.fetch = (...given) => {
          if (isRefused || !new Request(...given).url.includes("apiKey.create")) return ask(...given);
          isRefused = true;
          return Promise.resolve(
            new Response(answer, { status: 428, headers: { "content-type": "application/json" } }),
          );
        };
      },
      JSON.stringify([refusal]),
    );
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByLabel("Name").fill("proof");
    await page.getByRole("dialog").getByRole("button", { name: "New key" }).click();
    const question = page.getByRole("dialog", { name: "Is it you?" });
    await question.locator("input[type=password]").fill(PASSWORD);
    await takePicture(page, "proof", { isBusy: true });
    await question.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("dialog", { name: "Your key" }).waitFor();
    person.takeTrouble();
    await person.context.close();
  });
});

/** A device of Chromium's own making, with a finger that is always right. */
async function addVirtualAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function chooseTheme({ page }: WatchedPage, theme: "Light" | "Dark"): Promise<void> {
  await goOn(page, `${installation.url}/admin/profile`);
  await page.getByRole("radio", { name: theme }).click();
  await page.locator(`html[data-theme="${theme.toLowerCase()}"]`).waitFor({ state: "attached" });
}
