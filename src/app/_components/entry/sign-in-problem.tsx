"use client";

import { useTranslations } from "use-intl";
import type { SignInAnswer } from "@/app/_lib/auth-client";
import { formatDuration } from "@/app/_lib/format";
import { Banner } from "../ui";

/** Why the door is still closed; nothing while it is not known, open, or waits for the next step. */
export function SignInProblem({ answer, nowMs }: { readonly answer: SignInAnswer | null; readonly nowMs: number }) {
  const t = useTranslations("signIn");
  if (answer === null || answer.kind === "in" || answer.kind === "code_needed") return null;
  if (answer.kind === "throttled") {
    const left = answer.untilMs - nowMs;
    return (
      <Banner tone="warn">
        {left > 0 ? t("throttled", { wait: formatDuration(Math.ceil(left / 1_000) * 1_000) }) : t("throttledOver")}
      </Banner>
    );
  }
  return <Banner tone="bad">{t(answer.kind)}</Banner>;
}
