import { isLoopback } from "../infra/env";

/**
 * Who may reach which address, before anything else looks at a request. Pure: `web.ts` hands in what it read.
 *
 * Authorization is not decided here: procedures do that. This only keeps out requests for another host (a page that
 * rebinds its name to this machine), oversized bodies, and everything but set-up while there is nobody to sign in.
 */

/** A request of the API: a form, a batch of queries. Files go to the upload route, which counts for itself. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** What pages say: the same for everybody, before there is anybody too. */
export const TEXT_PATH = "/texts.json";
/** Streams a file to disk: larger, and longer under way, than what the API takes. */
export const UPLOAD_PATH = "/api/uploads";

export type Refusal =
  | { readonly status: 400; readonly kind: "request.host_malformed" }
  | { readonly status: 421; readonly kind: "request.host_unknown" }
  | { readonly status: 408; readonly kind: "request.body_late" }
  | { readonly status: 411; readonly kind: "request.length_required" }
  | { readonly status: 413; readonly kind: "request.too_large" }
  | { readonly status: 503; readonly kind: "setup.needed" };

export interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly contentLength: string | undefined;
  readonly chunked: boolean;
}

/** Null when the host is ours: the public address, or this machine by any of its own names. */
export function refuseHost(host: string | undefined, publicUrl: string): Refusal | null {
  const name = hostName(host);
  if (name === null) return { status: 400, kind: "request.host_malformed" };
  if (isLoopback(name) || name === new URL(publicUrl).hostname.replace(/^\[|\]$/g, "")) return null;
  return { status: 421, kind: "request.host_unknown" };
}

/** Null when the body's length is stated and within bounds. The upload route streams and has its own bound. */
export function refuseBody({ method, path, contentLength, chunked }: Arrival): Refusal | null {
  if (method === "GET" || method === "HEAD" || path === UPLOAD_PATH) return null;
  if (chunked) return { status: 411, kind: "request.length_required" };
  return Number(contentLength ?? 0) > BODY_BYTES_MAX ? { status: 413, kind: "request.too_large" } : null;
}

/** Whether `path` belongs to set-up: its page, its procedures (a batch must be all of them), sign-in, and files. */
export function belongsToSetUp(path: string): boolean {
  if (path === "/setup" || path === TEXT_PATH || path.startsWith("/_next/") || path.startsWith("/api/auth/"))
    return true;
  if (path.startsWith("/api/trpc/")) {
    return path
      .slice("/api/trpc/".length)
      .split(",")
      .every((procedure) => procedure.startsWith("setup."));
  }
  return /^\/[\w-]+\.(svg|png|ico|webmanifest|txt)$/.test(path);
}

function hostName(host: string | undefined): string | null {
  if (host === undefined || !/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(host)) return null;
  return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "");
}
