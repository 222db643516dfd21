import type { IncomingMessage } from "node:http";
import { isLoopback } from "../infra/env";

/** Who a request comes from, settled once for everything behind it. */

interface Proxy {
  /** There is a proxy in front of us, and it writes these headers itself. */
  readonly BIFROST_TRUST_PROXY: boolean;
}

const PROXY_HEADERS = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "forwarded"];

/** What Next's router tells itself: from outside it could only lead somewhere that was not asked for. */
const ROUTER_HEADER = /^x-(?:middleware|invoke|matched|now-route)-/;

/**
 * Settles who the client is, once: behind a declared proxy the address it names, else the socket's. Headers that only a
 * proxy or the router may set are dropped, so nothing behind this line can be fooled by them. `x-bifrost-path` tells a page
 * where somebody who must sign in first wanted to go, `x-bifrost-first` whether it is drawn whole, "1", or one that a browser goes on to.
 */
export function takeIdentity(request: IncomingMessage, { BIFROST_TRUST_PROXY }: Proxy, requestId: string): void {
  const { headers } = request;
  const forwarded = BIFROST_TRUST_PROXY ? first(headers["x-forwarded-for"])?.split(",").at(-1)?.trim() : undefined;
  headers["x-bifrost-client-ip"] = forwarded ?? request.socket.remoteAddress ?? "";
  headers["x-request-id"] = requestId;
  headers["x-bifrost-path"] = request.url ?? "/";
  headers["x-bifrost-first"] = headers["rsc"] === undefined ? "1" : "0";
  for (const name of Object.keys(headers)) if (ROUTER_HEADER.test(name)) delete headers[name];
  if (BIFROST_TRUST_PROXY) return;
  for (const name of PROXY_HEADERS) delete headers[name];
}

/** Health and metrics are for this machine, or for the private side of a proxy; never for what came through it. */
export function isOutsideProxy(request: IncomingMessage, { BIFROST_TRUST_PROXY }: Proxy): boolean {
  if (BIFROST_TRUST_PROXY) return request.headers["x-forwarded-for"] === undefined;
  return isLoopback((request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""));
}

export function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
