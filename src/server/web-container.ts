import { invariant } from "@/modules/_kernel";
import type { WebContainer } from "./container";

declare global {
  // The web server's bundle and Next's bundles live in one process and share what the server built. Only the type is
  // imported here: every page would carry a copy of all modules otherwise, and load it at each start.
  var bifrostContainer: WebContainer | undefined;
}

/** What pages, procedures and route handlers reach: built by the web server before Next answers anything. */
export function getWebContainer(): Promise<WebContainer> {
  const container = globalThis.bifrostContainer;
  invariant(container !== undefined, "pages are served by the web process, which builds what they reach");
  return Promise.resolve(container);
}
