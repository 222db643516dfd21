"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { ParameterField } from "@/app/_components/form";
import { useTRPC } from "@/app/_lib/trpc";
import { nameOfVersion, versionOf } from "../../market/strategies/names";
import { useRunnable, useWithVersionOf } from "../../market/strategies/use-runnable";
import type { Strategy } from "../../market/types";

const VERSIONS_SHOWN = 50;
const NO_STRATEGIES: readonly Strategy[] = [];
const NO_PARAMETERS: readonly ParameterField[] = [];

/** The versions that there are of an own strategy, the newest first, and the parameters of the chosen one; a built-in one has none to choose. */
export function useVersionChoice(strategy: string, chosen: string) {
  const t = useTranslations("deploymentTrials.shadow");
  const trpc = useTRPC();
  const slug = versionOf(strategy)?.slug ?? null;
  const versions = useQuery(
    trpc.strategy.versions.queryOptions(slug === null ? skipToken : { slug, limit: VERSIONS_SHOWN }),
  );
  const { strategies } = useRunnable();
  const all = useWithVersionOf(strategies ?? NO_STRATEGIES, chosen);
  return {
    options: (versions.data ?? []).map(({ number }) => ({
      value: nameOfVersion(slug ?? "", number),
      label: t("numbered", { number }),
    })),
    parameters: all.find(({ name }) => name === chosen)?.parameters ?? NO_PARAMETERS,
  };
}
