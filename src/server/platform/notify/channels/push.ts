import webPush from "web-push";
import { guardedRequest } from "./guarded-request";
import { failureOf } from "./http-answer";
import { type Channel, type Message, SEND_TIMEOUT_MS } from "./port";

/** What a browser gives out when it is subscribed: where its vendor takes pushes, and what they are encrypted for. */
export interface PushSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** The keys that this installation proves itself with to every push service. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

export const newVapidKeys = (): VapidKeys => webPush.generateVAPIDKeys();

/** A phone that was off for longer has other news by then. */
const KEPT_S = 24 * 3_600;
/** Push services take 4 KB encrypted. */
const TEXT_CHARS_MAX = 600;

interface Deps {
  readonly vapid: VapidKeys;
  /** Whom a push service writes to about us: `mailto:` or `https:`. */
  readonly contact: string;
  readonly allowPrivate: boolean;
  readonly nowMs: () => number;
}

/** A web push: encrypted for one browser, taken by its vendor. 404 and 410 say that the subscription is over. */
export function makePushChannel({ vapid, contact, allowPrivate, nowMs }: Deps, to: PushSubscription): Channel {
  return {
    async send(message, signal) {
      const keys = { p256dh: to.p256dh, auth: to.auth };
      let details: ReturnType<typeof webPush.generateRequestDetails>;
      try {
        details = webPush.generateRequestDetails({ endpoint: to.endpoint, keys }, payloadOf(message), {
          vapidDetails: { subject: contact, ...vapid },
          TTL: KEPT_S,
          contentEncoding: "aes128gcm",
          urgency: message.severity === "failure" ? "high" : "normal",
          timeout: SEND_TIMEOUT_MS,
        });
      } catch {
        return { kind: "refused", answer: "The browser's keys are malformed: subscribe again." };
      }
      const answer = await guardedRequest({
        url: details.endpoint,
        method: "POST",
        headers: details.headers,
        body: details.body,
        allowPrivate,
        signal,
      });
      if (answer.kind === "answered" && answer.status >= 200 && answer.status < 300)
        return { kind: "sent", answer: String(answer.status) };
      return failureOf(answer, [404, 410], nowMs());
    },
  };
}

/** What the service worker shows: `public/sw.js` reads it. */
function payloadOf({ messageId, atMs, severity, text, path, notificationId }: Message): string {
  return JSON.stringify({
    id: messageId,
    notificationId,
    at: atMs,
    severity,
    text: text.slice(0, TEXT_CHARS_MAX),
    path: path ?? "/admin/notifications",
  });
}
