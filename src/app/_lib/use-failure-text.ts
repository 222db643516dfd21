"use client";

import { useCallback } from "react";
import { useTranslations } from "use-intl";
import type { Failure } from "./failure";

/** Facts as a text can use them. Unknown ones are absent, so a catalog text only names facts its kind always has. */
function fill(facts: Failure["facts"]): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === "number" ? value : String(value ?? "")]),
  );
}

/** Says a failure in words: one sentence, then the fields at fault, each with what would pass. */
export function useFailureText(): (failure: Failure) => string {
  const t = useTranslations("errors");
  return useCallback(
    (failure: Failure) => {
      const sentence = t(
        t.has(failure.kind) ? failure.kind : (failure.otherwise ?? "server.fault"),
        fill(failure.facts),
      );
      const issues = failure.issues.map((issue) =>
        issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`,
      );
      return [sentence, ...issues].join(" ");
    },
    [t],
  );
}
