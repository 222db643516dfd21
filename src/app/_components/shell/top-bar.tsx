"use client";

import { Search, Siren } from "lucide-react";
import { useTranslations } from "use-intl";
import { AccountPicker } from "../desk/scope/account-picker";
import { TradingControl } from "../desk/scope/trading-control";
import { useAccount } from "../desk/trading/use-account";
import { IconButton, Kbd } from "../ui";
import { HealthLamp } from "./health-lamp";
import { DeviceNotes } from "./installed";
import { JobTray } from "./job-tray";
import { NotificationBell } from "./notification-list";
import { ScopePicker } from "./scope-picker";
import { useShell } from "./shell-state";
import { UserMenu } from "./user-menu";

/** On a phone account and halt stand above the areas, in reach of a thumb. */
export function AccountBar() {
  const t = useTranslations("shell");
  return (
    <div className="flex h-12 items-center gap-3 border-t border-line-2 bg-bg-0 px-2 md:hidden">
      <AccountPicker />
      <span className="flex-1" />
      <a
        href="/incident"
        aria-label={t("incident")}
        className="grid size-11 place-items-center rounded-4 text-tx-2 hover:bg-bg-2 hover:text-tx-1"
      >
        <Siren aria-hidden="true" size={18} strokeWidth={1.5} />
      </a>
      <TradingControl />
    </div>
  );
}

/** The edge that says what kind of money the page is about: hatched is not real. Its place is kept while nobody knows. */
function StageEdge() {
  const { account } = useAccount();
  return <div aria-hidden="true" className={account === null ? "h-1 bg-bg-0" : "stage-frame bg-bg-0"} />;
}

/** Account, instrument and health at the left, what came, what one looks for and the halt at the right. */
export function TopBar() {
  const t = useTranslations("shell");
  const { setPaletteOpen } = useShell();
  return (
    <div className="min-w-0">
      <header className="flex h-(--bar-h) min-w-0 items-center gap-3 border-b border-line-2 bg-bg-0 px-3 max-md:gap-0.5 max-md:px-2">
        <span className="contents max-md:hidden">
          <AccountPicker />
        </span>
        <span aria-hidden="true" className="h-4 w-px bg-line-2 max-md:hidden" />
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
          <span className="min-w-0 flex-1 truncate text-left">{t("find")}</span>
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
        <span className="flex items-center gap-2 pl-1 max-md:hidden">
          <TradingControl />
        </span>
        <span className="md:hidden">
          <UserMenu side="bottom" />
        </span>
      </header>
      <StageEdge />
      <DeviceNotes />
    </div>
  );
}
