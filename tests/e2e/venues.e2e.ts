import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultServer, startFaultServer } from "../../src/modules/data/testing/fault-server";
import { binanceProtocol } from "../../src/modules/data/testing/venues/binance";
import { Venue } from "../../src/modules/data/testing/venues/venue";
import { CHROMIUM, closePages, expectSound, expectTrouble, openBrowser, type WatchedPage } from "./browser";
import { openDesk } from "./desk";
import type { Installation } from "./first-run";

/**
 * From nothing to a chart of BTC/USDT without a key: search, venue, chart. The exchange is a local server that speaks
 * Binance's protocol; ccxt, the jobs, the database and the browser are the real ones.
 */

const WORK_TIMEOUT_MS = 60_000;
const MINUTE_MS = 60_000;
/** Minutes of history that the exchange has: more than it tells in one answer. */
const MINUTES = 2_500;

let installation: Installation;
let exchange: FaultServer;
let browser: Browser;
let desk: WatchedPage;

/** A gentle wave around 60 000: the same bars at every answer. */
function waves(stepMs: number) {
  const lastMs = Math.floor(Date.now() / stepMs) * stepMs;
  const count = stepMs === MINUTE_MS ? MINUTES : 3;
  return Array.from({ length: count }, (_unused, index) => {
    const time = lastMs - (count - 1 - index) * stepMs;
    const close = 60_000 + 100 * Math.sin(time / (30 * MINUTE_MS));
    return { time, open: close - 5, high: close + 10, low: close - 10, close, volume: 2 };
  });
}

describe.skipIf(CHROMIUM === undefined)("a venue of BTC/USDT", () => {
  beforeAll(async () => {
    const pair = { base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" };
    exchange = await startFaultServer(binanceProtocol(new Venue([pair], (_pair, stepMs) => waves(stepMs))));
    browser = await openBrowser();
    ({ installation, desk } = await openDesk(browser));
    await desk.page.goto(`${installation.url}/chart`);
    await change({ feed: "ccxt.binance", addresses: { rest: exchange.url } });
    // The others would be asked over the network.
    for (const feed of ["ccxt.kraken", "ccxt.coinbase", "yahoo", "ecb"]) await change({ feed, enabled: false });
  });

  afterAll(async () => {
    await closePages();
    await exchange?.close();
  });

  /** What an admin sets on the feeds page. */
  async function change(input: Readonly<Record<string, unknown>>): Promise<void> {
    const answer = await desk.page.request.post(`${installation.url}/api/trpc/feed.change`, {
      data: { json: input },
      headers: { origin: installation.url },
    });
    expect([answer.status(), input]).toEqual([200, input]);
  }

  it("is found and charted in four clicks, without a key", async () => {
    const { page } = desk;
    let clicks = 0;
    const click = async (what: ReturnType<typeof page.getByRole>) => {
      await what.click();
      clicks += 1;
    };
    await click(page.getByRole("button", { name: /Symbol, page or action/ }).first());
    await page.getByPlaceholder("Symbol, page or action").fill("BTC/USDT");
    await click(page.getByRole("option", { name: /at feeds and exchanges/ }));
    const venue = page.getByRole("radio", { name: /BTC-USDT.*Binance/ });
    await venue.waitFor({ timeout: WORK_TIMEOUT_MS });
    await expectSound(desk, "venues of BTC/USDT");
    await click(venue);
    await click(page.getByRole("button", { name: "Open live chart" }));
    await page.waitForURL(/symbol=BTC-USDT&resolution=1m/, { timeout: WORK_TIMEOUT_MS });
    expect(clicks).toBe(4);
    await page.getByLabel(/Chart of BTC-USDT/).waitFor({ timeout: WORK_TIMEOUT_MS });
    await page
      .getByText(/Last close/)
      .first()
      .waitFor({ state: "attached", timeout: WORK_TIMEOUT_MS });
    // The first page of a fetch is the oldest: the chart goes along to the newest.
    const shown = page.getByText(/bars shown/).first();
    const isWhole = expect.stringMatching(/^2,(4\d\d|50\d) bars shown/);
    await expect.poll(() => shown.textContent(), { timeout: WORK_TIMEOUT_MS }).toEqual(isWhole);
    await expectSound(desk, "chart of BTC-USDT");
  });

  it("says what no feed has", async () => {
    const { page } = desk;
    await page
      .getByRole("button", { name: /Symbol, page or action/ })
      .first()
      .click();
    await page.getByPlaceholder("Symbol, page or action").fill("NOSUCHCOIN");
    await page.getByRole("option", { name: /at feeds and exchanges/ }).click();
    await page.getByText("No feed has NOSUCHCOIN").waitFor({ timeout: WORK_TIMEOUT_MS });
    await expectSound(desk, "venues of nothing");
  });

  it("leads from a fetch of what is not here to the feeds that may have it", async () => {
    const { page } = desk;
    await page.goto(`${installation.url}/markets/fetch?symbol=NOSUCHCOIN`);
    await page.getByRole("button", { name: "Fetch", exact: true }).click();
    await page.getByText("No instrument has this symbol").waitFor({ timeout: WORK_TIMEOUT_MS });
    await expectTrouble(desk, "404");
    await page.getByRole("button", { name: "Find NOSUCHCOIN at feeds" }).click();
    await page.getByText("No feed has NOSUCHCOIN").waitFor({ timeout: WORK_TIMEOUT_MS });
    await expectSound(desk, "fetch of what is not here");
  });
});
