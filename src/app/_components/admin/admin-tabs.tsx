"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { AreaTabs } from "@/app/_components/shell/area-tabs";
import { useSession } from "@/app/_lib/session";
import { groupOf, groupsFor } from "./admin-groups";

/** The pages of the admin area: what somebody looks for first, then its pages. */
export function AdminTabs() {
  const t = useTranslations("admin");
  const path = usePathname();
  const role = useSession()?.user.role;
  const groups = groupsFor(role ?? "viewer");
  const current = groupOf(groups, path);
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <AreaTabs
        title={t("title")}
        label={t("parts")}
        tabs={groups.map(({ name, tabs }) => ({
          path: tabs[0].path,
          label: t(`groups.${name}`),
          pages: tabs.map((tab) => tab.path),
        }))}
      />
      <AreaTabs
        label={t(`groups.${current.name}`)}
        tabs={current.tabs.map((tab) => ({ path: tab.path, label: t(`tabs.${tab.name}`) }))}
      />
    </>
  );
}
