import { createTranslator } from "use-intl/core";
import { LOCALE, messages } from "@/app/messages/catalog";
import type { AppError } from "../flows/errors";

/** A refusal in the words that people read, for programs that show them to people. */
export function sayError({ kind, facts = {} }: Pick<AppError, "kind" | "facts">): string {
  const t = createTranslator({ locale: LOCALE, messages, namespace: "errors" });
  const filled = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === "number" ? value : String(value ?? ""),
  ]);
  return t(kind, Object.fromEntries(filled));
}
