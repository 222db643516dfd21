"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { useScope, withScope } from "@/app/_lib/scope";
import { useSession } from "@/app/_lib/session";

const TABS = [
  { name: "health", path: "/admin" },
  { name: "jobs", path: "/admin/jobs" },
  { name: "notifications", path: "/admin/notifications" },
  { name: "sessions", path: "/admin/sessions" },
  { name: "audit", path: "/admin/audit" },
  { name: "profile", path: "/admin/profile" },
] as const;

/** The pages of the admin area. The audit log is offered to administrators alone, as the API gives it to them alone. */
export function AdminTabs() {
  const t = useTranslations("admin");
  const path = usePathname();
  const [scope] = useScope();
  const isAdmin = useSession()?.user.role === "admin";
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the row is wider than the screen: the page one is on must be in sight. Keyed by the path it shows.
  useEffect(() => {
    if (path !== "") current.current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [path]);
  const tabs = TABS.filter((tab) => tab.name !== "audit" || isAdmin);
  return (
    <div className="flex h-11 shrink-0 items-stretch gap-6 border-b border-line-2 px-4">
      <h1 className="flex items-center text-15 font-semibold tracking-[-.01em] max-md:sr-only">{t("title")}</h1>
      <nav aria-label={t("parts")} className="flex min-w-0 items-stretch gap-4 overflow-x-auto">
        {tabs.map((tab) => (
          <Link
            key={tab.name}
            ref={tab.path === path ? current : null}
            href={withScope(tab.path, scope)}
            aria-current={tab.path === path ? "page" : undefined}
            className={cn(
              "relative flex items-center text-12 whitespace-nowrap text-tx-3 hover:text-tx-1 focus-visible:-outline-offset-2",
              tab.path === path
                ? "font-medium text-tx-1 after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent"
                : null,
            )}
          >
            {t(`tabs.${tab.name}`)}
          </Link>
        ))}
      </nav>
    </div>
  );
}
