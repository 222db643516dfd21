"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Button, FailedState, PageHead, SkeletonRows } from "@/app/_components/ui";
import { writeNumber } from "@/app/_lib/number-text";
import { useTRPC } from "@/app/_lib/trpc";
import type { Strategy } from "./types";

function StrategyEntry({ strategy }: { readonly strategy: Strategy }) {
  const t = useTranslations("strategies");
  const address = `/strategies/backtest?strategy=${encodeURIComponent(strategy.name)}`;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_340px_auto] items-start gap-x-8 gap-y-3 border-b border-line-1 px-4 py-4 max-lg:grid-cols-1">
      <div className="min-w-0">
        <h2 className="flex flex-wrap items-baseline gap-x-2 text-13 font-semibold">
          {strategy.title}
          <span className="text-12 font-normal text-tx-3">
            {t("nameVersion", { name: strategy.name, version: strategy.version })}
          </span>
        </h2>
        <p className="mt-1 max-w-[72ch] text-tx-2">{strategy.description}</p>
        <p className="mt-1 max-w-[72ch] text-12 text-tx-3">{t("source", { source: strategy.source })}</p>
      </div>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 text-12 leading-5.5" aria-label={t("parameters")}>
        {strategy.parameters.map((field) => (
          <div key={field.name} className="col-span-2 grid grid-cols-subgrid" title={field.description}>
            <dt className="text-tx-2">{field.label}</dt>
            <dd className="num text-right text-tx-1">
              {typeof field.default === "number" ? writeNumber(field.default) : String(field.default)}{" "}
              <span className="text-tx-3">{field.unit}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div className="flex gap-2">
        <Button asChild>
          <Link href={address}>{t("backtest")}</Link>
        </Button>
        <Button asChild>
          <Link href={`/strategies/search?strategy=${encodeURIComponent(strategy.name)}`}>{t("search")}</Link>
        </Button>
      </div>
    </li>
  );
}

/** The strategies there are: the idea, where it comes from, and its parameters with their defaults. */
export function StrategiesPage() {
  const t = useTranslations("strategies");
  const trpc = useTRPC();
  const strategies = useQuery(trpc.strategy.list.queryOptions());
  return (
    <>
      <PageHead title={t("title")} sub={t("sub")} />
      <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
        {strategies.isPending ? <SkeletonRows rows={9} label={t("loading")} /> : null}
        {strategies.isError ? (
          <FailedState title={t("failed")} error={strategies.error} onRetry={() => void strategies.refetch()} />
        ) : null}
        <ul>
          {strategies.data?.map((strategy) => (
            <StrategyEntry key={strategy.name} strategy={strategy} />
          ))}
        </ul>
      </div>
    </>
  );
}
