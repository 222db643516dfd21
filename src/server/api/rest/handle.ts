import { createHash } from "node:crypto";
import { type EpochMs, SessionId } from "@/modules/_kernel";
import type { Flows } from "../../flows/contract";
import { type AuthenticateKey, type KeyAnswer, whyNotScope } from "../../flows/people/authenticate-key";
import type { Logger } from "../../infra/logger";
import { requestIdFrom } from "../../infra/request-scope";
import { readKeyToken } from "../../platform/identity";
import type { LiveScreens } from "../context";
import { hiddenIn } from "../visible-text";
import { allowanceHeaders, type EdgeProblem, edgeProblem, refusalProblem } from "./problem";
import type { RawRequest, RestContext, RestRoute } from "./route";
import { matchRoute, REST_PREFIX } from "./routes";

/** An order is a kilobyte; the largest question of a backtest a few. */
const BODY_BYTES_MAX = 64 * 1024;

/** What a request is answered with. */
export interface RestParts {
  readonly flows: Flows;
  readonly authenticateKey: AuthenticateKey;
  readonly logger: Logger;
  readonly nowMs: () => EpochMs;
  readonly newId: () => string;
  readonly live: LiveScreens;
}

/**
 * One request of a program, from its key to its answer. A key is the only way in: cookies are not looked at, so no page of
 * another origin can act for somebody, and no header lets one read an answer. Never rejects: this is the boundary.
 */
export async function handleRest(request: Request, parts: RestParts): Promise<Response> {
  const requestId = requestIdFrom(request.headers.get("x-request-id"));
  try {
    return await answer(request, parts, requestId);
  } catch (error) {
    parts.logger.error({ error, path: new URL(request.url).pathname }, "Route failed");
    return edgeProblem("server.fault", { requestId });
  }
}

async function answer(request: Request, parts: RestParts, requestId: string): Promise<Response> {
  const url = new URL(request.url);
  const opened = await openRequest(request, parts);
  if (opened.outcome === "closed")
    return edgeProblem("key.required", { requestId, headers: { "www-authenticate": "Bearer" } });
  const headers = allowanceHeaders(opened.allowance);
  const refuse = (
    kind: EdgeProblem,
    more: { readonly issues?: RawIssues; readonly headers?: Record<string, string> } = {},
  ) => edgeProblem(kind, { requestId, ...more, headers: { ...headers, ...more.headers } });
  if (opened.outcome === "throttled") return refuse("request.throttled");
  const match = matchRoute(request.method, url.pathname.slice(REST_PREFIX.length));
  if (match.found === "nothing") return refuse("route.not_found");
  if (match.found === "path") return refuse("method.refused", { headers: { allow: match.methods.join(", ") } });
  const { route, params } = match;
  const { user, key } = opened.bearer;
  const may = whyNotScope(route.scope, key.scope, user.role);
  if (may !== null) return refuse(may);
  const body = await readBody(request, route);
  if (typeof body === "string") return refuse(body);
  const query = readQuery(url.searchParams);
  if (query.twice !== null)
    return refuse("input.invalid", { issues: [{ path: query.twice, message: "given once, not twice" }] });
  const hidden = hiddenIn({ ...params, ...query.fields }) ?? hiddenIn(body.value);
  if (hidden !== null) {
    const message = `without ${hidden.character}: a character that nobody sees`;
    return refuse("input.invalid", { issues: [{ path: hidden.path, message }] });
  }
  const context: RestContext = {
    flows: parts.flows,
    actor: { kind: "user", userId: user.userId, requestId, key },
    user,
    nowMs: parts.nowMs,
    show: (keys) => show(parts.live, key.keyId, keys),
  };
  const idempotencyKey = request.headers.get("idempotency-key");
  const raw: RawRequest = { params, query: query.fields, body: body.value, idempotencyKey };
  const done = await route.run(context, raw, parts.newId);
  if (done.outcome === "malformed") return refuse("input.invalid", { issues: done.issues });
  if (done.outcome === "refused") return refusalProblem(done.error, { requestId, headers });
  return new Response(JSON.stringify(done.body), {
    status: route.status,
    headers: { ...headers, "content-type": "application/json", "cache-control": "no-store" },
  });
}

type RawIssues = readonly { readonly path: string; readonly message: string }[];

/** Who asks: by the one header that a page of another origin cannot send unasked. */
export function openRequest(
  { headers }: Pick<Request, "headers">,
  { authenticateKey }: Pick<RestParts, "authenticateKey">,
): Promise<KeyAnswer> {
  const [scheme = "", token = "", ...more] = (headers.get("authorization") ?? "").split(" ");
  const isBearer = scheme.toLowerCase() === "bearer" && more.length === 0;
  return authenticateKey(isBearer ? readKeyToken(token) : null, headers.get("x-bifrost-client-ip") ?? "");
}

/** The body as JSON; `undefined` where the route takes none. A problem's kind where it cannot be one. */
async function readBody(request: Request, { method }: RestRoute): Promise<{ readonly value: unknown } | EdgeProblem> {
  if (method === "GET" || method === "DELETE") return { value: undefined };
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return "body.media_type";
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) return "request.too_large";
  const text = await request.text();
  if (Buffer.byteLength(text) > BODY_BYTES_MAX) return "request.too_large";
  // A route without fields may be asked without a body.
  if (text === "") return { value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return "body.malformed";
  }
}

/** Fields of an address by name, and the first that stands there twice: which of both counts would be a guess. */
function readQuery(given: URLSearchParams): { readonly fields: Record<string, string>; readonly twice: string | null } {
  const names = [...given.keys()];
  const twice = names.find((name, at) => names.indexOf(name) !== at) ?? null;
  return { fields: Object.fromEntries(given), twice };
}

/** Says that a program looks at those instruments, as a browser does: feeds fetch them until it lapses. */
async function show(live: RestParts["live"], keyId: string, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  const mark = createHash("sha256")
    .update([...keys].toSorted((a, b) => a - b).join(","))
    .digest("hex")
    .slice(0, 12);
  await live.show(SessionId.of(`key-${keyId}`), `rest-${keyId}-${mark}`, keys);
}
