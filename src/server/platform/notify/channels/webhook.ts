import { guardedRequest } from "./guarded-request";
import { failureOf } from "./http-answer";
import { type Channel, linkOf, type Message, type SendAnswer, shortAnswer } from "./port";
import { signWebhook } from "./signature";

export interface WebhookTarget {
  readonly url: string;
  /** Newest first: what is sent is signed with each. */
  readonly secrets: readonly string[];
}

interface Deps {
  readonly allowPrivate: boolean;
  readonly nowMs: () => number;
}

/** A POST of JSON, signed. 410 says that the receiver is gone. */
export function makeWebhookChannel(deps: Deps, target: WebhookTarget): Channel {
  return {
    send: (message, signal) => postWebhook(deps, target, { id: message.messageId, body: bodyOf(message), signal }),
  };
}

function bodyOf(message: Message): string {
  const { atMs, kind, severity, text, facts, notificationId } = message;
  const at = new Date(atMs).toISOString();
  const data = { severity, text, facts, link: linkOf(message), notificationId };
  return JSON.stringify({ type: kind, timestamp: at, data });
}

interface Post {
  readonly id: string;
  readonly body: string;
  readonly signal: AbortSignal;
}

export async function postWebhook(
  { allowPrivate, nowMs }: Deps,
  { url, secrets }: WebhookTarget,
  { id, body, signal }: Post,
): Promise<SendAnswer> {
  const timestamp = Math.floor(nowMs() / 1_000);
  const answer = await guardedRequest({
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "bifrost-trader",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signWebhook({ id, timestamp, body }, secrets),
    },
    body,
    allowPrivate,
    signal,
  });
  if (answer.kind === "answered" && answer.status >= 200 && answer.status < 300)
    return { kind: "delivered", answer: shortAnswer(`${answer.status} ${answer.body}`) };
  return failureOf(answer, [410], nowMs());
}
