import type { WebContainer } from "../container";
import { requestIdFrom } from "../infra/request-scope";
import { type BrowserSession, contextOf, type RequestContext } from "./context";

type Parts = Pick<WebContainer, "flows" | "live" | "readSessionId" | "signIn">;

type SessionParts = Pick<WebContainer, "readSessionId" | "signIn">;

/** Who sends this request, checked against the session's row for this very request. */
export function sessionOf(request: Request, parts: SessionParts): Promise<BrowserSession | null> {
  return sessionIn(request.headers.get("cookie"), parts);
}

/** The same of a `Cookie` header. Whoever must set up a second factor first has nothing to look for here yet. */
export async function sessionIn(cookie: string | null, parts: SessionParts): Promise<BrowserSession | null> {
  const session = await liveSessionIn(cookie, parts);
  return session?.factorDue === true ? null : session;
}

async function liveSessionIn(
  cookie: string | null,
  { readSessionId, signIn }: SessionParts,
): Promise<BrowserSession | null> {
  const jar = readCookies(cookie);
  const sessionId = await readSessionId((name) => jar.get(name));
  return sessionId === null ? null : signIn.resume(sessionId);
}

/** What the procedures of this request may reach. */
export async function makeContext(
  request: Request,
  parts: Parts,
  nowMs: RequestContext["nowMs"],
): Promise<RequestContext> {
  // Procedures tell apart what somebody may whose second factor is due.
  const session = await liveSessionIn(request.headers.get("cookie"), parts);
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  return contextOf(session, requestId, { flows: parts.flows, live: parts.live, nowMs });
}

/**
 * Whether a page of ours sent this request. Browsers say where a request that changes something comes from; one that
 * names another origin is refused, whatever cookies it carries. A program that is no browser says nothing, and has no
 * cookie that somebody else could misuse.
 */
export function isFromUs(headers: Headers, { trustProxy }: { readonly trustProxy: boolean }): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  if (origin === null) return true;
  const host = (trustProxy ? headers.get("x-forwarded-host") : null) ?? headers.get("host");
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Cookies by name; the first of a name counts, as it does in Next. */
export function readCookies(header: string | null): ReadonlyMap<string, string> {
  const jar = new Map<string, string>();
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    if (at > 0 && !jar.has(name)) jar.set(name, decoded(pair.slice(at + 1).trim()));
  }
  return jar;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not encoded by us, so not ours; its reader will refuse it
  }
}
