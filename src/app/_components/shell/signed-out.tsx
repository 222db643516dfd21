"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { toFailure } from "@/app/_lib/failure";
import { Button, Dialog } from "../ui";

/** Whether an answer of the server said that this session has ended, while the page stood open. */
function useSessionEnded(): boolean {
  const queryClient = useQueryClient();
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    const look = (error: unknown) => {
      if (error !== null && toFailure(error).kind === "session.required") setEnded(true);
    };
    const stopQueries = queryClient.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") look(event.query.state.error);
    });
    const stopMutations = queryClient.getMutationCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error") look(event.mutation.state.error);
    });
    return () => {
      stopQueries();
      stopMutations();
    };
  }, [queryClient]);
  return ended;
}

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
