import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, inject, it } from "vitest";
import { makeSeededRandom } from "@/modules/execution/domain/venue/seeded-random";
import { CHROMIUM, closePages, DESKTOP, expectSound, openBrowser, openPage, PHONE } from "./browser";

/**
 * Every page of the desk at both sizes and in both themes: a new one is found by its folder. `npm test` looks at a few of
 * them, by DRILL_SEED; `npm run soak` at all.
 */

const SEED = Number(process.env["DRILL_SEED"] ?? 20_261_127);
const LOOKS = Number(process.env["DRILL_PAGES"] ?? 3);

const DESK = "src/app/(desk)";
/** Those that show one thing of many are walked by the tests that make such a thing. */
const ADDRESSES = readdirSync(DESK, { recursive: true, encoding: "utf8" })
  .filter((file) => basename(file) === "page.tsx")
  .map((file) => `/${dirname(file)}`)
  .filter((address) => !address.includes("["))
  .toSorted();

const STYLES = [
  { name: "desktop, dark", viewport: DESKTOP, scheme: "dark" },
  { name: "desktop, light", viewport: DESKTOP, scheme: "light" },
  { name: "phone, dark", viewport: PHONE, scheme: "dark" },
  { name: "phone, light", viewport: PHONE, scheme: "light" },
] as const;

const random = makeSeededRandom(SEED);
const looks = STYLES.flatMap((style) => ADDRESSES.map((address) => ({ address, style, place: random() })))
  .toSorted((one, other) => one.place - other.place)
  .slice(0, LOOKS);

describe.skipIf(CHROMIUM === undefined)(`pages of the desk, ${looks.length} looks (DRILL_SEED=${SEED})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(closePages);

  it.each(STYLES.filter((style) => looks.some((look) => look.style === style)))(
    "are sound: $name",
    async (style) => {
      const { url, cookies } = inject("usedInstallation");
      const watched = await openPage(browser, style.viewport, style.scheme);
      await watched.context.addCookies([...cookies]);
      for (const { address } of looks.filter((look) => look.style === style)) {
        await watched.page.goto(`${url}${address}`);
        await expectSound(watched, `${address}, ${style.name}`);
      }
      await watched.context.close();
    },
    30_000 + looks.length * 10_000,
  );
});
