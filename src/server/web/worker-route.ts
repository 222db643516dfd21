import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { WebContainer } from "../container";

/**
 * `GET /sw.js`: the service worker, with the build's name as its last line. Browsers compare the file byte by byte, so each build is
 * a new worker, which tells pages that are open that there is a new version.
 */
export const WORKER_PATH = "/sw.js";

/** It asks this server and nobody else. */
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

/** Made once: neither changes while this process runs. */
let made: Buffer | null = null;

export async function answerWorker(
  request: IncomingMessage,
  response: ServerResponse,
  _parts: Pick<WebContainer, "env">,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { allow: "GET, HEAD", "cache-control": "no-store" }).end();
    return;
  }
  made ??= workerText(process.cwd());
  response.setHeader("content-security-policy", WORKER_POLICY);
  response.writeHead(200, {
    "content-type": "text/javascript; charset=utf-8",
    "content-length": made.byteLength,
    // Asked for again each time: a worker that is kept would keep what it does.
    "cache-control": "no-cache",
  });
  response.end(request.method === "HEAD" ? undefined : made);
}

/** The file as it is served from `root`. Where nothing was built, its build has no name. */
export function workerText(root: string): Buffer {
  const built = join(root, "dist", "build.json");
  const build = existsSync(built) ? createHash("sha256").update(readFileSync(built)).digest("hex") : "none";
  return Buffer.from(`${readFileSync(join(root, "public", "sw.js"), "utf8")}\n// build ${build}\n`);
}
