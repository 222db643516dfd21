"use client";

import { useTranslations } from "use-intl";
import { AreaTabs } from "@/app/_components/shell/area-tabs";
import { useSession } from "@/app/_lib/session";

const TABS = [
  { name: "health", path: "/admin" },
  { name: "jobs", path: "/admin/jobs" },
  { name: "notifications", path: "/admin/notifications" },
  { name: "channels", path: "/admin/notifications/settings" },
  { name: "deliveries", path: "/admin/deliveries" },
  { name: "webhooksOut", path: "/admin/webhooks-out" },
  { name: "webhooksIn", path: "/admin/webhooks-in" },
  { name: "phone", path: "/admin/phone" },
  { name: "sessions", path: "/admin/sessions" },
  { name: "people", path: "/admin/people" },
  { name: "keys", path: "/admin/keys" },
  { name: "api", path: "/admin/api" },
  { name: "audit", path: "/admin/audit" },
  { name: "security", path: "/admin/security" },
  { name: "profile", path: "/admin/profile" },
] as const;

/** The pages of the admin area. People and the audit log are offered to administrators alone, as the API gives them to them alone. */
export function AdminTabs() {
  const t = useTranslations("admin");
  const isAdmin = useSession()?.user.role === "admin";
  const tabs = TABS.filter((tab) => (tab.name !== "audit" && tab.name !== "people") || isAdmin).map(
    ({ name, path }) => ({
      path,
      label: t(`tabs.${name}`),
    }),
  );
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <AreaTabs title={t("title")} label={t("parts")} tabs={tabs} />
    </>
  );
}
