"use client";

import { useTranslations } from "use-intl";
import { AreaTabs } from "@/app/_components/shell/area-tabs";

const TABS = [
  { name: "overview", path: "/portfolio" },
  { name: "performance", path: "/portfolio/performance" },
  { name: "ledger", path: "/portfolio/ledger" },
  { name: "reconcile", path: "/portfolio/reconcile" },
  { name: "accounts", path: "/portfolio/accounts" },
] as const;

/** The pages of the portfolio area. */
export function PortfolioTabs() {
  const t = useTranslations("portfolio");
  const tabs = TABS.map(({ name, path }) => ({ path, label: t(`tabs.${name}`) }));
  return <AreaTabs title={t("title")} label={t("parts")} tabs={tabs} />;
}
