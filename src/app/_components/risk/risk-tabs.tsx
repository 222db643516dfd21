"use client";

import { useTranslations } from "use-intl";
import { AreaTabs } from "@/app/_components/shell/area-tabs";
import { WaitingItems } from "@/app/_components/shell/open-items";
import { useSession } from "@/app/_lib/session";

const TABS = [
  { name: "overview", path: "/risk" },
  { name: "losses", path: "/risk/losses" },
  { name: "correlation", path: "/risk/correlation" },
  { name: "limits", path: "/risk/limits" },
  { name: "approvals", path: "/risk/approvals" },
  { name: "team", path: "/risk/team" },
  { name: "drills", path: "/risk/drills" },
] as const;

/** The pages of the risk area. */
export function RiskTabs() {
  const t = useTranslations("portfolioRisk");
  const area = useTranslations("risk");
  const role = useSession()?.user.role;
  const seesTeam = role === "risk" || role === "admin";
  const tabs = TABS.filter(({ name }) => name !== "team" || seesTeam).map(({ name, path }) => ({
    path,
    label: t(`tabs.${name}`),
    ...(name === "approvals" ? { mark: <WaitingItems /> } : {}),
  }));
  return <AreaTabs title={area("title")} label={t("parts")} tabs={tabs} />;
}
