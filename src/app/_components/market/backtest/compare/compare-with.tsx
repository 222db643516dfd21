"use client";

import { GitCompare } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { Button, Menu, type MenuItem } from "@/app/_components/ui";
import { formatPercent } from "@/app/_lib/format";
import type { Run } from "../../types";
import { symbolsLabel } from "../several/run-names";
import { useRuns } from "../use-run";

/** Runs that are offered: the newest; any others are chosen in the list of runs. */
const OFFERED = 10;

/** Takes the run to the comparison with another one. */
export function CompareWith({ run }: { readonly run: Run }) {
  const t = useTranslations("runs");
  const router = useRouter();
  const runs = useRuns({});
  const others = (runs.data?.pages.flatMap(({ rows }) => rows) ?? [])
    .filter(({ runId, status }) => runId !== run.runId && status === "succeeded")
    .slice(0, OFFERED);
  const items = others.map(
    (other): MenuItem => ({
      kind: "item",
      key: other.runId,
      label: t("compareWithOne", {
        strategy: other.strategyTitle,
        symbols: symbolsLabel(other.spec),
        resolution: other.spec.resolution,
        total: formatPercent(other.stats?.totalReturn ?? null, { signed: true }),
      }),
      onSelect: () => {
        const ids = [run.runId, other.runId].map(encodeURIComponent).join(",");
        router.push(`/strategies/backtest/compare?runs=${ids}`);
      },
    }),
  );
  if (items.length === 0) return null;
  return (
    <Menu
      trigger={<Button icon={<GitCompare aria-hidden="true" size={14} />}>{t("compareWith")}</Button>}
      items={items}
    />
  );
}
