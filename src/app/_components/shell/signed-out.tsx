"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useSessionEnded } from "@/app/_lib/session-end";
import { Button, Dialog } from "../ui";

/** Says that the session ended and leads back to this very page after signing in. What is on the screen stays readable. */
export function SignedOutNotice() {
  const t = useTranslations("shell");
  const path = usePathname();
  const query = useSearchParams().toString();
  const ended = useSessionEnded();
  const [dismissed, setDismissed] = useState(false);
  const next = query === "" ? path : `${path}?${query}`;
  return (
    <Dialog
      open={ended && !dismissed}
      onOpenChange={(open) => setDismissed(!open)}
      title={t("ended.title")}
      description={t("ended.text")}
      actions={
        <Button asChild variant="primary">
          <a href={`/sign-in?next=${encodeURIComponent(next)}`}>{t("ended.signIn")}</a>
        </Button>
      }
    />
  );
}
