"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Panel } from "@/app/_components/ui";
import { formatBytes, formatDate, formatInteger } from "@/app/_lib/format";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { KeptPanel } from "./kept-panel";
import { RetentionDialog } from "./retention-dialog";
import { Rows } from "./storage-rows";

type Storage = RouterOutputs["storage"]["read"];

/** What is stored and what it takes on the disk: by resolution, by table, by instrument; and how long it is kept. */
export function StoragePanel() {
  const t = useTranslations("storage");
  const storage = useQuery(useTRPC().storage.read.queryOptions());
  if (storage.isError) {
    return <FailedState title={t("failed")} error={storage.error} onRetry={() => void storage.refetch()} />;
  }
  if (storage.data === undefined) return <div className="p-3" aria-busy="true" />;
  return <Loaded storage={storage.data} />;
}

function Loaded({ storage }: { readonly storage: Storage }) {
  const t = useTranslations("storage");
  const isAdmin = useSession()?.user.role === "admin";
  const [changing, setChanging] = useState<Storage["resolutions"][number] | null>(null);
  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">
        {t("database", { bytes: formatBytes(storage.databaseBytes) })} {isAdmin ? null : t("adminOnly")}
      </p>
      {isAdmin ? <KeptPanel /> : null}
      <div className="grid grid-cols-2 items-start gap-x-px max-lg:grid-cols-1">
        <Panel title={t("resolutions")}>
          {storage.resolutions.length === 0 ? <EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState> : null}
          <Rows
            label={t("resolutions")}
            head={[t("resolution"), t("bars"), t("bytes"), t("keep")]}
            rows={storage.resolutions.map((one) => ({
              id: one.resolution,
              cells: [
                <b key="name">{one.resolution}</b>,
                <span key="bars" title={`${t("first")} ${formatDate(one.firstMs, "UTC")}`}>
                  {formatInteger(one.bars)}
                </span>,
                formatBytes(one.bytes),
                <span key="keep" className="inline-flex items-center gap-2">
                  {one.keepDays === null ? t("forEver") : t("days", { days: one.keepDays })}
                  {isAdmin && one.limitable ? (
                    <Button
                      size="sm"
                      aria-label={t("changeOf", { resolution: one.resolution })}
                      onClick={() => setChanging(one)}
                    >
                      {t("change")}
                    </Button>
                  ) : null}
                </span>,
              ],
            }))}
          />
        </Panel>
        <Panel title={t("tables")}>
          <Rows
            label={t("tables")}
            head={[t("table"), t("bytes")]}
            rows={storage.tables.map(({ table, bytes }) => ({ id: table, cells: [table, formatBytes(bytes)] }))}
          />
        </Panel>
        <Panel title={t("instruments")}>
          <Rows
            label={t("instruments")}
            head={[t("symbol"), t("bars"), t("bytes")]}
            rows={storage.instruments.map(({ symbol, name, bars, bytes }) => ({
              id: symbol,
              cells: [
                <span key="symbol" title={name}>
                  {symbol}
                </span>,
                formatInteger(bars),
                formatBytes(bytes),
              ],
            }))}
          />
        </Panel>
      </div>
      {changing === null ? null : <RetentionDialog of={changing} onClose={() => setChanging(null)} />}
    </div>
  );
}
