import type { Page } from "playwright-core";
import type { RunningInstallation } from "./installation";

/** The administrator that the wizard makes. */
export const EMAIL = "admin@example.com";
export const PASSWORD = "correct horse battery";

/** Whole seconds of work on a loaded machine. */
const WORK_TIMEOUT_MS = 60_000;

export type Installation = Pick<RunningInstallation, "url">;

/** Signs the administrator in on a page that knows nobody. */
export async function signIn(page: Page, { url }: Installation): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail address").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(({ pathname }) => !pathname.startsWith("/sign-in"), { timeout: WORK_TIMEOUT_MS });
}
