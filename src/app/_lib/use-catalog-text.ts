"use client";

import { useCallback } from "react";
import { useMessages, useTranslations } from "use-intl";

type Translate = ReturnType<typeof useTranslations<never>>;
export type MessageKey = Parameters<Translate>[0];

/** Whether the catalog has a text under this dotted key. */
export function hasText(messages: object, key: string): key is MessageKey {
  let place: unknown = messages;
  for (const step of key.split(".")) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, step)) return false;
    place = Object.getOwnPropertyDescriptor(place, step)?.value;
  }
  // In a browser a text with placeholders is a list: its parts, already read.
  return typeof place === "string" || Array.isArray(place);
}

type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Texts whose key comes from the server: a notification, a reason of the health lamp. An unknown key is shown as it is. */
export function useCatalogText(): (key: string, facts: Facts) => string {
  const t = useTranslations();
  const messages = useMessages();
  return useCallback(
    (key: string, facts: Facts) => {
      if (!hasText(messages, key)) return key;
      const values = Object.entries(facts).map(([name, value]) => [
        name,
        typeof value === "number" ? value : String(value ?? ""),
      ]);
      return t(key, Object.fromEntries(values));
    },
    [t, messages],
  );
}
