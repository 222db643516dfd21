"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Field, Segmented, Select } from "@/app/_components/ui";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";

type ScopeOf = "all" | "user" | "account" | "strategy";

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Whom a new limit binds: everybody, an account, a person, or a deployed strategy, as far as one may bind them. */
export function useScopeChoice() {
  const session = useSession();
  const trpc = useTRPC();
  const { accounts, account } = useAccount();
  const subjects = useQuery(trpc.risk.subjects.queryOptions(undefined, { meta: { quiet: true } }));
  const [of, setOf] = useState<ScopeOf>(session?.user.role === "trader" ? "account" : "all");
  const [wanted, setWanted] = useState<Partial<Record<ScopeOf, string>>>({});
  const choices: Readonly<Record<Exclude<ScopeOf, "all">, readonly Choice[]>> = {
    account: (accounts ?? []).map(({ accountId, name }) => ({ value: accountId, label: name })),
    user: (subjects.data?.people ?? []).map(({ userId, name }) => ({ value: userId, label: name })),
    strategy: (subjects.data?.deployments ?? []).map(({ deploymentId, name }) => ({
      value: deploymentId,
      label: name,
    })),
  };
  const first = { all: "", account: account?.accountId ?? "", user: session?.user.userId ?? "", strategy: "" };
  const subject = of === "all" ? "" : (wanted[of] ?? (first[of] === "" ? (choices[of][0]?.value ?? "") : first[of]));
  return {
    of,
    setOf,
    choices,
    subject,
    choose: (value: string) => setWanted((known) => ({ ...known, [of]: value })),
    chosen: of === "all" ? ({ of } as const) : ({ of, subject } as const),
  };
}

const ORDER = ["account", "user", "strategy"] as const;

export function ScopeFields({
  scope,
  error,
}: {
  readonly scope: ReturnType<typeof useScopeChoice>;
  readonly error: string | null;
}) {
  const t = useTranslations("risk.scope");
  const { of, choices } = scope;
  const options: readonly ScopeOf[] = ["all", ...ORDER.filter((each) => choices[each].length > 0)];
  // Nobody but oneself to choose from needs no list.
  const isListed = of !== "all" && !(of === "user" && choices.user.length < 2);
  return (
    <>
      <Field label={t("label")} error={isListed ? null : error}>
        <Segmented
          label={t("label")}
          value={of}
          options={options.map((value) => ({
            value,
            label: t(value === "user" && choices.user.length > 1 ? "labels.person" : `labels.${value}`),
          }))}
          onChange={scope.setOf}
        />
      </Field>
      {isListed ? (
        <Field label={t(`subject.${of}`)} error={error}>
          <Select value={scope.subject} options={choices[of]} onChange={scope.choose} />
        </Field>
      ) : null}
    </>
  );
}
