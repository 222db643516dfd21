"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { Link } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { useScope, withScope } from "@/app/_lib/scope";
import { Mark } from "./mark";
import { areaOf, NAV } from "./nav";
import { OpenItems, WaitingItems } from "./open-items";
import { UserMenu } from "./user-menu";

/** The areas: a rail at the left of a desk, a bar at the foot of a phone, there even while the rest of the page is still coming. */
export function Rail() {
  const t = useTranslations("shell");
  const area = areaOf(usePathname());
  const [scope] = useScope();
  return (
    <nav
      aria-label={t("areas")}
      className="flex flex-col border-r border-line-2 bg-bg-0 max-md:row-start-4 max-md:h-15 max-md:flex-row max-md:border-t max-md:border-r-0 max-md:pb-[env(safe-area-inset-bottom)] md:row-span-2"
    >
      <Link
        href={withScope("/home", scope)}
        aria-label={t("toHome")}
        className="mb-1.5 grid h-(--bar-h) place-items-center focus-visible:-outline-offset-2 max-md:hidden"
      >
        <Mark />
      </Link>
      <ul className="contents">
        {NAV.map((item) => (
          <li key={item.key} className="max-md:flex-1">
            <Link
              often
              href={withScope(item.href, scope)}
              aria-current={item.key === area ? "page" : undefined}
              className={cn(
                "relative flex flex-col items-center justify-center gap-[3px] pt-2.25 pb-1.75 text-[10px] leading-3 text-tx-3 hover:text-tx-1 focus-visible:-outline-offset-2 max-md:h-full max-md:py-0",
                item.key === area
                  ? "text-tx-1 before:absolute before:top-2 before:bottom-1.5 before:left-0 before:w-0.5 before:bg-accent max-md:before:top-0 max-md:before:bottom-auto max-md:before:left-1/2 max-md:before:h-0.5 max-md:before:w-6 max-md:before:-translate-x-1/2"
                  : null,
              )}
            >
              <item.icon aria-hidden="true" size={18} strokeWidth={1.5} />
              {t(item.key)}
              {item.key === "portfolio" ? <OpenItems /> : null}
              {item.key === "risk" ? <WaitingItems onRail={true} /> : null}
            </Link>
          </li>
        ))}
      </ul>
      <span className="flex-1 max-md:hidden" />
      <div className="grid place-items-center pb-3.5 max-md:hidden">
        <UserMenu side="right" />
      </div>
    </nav>
  );
}
