import type { Browser, Locator } from "playwright-core";
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
import { type Installation, PASSWORD } from "./first-run";

/**
 * A limit from the form to the gauge, changed, and taken away: every change is told. Then an account that holds something: what it can
 * lose, a scenario of one's own, a limit that is passed while prices move, and the seals of the audit log. Last a second person, who
 * lets in what makes a deployment larger.
 */

let installation: Installation;
let browser: Browser;
let desk: WatchedPage;
/** What is seen on the desk as well; one page, for each new one begins with an engine of its own. */
let phone: WatchedPage;

/** What the API answers to a change, by the administrator where nobody else is named. */
async function change(path: string, input: unknown, by = desk): Promise<Readonly<Record<string, unknown>>> {
  const answer = await by.page.request.post(`${installation.url}/api/trpc/${path}`, {
    data: { json: input },
    headers: { origin: installation.url },
  });
  expect([path, answer.status()]).toEqual([path, 200]);
  return (await answer.json()).result.data.json;
}

/** Another person, signed in on a page of their own. */
async function openSecond(
  name: string,
  role: "risk" | "trader",
): Promise<{ readonly userId: string; readonly second: WatchedPage }> {
  const [email, password] = [`${name.toLowerCase()}@example.com`, "a second pair of eyes"];
  await change("security.prove", { kind: "password", password: PASSWORD });
  const { userId } = await change("people.create", { email, name, role, password });
  const second = await openPage(browser, DESKTOP);
  const { request } = second.context;
  const { csrfToken } = await (await request.get(`${installation.url}/api/auth/csrf`)).json();
  const entered = await request.post(`${installation.url}/api/auth/callback/credentials`, {
    headers: { origin: installation.url },
    form: { csrfToken, email, password, json: "true" },
  });
  expect(entered.ok()).toBe(true);
  return { userId: String(userId), second };
}

/** An account of this file's own that holds ten of something that is quoted. */
async function openHolding(name = "Risk drill"): Promise<string> {
  const opening = { name, kind: "paper", baseCurrency: "USD", openingCash: "100000" };
  const accountId = String((await change("accounts.create", opening))["accountId"]);
  const request = {
    accountId,
    symbol: "SIM-ACME",
    side: "buy",
    qty: "10",
    ordType: "market",
    limitPrice: null,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "day",
    expireAt: null,
    reduceOnly: false,
    postOnly: false,
    takeProfit: null,
    stopLoss: null,
  };
  await change("orders.submit", { idempotencyKey: "risk-drill", request });
  return accountId;
}

const DAY_MS = 86_400_000;

/** An account of elsewhere that has had something since yesterday. */
async function openPast(): Promise<string> {
  const opening = { name: "Held since yesterday", kind: "external", baseCurrency: "USD" };
  const accountId = String((await change("accounts.create", opening))["accountId"]);
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  const deposit = { kind: "deposit", currency: "USD", amount: "100000", at: daysAgo(2) };
  const trade = { kind: "adoption", symbol: "SIM-ACME", side: "buy", qty: "100", price: "100", at: daysAgo(1) };
  for (const entry of [deposit, trade])
    await change("accounts.book", { accountId, idempotencyKey: `limit-past-${entry.kind}`, entry });
  return accountId;
}

const BACKTEST = {
  strategy: "sma-cross",
  params: { fast: 20, slow: 50 },
  symbol: "^GSPC",
  resolution: "1d",
  cash: 100_000,
  commissionPercent: 0.1,
  slippageBps: 1,
};

/** What the simulator calls the newest backtest of the index, once it has ended. */
async function nameOfBacktest(simulator: Locator): Promise<string> {
  const option = simulator.getByRole("option", { name: /Backtest .* on \^GSPC/ }).first();
  await option.waitFor({ state: "attached" });
  return (await option.textContent()) ?? "";
}

describe.skipIf(CHROMIUM === undefined)("limits", () => {
  beforeAll(async () => {
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
    phone = await openPage(browser, PHONE, "light");
    await phone.context.addCookies(await desk.context.cookies());
  });
  afterAll(closePages);

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
    await expectTrouble(desk, "400");
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
    await goOn(phone.page, `${installation.url}/risk/limits`);
    await phone.page.getByText("Gross exposure").first().waitFor();
    await takePicture(phone.page, "phone-limits");
    await expectSound(phone, "limits, phone");
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    const removal = page.getByRole("dialog", { name: "Remove the limit" });
    await removal.getByLabel("Why").fill("Done");
    await removal.getByRole("button", { name: "Remove it" }).click();
    await page.getByText("No limit is set").waitFor();
    await page.getByText("500,000 → removed").waitFor();
    expect(desk.takeTrouble()).toEqual([]);
  });

  it("are tried on the past of an account and of a backtest before they are set, on a desk and on a phone", async () => {
    const { page } = desk;
    const accountId = await openPast();
    await change("backtest.submit", BACKTEST);
    await goOn(page, `${installation.url}/risk/limits?account=${accountId}`);
    await page.getByRole("button", { name: "Add a limit" }).click();
    const form = page.getByRole("dialog", { name: "New limit" });
    const simulator = form.getByRole("region", { name: "What it would have done" });
    await form.getByLabel("Limit", { exact: true }).selectOption({ label: "Gross exposure" });
    await simulator.getByRole("button", { name: "Try it" }).click();
    // What is wrong with the limit is told at its field, and the eye is led there.
    await expect
      .poll(() => form.getByLabel("Allows at most").evaluate((box) => box === document.activeElement))
      .toBe(true);
    await form.getByText("It takes a number from 0 to 1e15.").waitFor();
    await expectTrouble(desk, "400");
    await form.getByLabel("Allows at most").fill("1000");
    await simulator.getByRole("button", { name: "Try it" }).click();
    await simulator.getByText("It would have fired on 1 of 2 days and refused 0 of 0 orders.").waitFor();
    await simulator.getByLabel("Past of").selectOption({ label: await nameOfBacktest(simulator) });
    await simulator.getByText("The form was changed since: try it again.").waitFor();
    await page.setViewportSize(PHONE);
    await simulator.getByRole("button", { name: "Try it" }).click();
    await simulator.getByText(/refused [1-9]\d* of \d+ orders/).waitFor();
    await expectSound(desk, "a limit that is tried, phone");
    await page.setViewportSize(DESKTOP);
    await simulator
      .getByRole("region", { name: "Tried before" })
      .getByRole("button", { name: /on the backtest/ })
      .waitFor();
    await takePicture(page, "limit-simulation");
    await page.keyboard.press("Escape");
  });

  it("pass while prices move, and the overview says what an account can lose", async () => {
    const { page } = desk;
    const accountId = await openHolding();
    await goOn(page, `${installation.url}/risk?account=${accountId}`);
    await page.getByText(/On one day in twenty you lose/).waitFor();
    await page.getByRole("table", { name: "Protection" }).getByText("no stop").waitFor();
    await page.getByText(/too short a past .*a loss of 20/).waitFor();
    await change("risk.ask", {
      limitId: null,
      scope: { of: "account", subject: accountId },
      name: "Drill",
      terms: { kind: "gross_exposure", value: "10", steps: { warnAt: 0.8, hard: "reduce_only" } },
      reason: "A drill of the monitor",
    });
    await page.getByText(/passed, .* used/).waitFor();
    await page.getByText("Drill is past its limit: only what reduces passes.").waitFor();
    await expectSound(desk, "risk overview");
    await goOn(phone.page, `${installation.url}/risk?account=${accountId}`);
    await phone.page.getByText(/On one day in twenty you lose/).waitFor();
    await expectSound(phone, "risk overview, phone");
    await goOn(phone.page, `${installation.url}/risk/losses?account=${accountId}`);
    await phone.page.getByText("Stress grid").waitFor();
    await expectSound(phone, "losses, phone");
    // What an order that reduces changes of all that, in its sheet.
    await goOn(phone.page, `${installation.url}/chart?symbol=SIM-ACME&account=${accountId}`);
    await phone.page.getByRole("button", { name: "Sell", exact: true }).click();
    const sheet = phone.page.getByRole("dialog");
    await sheet.getByLabel("Quantity").fill("1");
    // The limit is passed: only what says so itself is taken.
    await sheet.getByRole("checkbox", { name: "Reduce only" }).click();
    await sheet.getByRole("button", { name: "Preview" }).click();
    await sheet.getByRole("row", { name: /^Worst scenario/ }).waitFor();
    await expectSound(phone, "what an order changes, phone");
  });

  it("stand beside stops that the house places again where one is missing", async () => {
    const { page } = desk;
    const accountId = await openHolding("Guarded");
    await goOn(page, `${installation.url}/risk?account=${accountId}`);
    const protection = page.getByRole("table", { name: "Protection" });
    await protection.getByText("no stop").waitFor();
    await page.getByText("A missing stop is told here, nothing more is done.").waitFor();
    await page.getByRole("button", { name: "Change what is done" }).click();
    const form = page.getByRole("dialog", { name: "Where stops of Guarded do not cover" });
    await form.getByLabel("What is done about a missing stop").selectOption({ label: "Place a stop" });
    await form.getByLabel("After seconds").fill("4");
    await form.getByRole("button", { name: "Set it" }).click();
    await form.getByText("Say why, in 1 to 200 characters.").waitFor();
    await form.getByLabel("Why").fill("Nothing stands bare");
    await form.getByRole("button", { name: "Set it" }).click();
    await form.getByText("It takes whole seconds from 5 to 3600.").waitFor();
    await expectTrouble(desk, "400", "400");
    await form.getByLabel("After seconds").fill("5");
    await form
      .getByText(/SIM-ACME: a stop to sell 10 at .* is placed after 5\ss, at its distance from the market/)
      .waitFor();
    await takePicture(page, "protection-form");
    await expectSound(desk, "what is done about a missing stop");
    await page.setViewportSize(PHONE);
    await expectSound(desk, "what is done about a missing stop, phone");
    await takePicture(page, "phone-protection-form");
    await page.setViewportSize(DESKTOP);
    await form.getByRole("button", { name: "Set it" }).click();
    await page.getByText("That is done from now on.").waitFor();
    await protection.getByText("covered", { exact: true }).waitFor({ timeout: 40_000 });
    await page
      .getByText(/Guarded: a stop to sell 10 SIM-ACME at .* is on its way/)
      .first()
      .waitFor();
    await expectSound(desk, "a stop that was placed again");
    await protection.scrollIntoViewIfNeeded();
    await takePicture(page, "protection");
    await goOn(phone.page, `${installation.url}/risk?account=${accountId}`);
    await phone.page
      .getByText(/a stop to sell 10 SIM-ACME/)
      .first()
      .scrollIntoViewIfNeeded();
    await expectSound(phone, "a stop that was placed again, phone");
    await takePicture(phone.page, "phone-protection");
  });

  it("stand beside scenarios of one's own, weighed at once", async () => {
    const { page } = desk;
    await page.getByRole("link", { name: "Losses", exact: true }).click();
    await page.getByRole("button", { name: "Add a scenario" }).click();
    const form = page.getByRole("dialog", { name: "New scenario" });
    await form.getByLabel("Name").fill("Drill of everything");
    await form.getByLabel("Shocks, one in a line").fill("all -10\nnonsense");
    await form.getByRole("button", { name: "Add it" }).click();
    await form.getByText(/Line 2 is no shock/).waitFor();
    await form.getByLabel("Shocks, one in a line").fill("all -10");
    await form.getByRole("button", { name: "Add it" }).click();
    const row = page.getByRole("row", { name: /Drill of everything/ });
    await row.getByText("everything −10.0 %").waitFor();
    await expectSound(desk, "losses");
    await row.getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Correlation", exact: true }).click();
    await page.getByRole("table", { name: "Positions" }).waitFor();
    await expectSound(desk, "correlation");
  });

  it("leave rows in a log whose seals hold", async () => {
    const { page } = desk;
    await goOn(page, `${installation.url}/admin/audit?action=limit.`);
    await page.getByRole("row", { name: /limit.breached/ }).waitFor();
    await page.getByRole("button", { name: "Verify the seals" }).click();
    await page.getByText(/rows hold, up to seal/).waitFor();
    await expectSound(desk, "audit log");
    expect(desk.takeTrouble()).toEqual([]);
  });

  it("wait for a second person where a deployment is to become larger, on its page and under Approvals", async () => {
    const { page } = desk;
    const opening = { name: "Second look", kind: "paper", baseCurrency: "USD", openingCash: "100000" };
    const { accountId } = await change("accounts.create", opening);
    const { deploymentId } = await change("deployments.create", {
      name: "Second look",
      strategy: "sma-cross",
      instruments: ["SIM-ACME"],
      resolution: "1m",
      accountId,
      capital: "10000",
    });
    const { userId, second } = await openSecond("Rita", "risk");
    const bare = { mode: "none", afterSeconds: 60, distance: 0.05, surplus: "keep" };
    const guarded = { accountId, reason: "A second look", terms: { ...bare, mode: "alert" } };
    expect(await change("risk.setProtection", guarded)).toMatchObject({ state: "in_force" });
    expect(await change("risk.setProtection", { ...guarded, terms: bare })).toMatchObject({ state: "waiting" });
    const asked = await change("deployments.change", { deploymentId, params: {}, capital: "20000", commit: true });
    expect(asked).toMatchObject({ approval: { need: "second" } });
    await goOn(page, `${installation.url}/strategies/deployments/${String(deploymentId)}`);
    const waits = page.getByRole("region", { name: "A change waits for a second person" });
    await waits.getByText(/more capital/).waitFor();
    await waits.getByRole("button", { name: "Take it back" }).waitFor();
    expect(await waits.getByRole("button", { name: "Let it in" }).count()).toBe(0);
    await expectSound(desk, "a change that waits");
    await page.setViewportSize(PHONE);
    await expectSound(desk, "a change that waits, phone");
    await page.setViewportSize(DESKTOP);
    await second.page.goto(`${installation.url}/risk/approvals`);
    const tab = second.page.getByRole("link", { name: "Approvals 2 things wait for you" });
    await tab.waitFor();
    await second.page.getByText("capital 10000 → 20000").waitFor();
    await expectSound(second, "approvals");
    await takePicture(second.page, "approvals");
    await second.page.setViewportSize(PHONE);
    await expectSound(second, "approvals, phone");
    await takePicture(second.page, "phone-approvals");
    await second.page.setViewportSize(DESKTOP);
    const stops = second.page.getByText(/asked by .*: A missing stop is told here/);
    await stops.waitFor();
    await second.page.getByRole("button", { name: "Let it in", exact: true }).click();
    await stops.waitFor({ state: "detached" });
    await second.page.getByRole("button", { name: "Let it in: Second look" }).click();
    await second.page.getByText("The change is let in").waitFor();
    await tab.waitFor({ state: "detached" });
    await waits.waitFor({ state: "detached" });
    expect(second.takeTrouble()).toEqual([]);
    await second.context.close();
    await change("security.prove", { kind: "password", password: PASSWORD });
    await change("people.deactivate", { userId, cancelOrders: [], revokeKeys: [], stopDeployments: [] });
  });

  it("stand beside a switch for all that one person owns, on the team's board", async () => {
    const { userId, second } = await openSecond("Tom", "trader");
    const opening = { name: "Tom's own", kind: "paper", baseCurrency: "USD", openingCash: "5000" };
    await change("accounts.create", opening, second);
    await second.context.close();
    const { page } = desk;
    await page.goto(`${installation.url}/risk/team`);
    await page.getByRole("button", { name: "Stop Tom" }).click();
    const dialog = page.getByRole("dialog", { name: "Stop all that Tom owns?" });
    await dialog.getByText("1 account: Tom's own").waitFor();
    const stop = dialog.getByRole("button", { name: "Stop", exact: true });
    await stop.click();
    await dialog.getByText("Say why, in one line.").waitFor();
    await dialog.getByLabel("Why").fill("Too large for today");
    await stop.click();
    await page.getByText("Tom is stopped: nothing canceled, nothing closed").waitFor();
    const resume = page.getByRole("button", { name: "Let go on: Tom" });
    await resume.waitFor();
    await expectSound(desk, "team, one is stopped");
    await phone.page.goto(`${installation.url}/risk/team`);
    await phone.page.getByRole("button", { name: "Let go on: Tom" }).waitFor();
    await expectSound(phone, "team, one is stopped, phone");
    await resume.click();
    await page.getByRole("button", { name: "Let go on", exact: true }).click();
    await page.getByText("1 account goes on").waitFor();
    await resume.waitFor({ state: "detached" });
    await change("people.deactivate", { userId, cancelOrders: [], revokeKeys: [], stopDeployments: [] });
  });
});
