import type { Browser } from "playwright-core";
import { inject } from "vitest";
import { DESKTOP, openPage, type WatchedPage } from "./browser";
import type { Installation } from "./first-run";

/** A page of the installation that files share, with its administrator signed in. */
export async function openDesk(
  browser: Browser,
): Promise<{ readonly installation: Installation; readonly desk: WatchedPage }> {
  const { url, cookies } = inject("usedInstallation");
  const desk = await openPage(browser, DESKTOP);
  await desk.context.addCookies([...cookies]);
  return { installation: { url }, desk };
}
