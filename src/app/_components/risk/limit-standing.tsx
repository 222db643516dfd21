"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { useTranslations } from "use-intl";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Note } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { parseTerms } from "@/modules/risk";
import { type LimitDraft, termsOfDraft } from "./limit-draft";
import { useLimitWords } from "./use-limit-words";

interface LimitStandingProps {
  readonly draft: LimitDraft;
  /** Null: the account that is looked at. */
  readonly accountId: string | null;
}

/** How an account stands against a limit that is being written, before it is set: one that is below what is held is said to be. */
export function LimitStanding({ draft, accountId }: LimitStandingProps) {
  const t = useTranslations("risk.form");
  const words = useLimitWords();
  const trpc = useTRPC();
  const { account, accounts } = useAccount();
  const asked = termsOfDraft(useDeferredValue(draft));
  const weighed = accountId ?? account?.accountId ?? "";
  // What is wrong with the terms is told when they are sent.
  const isWritten = weighed !== "" && "terms" in asked && parseTerms(asked.terms).ok;
  const { data } = useQuery(
    trpc.risk.weigh.queryOptions(
      { accountId: weighed, terms: "terms" in asked ? asked.terms : {} },
      { enabled: isWritten, placeholderData: keepPreviousData, retry: false, meta: { quiet: true } },
    ),
  );
  if (!isWritten || data === undefined || data === null) return null;
  const name = accounts?.find((each) => each.accountId === weighed)?.name ?? account?.name ?? "";
  if (data.used === null) return <Note tone="warn">{t("standingUnknown", { account: name })}</Note>;
  const standing = words.used(draft.kind, { ...data, used: data.used });
  return data.isOver ? (
    <Note tone="warn">{t("standingOver", { account: name, standing })}</Note>
  ) : (
    <p className="text-11 text-tx-2">{t("standing", { account: name, standing })}</p>
  );
}
