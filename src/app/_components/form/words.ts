"use client";

import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import type * as z from "zod/v4/core";
import { formatNumber } from "@/app/_lib/format";
import { writeNumber } from "@/app/_lib/number-text";
import type { ParameterWords } from "./spec";

const write = (value: unknown) => (typeof value === "number" ? writeNumber(value) : String(value));

/** Words for issues whose schema has none of its own. */
export function useIssueWords(): z.$ZodErrorMap {
  const t = useTranslations("form");
  return useCallback(
    (issue: z.$ZodRawIssue) => {
      if (issue.code === "invalid_type")
        return t(issue.expected === "number" || issue.expected === "int" ? "needsNumber" : "needsValue");
      if (issue.code === "invalid_value") return t("needsChoice");
      if (issue.code === "too_small") {
        if (issue.origin !== "string")
          return t(issue.inclusive === false ? "above" : "atLeast", { bound: write(issue.minimum) });
        return issue.minimum === 1 ? t("needsValue") : t("needsCharacters", { count: Number(issue.minimum) });
      }
      if (issue.code === "too_big")
        return t(issue.inclusive === false ? "below" : "atMost", { bound: write(issue.maximum) });
      return undefined;
    },
    [t],
  );
}

/** Schemas shared with the server say what would pass as a fragment ("at least 12 characters"): this makes it a sentence. */
export function useSentence(): (message: string) => string {
  const t = useTranslations("form");
  return useCallback((message: string) => (/^[a-z0-9]/.test(message) ? t("must", { what: message }) : message), [t]);
}

export function useParameterWords(): ParameterWords {
  const t = useTranslations("form");
  return useMemo(
    () => ({
      between: (minimum, maximum) =>
        t("rangeBetween", { minimum: writeNumber(minimum), maximum: writeNumber(maximum) }),
      atLeast: (minimum) => t("rangeAtLeast", { minimum: writeNumber(minimum) }),
      atMost: (maximum) => t("rangeAtMost", { maximum: writeNumber(maximum) }),
      wholeNumber: (range, usual) =>
        range === null
          ? t("wholeNumberAny", { usual: formatNumber(usual) })
          : t("wholeNumber", { range, usual: formatNumber(usual) }),
      number: (range, usual) =>
        range === null
          ? t("numberAny", { usual: writeNumber(usual) })
          : t("number", { range, usual: writeNumber(usual) }),
      choice: (choices) => t("choice", { choices }),
    }),
    [t],
  );
}
