import type { GuardedAnswer } from "./guarded-request";
import { type SendAnswer, shortAnswer } from "./port";

/** A receiver may not silence us for longer. */
const RETRY_AFTER_MAX_MS = 3_600_000;

/** `Retry-After` in milliseconds: seconds or a date. Null where there is none that can be read. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined || header.trim() === "") return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS);
}

/** What no HTTP receiver answered with a success means. Each channel says itself what its successes mean. */
export function failureOf(answer: GuardedAnswer, goneAt: readonly number[], nowMs: number): SendAnswer {
  if (answer.kind === "private")
    return { kind: "refused", answer: "The address is inside this network: an administrator must allow that." };
  if (answer.kind === "malformed") return { kind: "refused", answer: "This is no http or https address." };
  if (answer.kind === "unreachable") return { kind: "later", answer: answer.reason, afterMs: null };
  const { status, headers, body } = answer;
  const said = shortAnswer(`${status} ${body}`);
  if (goneAt.includes(status)) return { kind: "gone", answer: said };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: "later", answer: said, afterMs: retryAfterMs(headers["retry-after"], nowMs) };
  // Redirects too: the person gives the address that answers.
  return { kind: "refused", answer: said };
}
