/** How what a person is told leaves the house. One port; each channel passes the same suite against a server that speaks its protocol. */

export const CHANNEL_KINDS = ["push", "email", "telegram", "webhook"] as const;

/** One message, in words. The same id is sent again where nobody knows what became of the first try. */
export interface Message {
  /** Of the delivery: receivers tell a second copy by it. */
  readonly messageId: string;
  /** Milliseconds since 1970 UTC. */
  readonly atMs: number;
  readonly severity: "info" | "success" | "warning" | "failure";
  /** `alert.price`, `limit.breached`, …: what programs sort by. */
  readonly kind: string;
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Path within the installation, such as `/risk`; null where there is nothing to open. */
  readonly path: string | null;
  /** Where the installation is reached; null while nobody said so: then messages carry no link. */
  readonly publicUrl: string | null;
  /** What the message is about in the house, for the buttons of a push; null: nothing to acknowledge. */
  readonly notificationId: string | null;
}

/** What became of one try. `answer` is what the other side said, for people: bounded, without a secret. */
export type SendAnswer =
  /** The receiver has it. */
  | { readonly kind: "delivered"; readonly answer: string }
  /** Whoever carries it took it; the receiver has not been heard of. */
  | { readonly kind: "sent"; readonly answer: string }
  /** Worth another try, not before `afterMs` where the other side named a time. */
  | { readonly kind: "later"; readonly answer: string; readonly afterMs: number | null }
  /** There is no such receiver any more: nothing is ever sent to it again. */
  | { readonly kind: "gone"; readonly answer: string }
  /** Another try would be answered the same: somebody must change something. */
  | { readonly kind: "refused"; readonly answer: string };

export interface Channel {
  /** Does not throw for what the other side does. Takes at most {@link SEND_TIMEOUT_MS}. */
  send(message: Message, signal: AbortSignal): Promise<SendAnswer>;
}

/** A receiver that says nothing for so long is asked again later. */
export const SEND_TIMEOUT_MS = 10_000;
/** Of an answer, what is kept for people. */
export const ANSWER_CHARS_MAX = 300;

/** One line, no control characters, not longer than people read. */
export function shortAnswer(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, ANSWER_CHARS_MAX);
}

/** The absolute address of a path, or null. */
export function linkOf({ path, publicUrl }: Pick<Message, "path" | "publicUrl">): string | null {
  return path === null || publicUrl === null ? null : new URL(path, publicUrl).href;
}
