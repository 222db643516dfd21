"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { MonthsTable } from "@/app/_components/market/backtest/months-table";
import { Banner, EmptyState, FailedState, Panel, Segmented, SkeletonRows, Tabs } from "@/app/_components/ui";
import { AccountGate } from "../account-gate";
import type { AccountView } from "../types";
import { DAY_RANGES } from "./account-days";
import { DaysTable } from "./days-table";
import { PerformanceCharts } from "./performance-charts";
import { PerformanceStrip } from "./performance-strip";
import { usePerformance } from "./use-performance";

const SKELETON_ROWS = 8;

/** How one account did: its worth by day, its falls, its months. */
export function PerformancePage() {
  const t = useTranslations("portfolio");
  return (
    <AccountGate title={t("tabs.performance")}>
      {(account) => <Performance key={account.accountId} account={account} />}
    </AccountGate>
  );
}

function Performance({ account }: { readonly account: AccountView }) {
  const t = useTranslations("portfolio.performance");
  const words = useTranslations("portfolio");
  const { shown, isNew, error, retry, range, setRange } = usePerformance(account);
  const [tab, setTab] = useState<"months" | "days">("months");
  if (error !== null) return <FailedState title={t("failed")} safe={t("failedSafe")} error={error} onRetry={retry} />;
  if (shown === null) return <SkeletonRows rows={SKELETON_ROWS} label={words("loading")} />;
  if (isNew) return <EmptyState title={t("emptyTitle")}>{t("emptyText")}</EmptyState>;
  const { performance } = shown;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto max-md:overflow-visible">
      <PerformanceStrip account={account} shown={shown} />
      {performance.unknownDays === 0 ? null : (
        <Banner tone="warn">{t("unknownDays", { count: performance.unknownDays })}</Banner>
      )}
      <Panel
        title={t("chart")}
        tools={
          <Segmented
            label={t("range")}
            options={DAY_RANGES.map((value) => ({ value, label: value }))}
            value={range}
            onChange={(next) => void setRange(next)}
          />
        }
        className="border-b border-line-2"
      >
        {performance.time.length < 2 ? (
          <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{t("tooShort")}</p>
        ) : (
          <PerformanceCharts account={account} shown={shown} />
        )}
      </Panel>
      <Tabs
        label={t("months")}
        items={[
          { value: "months", label: t("months"), content: <MonthsTable monthly={performance.monthly} /> },
          { value: "days", label: t("days"), content: <DaysTable account={account} shown={shown} /> },
        ]}
        value={tab}
        onChange={setTab}
        className="min-h-56 flex-1"
      />
    </div>
  );
}
