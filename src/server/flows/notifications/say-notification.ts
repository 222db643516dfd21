import { createTranslator } from "use-intl/core";
import { LOCALE, messages } from "@/app/messages/catalog";

type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** A notification in the words that the app shows. A key that the catalog does not know is said as it is. */
export function sayNotification(messageKey: string, facts: Facts): string {
  const t = createTranslator({
    locale: LOCALE,
    messages,
    onError: () => undefined,
    getMessageFallback: () => messageKey,
  });
  const key = `notifications.text.${messageKey}`;
  if (!isKey(key)) return messageKey;
  const filled = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === "number" ? value : String(value ?? ""),
  ]);
  return t(key, Object.fromEntries(filled));
}

type Key = Parameters<ReturnType<typeof createTranslator<typeof messages>>>[0];

function isKey(key: string): key is Key {
  let place: unknown = messages;
  for (const step of key.split(".")) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, step)) return false;
    place = Object.getOwnPropertyDescriptor(place, step)?.value;
  }
  return typeof place === "string";
}
