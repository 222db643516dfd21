"use client";

import { Search } from "lucide-react";
import { useTranslations } from "use-intl";
import { IconButton, Kbd } from "../ui";
import { HealthLamp } from "./health-lamp";
import { JobTray } from "./job-tray";
import { NotificationBell } from "./notification-list";
import { ScopePicker } from "./scope-picker";
import { useShell } from "./shell-state";
import { UserMenu } from "./user-menu";

/** Scope and health at the left, what came and what one looks for at the right. */
export function TopBar() {
  const t = useTranslations("shell");
  const { setPaletteOpen } = useShell();
  return (
    <header className="flex h-(--bar-h) min-w-0 items-center gap-3 border-b border-line-2 bg-bg-0 px-3 max-md:gap-1 max-md:px-2">
      <ScopePicker />
      <span aria-hidden="true" className="h-4 w-px bg-line-2 max-md:hidden" />
      <HealthLamp />
      <span className="flex-1 max-md:hidden" />
      <button
        type="button"
        onClick={() => setPaletteOpen(true)}
        className="flex h-7 w-54 items-center gap-2 rounded-4 border border-line-2 pr-1.5 pl-2 text-12 text-tx-3 hover:bg-bg-2 max-lg:hidden"
      >
        <Search aria-hidden="true" size={14} />
        <span className="flex-1 text-left">{t("find")}</span>
        <Kbd>{t("findKeys")}</Kbd>
      </button>
      <span className="lg:hidden">
        <IconButton
          label={t("find")}
          icon={<Search size={16} strokeWidth={1.5} />}
          onClick={() => setPaletteOpen(true)}
          tooltip={false}
        />
      </span>
      <JobTray />
      <NotificationBell />
      <span className="md:hidden">
        <UserMenu side="bottom" />
      </span>
    </header>
  );
}
