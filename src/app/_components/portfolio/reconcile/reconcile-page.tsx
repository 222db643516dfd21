"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { PageHead } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { ItemsTable } from "./items-table";
import { OutageBanners } from "./outage-banner";
import { ResolveDialog } from "./resolve-dialog";
import { StatusTable } from "./status-table";
import type { Item, Status } from "./types";
import { VenueDialog } from "./venue-dialog";

/** That both sides still agree is no news, but when they were last compared is shown. */
const STATUS_EVERY_MS = 5_000;

/** How every paper account stands with its venue, what differs, and what is done about it. */
export function ReconcilePage() {
  const t = useTranslations();
  const trpc = useTRPC();
  const status = useQuery({
    ...trpc.reconcile.status.queryOptions(undefined, { meta: { quiet: true } }),
    refetchInterval: STATUS_EVERY_MS,
  });
  const [item, setItem] = useState<Item | null>(null);
  const [venue, setVenue] = useState<Status | null>(null);
  return (
    <>
      <PageHead
        title={t("portfolio.tabs.reconcile")}
        sub={<span className="max-lg:hidden">{t("reconcile.intro")}</span>}
      />
      <OutageBanners statuses={status.data ?? []} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <StatusTable status={status} onVenue={setVenue} />
        <ItemsTable onResolve={setItem} />
      </div>
      {item === null ? null : <ResolveDialog item={item} onClose={() => setItem(null)} />}
      {venue === null ? null : <VenueDialog status={venue} onClose={() => setVenue(null)} />}
    </>
  );
}
