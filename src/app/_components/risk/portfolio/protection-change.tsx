"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { usePolicyWords } from "./use-protection-words";

type Change = RouterOutputs["risk"]["protection"]["policy"]["changes"][number];

/** A change of what is done that waits, with what the person may do about it. */
export function ProtectionChange({ change }: { readonly change: Change }) {
  const t = useTranslations("portfolioRisk.protection.policy");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const words = usePolicyWords();
  const decide = useMutation(
    trpc.risk.decideProtection.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries(trpc.risk.pathFilter()),
    }),
  );
  const { changeId, askedBy, terms, reason, mayDecide, mayWithdraw } = change;
  const button = (decision: "approve" | "reject" | "withdraw") => (
    <Button
      size="sm"
      variant="quiet"
      busy={decide.isPending}
      onClick={() => decide.mutate({ changeId, decision, note: null })}
    >
      {t(decision)}
    </Button>
  );
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-warn">
      <span className="min-w-0 flex-1 basis-60">
        {t("waiting", { person: askedBy, what: words(terms) })} <span className="text-tx-3">{reason}</span>
      </span>
      {mayDecide ? button("approve") : null}
      {mayDecide ? button("reject") : null}
      {mayWithdraw ? button("withdraw") : null}
    </div>
  );
}
