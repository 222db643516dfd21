import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Logger } from "../infra/logger";

/** Between two pages whoever asks something is answered. */
const PAUSE_MS = 50;

const manifestSchema = z.record(z.string(), z.string());

/**
 * Reads the code of every page and procedure from the build in `folder` into this process, a page at a time, so that nobody
 * who opens one waits for it. Next would do so by itself before it answers anything, which makes each start a second
 * longer. A page that cannot be read is said once in the log and again when somebody asks for it.
 */
export async function loadPages(folder: string, { log, signal }: { log: Logger; signal: AbortSignal }): Promise<void> {
  const server = join(folder, ".next", "server");
  const require = createRequire(join(server, "pages.js"));
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(server, "app-paths-manifest.json"), "utf8")));
  // What people see first lies nearest the root: sign-in, set-up, the desk's own pages.
  const depth = ([page]: [string, string]) => page.split("/").length;
  for (const [page, file] of Object.entries(manifest).toSorted((a, b) => depth(a) - depth(b))) {
    if (signal.aborted) return;
    try {
      // A page that waits for something at its top is a promise here.
      await require(join(server, file));
    } catch (error) {
      log.error({ error, page }, "Page not loaded");
    }
    await sleep(PAUSE_MS);
  }
}
