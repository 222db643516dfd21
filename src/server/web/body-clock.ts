import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "./guard";

/**
 * How long the body of a request of the API may take: at most 1 MiB, over a line that still loads a page. Uploads have the
 * time of the whole server, and a bound of their own.
 */
export const BODY_TIMEOUT_MS = 20_000;

export const BODY_LATE: Refusal = { status: 408, kind: "request.body_late" };

/**
 * Calls `refuse` once where the body of `request` is not in after `timeoutMs`: who trickles it holds a connection, and a
 * handler that reads it, for nothing. A request without a body, one that was answered and one that is gone are left alone.
 */
export function limitBodyTime(
  request: IncomingMessage,
  response: ServerResponse,
  { timeoutMs, refuse }: { readonly timeoutMs: number; readonly refuse: () => void },
): void {
  if (Number(request.headers["content-length"] ?? 0) === 0) return;
  const timer = setTimeout(() => {
    if (!request.complete && !response.headersSent) refuse();
  }, timeoutMs);
  // A stop does not wait for a body.
  timer.unref();
  response.once("close", () => clearTimeout(timer));
}
