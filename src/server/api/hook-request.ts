import type { Flows } from "../flows/contract";
import type { AppError } from "../flows/errors";
import type { Logger } from "../infra/logger";
import type { Allowance, ApiThrottle } from "../platform/identity";
import { answered, json, statusOf } from "./binary";
import { sayError } from "./say";

/** What comes to a webhook from outside: bounded before anything is looked up, and refused without saying which hooks there are. */

/** An alert is a few hundred bytes. */
const BODY_BYTES_MAX = 16 * 1024;
const HOOK_ID = /^wh_[0-9a-f]{24}$/;
const SECRET = /^[A-Za-z0-9_-]{16,128}$/;

interface HookDeps {
  readonly flows: Pick<Flows, "receiveWebhook">;
  /** Its requests are calls of one hook, its wrong keys wrong secrets from one address. */
  readonly throttle: ApiThrottle;
  readonly logger: Logger;
  readonly newId: () => string;
}

export type AnswerHook = (request: Request) => Promise<Response>;

export function makeAnswerHook(deps: HookDeps): AnswerHook {
  return (request) => answered(deps.logger, "/api/hooks", () => answerCall(deps, request));
}

async function answerCall({ flows, throttle, newId }: HookDeps, request: Request): Promise<Response> {
  const ip = request.headers.get("x-bifrost-client-ip") ?? "";
  const tries = await throttle.mayTry(ip);
  if (!tries.allowed) return tooMany(tries);
  const [hookId = "", secret = null, ...more] = new URL(request.url).pathname.split("/").slice(3);
  const isThinkable = HOOK_ID.test(hookId) && (secret === null || SECRET.test(secret)) && more.length === 0;
  if (!isThinkable) {
    await throttle.wrongKey(ip);
    return refused({ kind: "webhook.not_found" });
  }
  const calls = await throttle.take(hookId);
  if (!calls.allowed) return tooMany(calls);
  const body = await readBody(request);
  if (body === null) return json(413, { error: { kind: "request.too_large", max: BODY_BYTES_MAX } });
  const received = await flows.receiveWebhook({
    hookId,
    pathSecret: secret,
    body,
    ip,
    requestId: request.headers.get("x-request-id") ?? newId(),
    timestamp: request.headers.get("x-bifrost-timestamp"),
    signature: request.headers.get("x-bifrost-signature"),
  });
  if (received.ok) return json(200, received.value);
  if (received.error.kind === "webhook.not_found") await throttle.wrongKey(ip);
  return refused(received.error);
}

function refused(error: AppError): Response {
  const { kind, path, facts } = error;
  return json(statusOf(error), { error: { kind, path, facts, message: sayError(error) } });
}

function tooMany({ resetSeconds }: Allowance): Response {
  const answer = json(429, { error: { kind: "request.too_many", retryAfterSeconds: resetSeconds } });
  answer.headers.set("retry-after", String(resetSeconds));
  return answer;
}

/** The body as text; null where it is too long, or is no text. */
async function readBody(request: Request): Promise<string | null> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) return null;
  const reader = request.body?.getReader();
  if (reader === undefined) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString("utf8");
}
