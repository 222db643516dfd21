import { z } from "zod";
import { guardedRequest } from "./guarded-request";
import { failureOf } from "./http-answer";
import { type Channel, linkOf, type Message, type SendAnswer, shortAnswer } from "./port";

const TELEGRAM_URL = "https://api.telegram.org";
/** Telegram takes 4,096 characters; nobody reads that many of an alert. */
const TEXT_CHARS_MAX = 1_000;

const Answer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

interface Deps {
  readonly nowMs: () => number;
  /** Another server that speaks the Bot API. */
  readonly baseUrl?: string;
  readonly allowPrivate: boolean;
}

/** A message of the house's bot to one chat. The bot's token is in the address: no answer or log line carries that. */
export function makeTelegramChannel(
  deps: Deps,
  { token, chatId }: { readonly token: string; readonly chatId: string },
): Channel {
  const { nowMs, baseUrl = TELEGRAM_URL, allowPrivate } = deps;
  return {
    async send(message, signal) {
      const answer = await guardedRequest({
        url: `${baseUrl}/bot${token}/sendMessage`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          chat_id: chatId,
          text: textOf(message),
          disable_notification: message.severity === "info" || message.severity === "success",
          link_preview_options: { is_disabled: true },
        }),
        allowPrivate,
        signal,
      });
      if (answer.kind !== "answered") return failureOf(answer, [], nowMs());
      return meaningOf(answer.status, answer.body) ?? failureOf(answer, [], nowMs());
    },
  };
}

/** What Telegram's own words mean; null where the status alone says it. */
function meaningOf(status: number, body: string): SendAnswer | null {
  const parsed = Answer.safeParse(parse(body));
  if (!parsed.success) return null;
  const { ok, description = "", parameters } = parsed.data;
  const said = shortAnswer(`${status} ${description}`);
  if (ok) return { kind: "delivered", answer: shortAnswer(`${status} ok`) };
  if (status === 429) {
    const seconds = parameters?.retry_after;
    return { kind: "later", answer: said, afterMs: seconds === undefined ? null : seconds * 1_000 };
  }
  // Blocked by the person, or a chat that is no more.
  if (status === 403 || /chat not found|deactivated/i.test(description)) return { kind: "gone", answer: said };
  return null;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const MARKS = { info: "", success: "", warning: "Warning: ", failure: "Alarm: " } as const;

function textOf(message: Message): string {
  const link = linkOf(message);
  const words = `${MARKS[message.severity]}${message.text}`.slice(0, TEXT_CHARS_MAX);
  return link === null ? words : `${words}\n${link}`;
}
