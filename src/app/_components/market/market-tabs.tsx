"use client";

import { useTranslations } from "use-intl";
import { AreaTabs } from "@/app/_components/shell/area-tabs";
import { useMayTrade } from "@/app/_lib/session";

const TABS = [
  { name: "instruments", path: "/markets", forTraders: false },
  { name: "watchlists", path: "/markets/watchlists", forTraders: false },
  { name: "screener", path: "/markets/screener", forTraders: false },
  { name: "alerts", path: "/markets/alerts", forTraders: false },
  { name: "calendar", path: "/markets/calendar", forTraders: false },
  { name: "actions", path: "/markets/actions", forTraders: false },
  { name: "coverage", path: "/markets/coverage", forTraders: false },
  { name: "feeds", path: "/markets/feeds", forTraders: false },
  { name: "replay", path: "/markets/replay", forTraders: false },
  { name: "fetch", path: "/markets/fetch", forTraders: true },
  { name: "import", path: "/markets/import", forTraders: true },
  { name: "export", path: "/markets/export", forTraders: true },
] as const;

/** The pages of the markets area. What brings data in is offered to those who may. */
export function MarketTabs() {
  const t = useTranslations("markets");
  const mayTrade = useMayTrade();
  const tabs = TABS.filter((tab) => mayTrade || !tab.forTraders).map(({ name, path }) => ({
    path,
    label: t(`tabs.${name}`),
  }));
  return <AreaTabs title={t("title")} label={t("parts")} tabs={tabs} />;
}
