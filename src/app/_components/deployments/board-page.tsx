"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { Button, Checkbox, EmptyState, Link, PageHead, SignedNumber, Strip } from "@/app/_components/ui";
import { formatInteger, formatMoney } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { numberOf } from "../desk/blotter/column-parts";
import { StreamNote } from "../desk/blotter/stream-note";
import { useBoardColumns } from "./board-columns";
import { totalsOf } from "./board-totals";
import { CreateDialog } from "./create/create-dialog";
import { useCreateAddress } from "./create/use-create-address";
import { deploymentHref } from "./deployment-href";
import type { DeploymentLine } from "./types";
import { useDeployments } from "./use-deployments";

const rowId = ({ deploymentId }: DeploymentLine) => deploymentId;

/** Everything that trades by itself: how it stands and why, what it earned, what it decided last. */
export function DeploymentBoard() {
  const t = useTranslations("deployments");
  const allocation = useTranslations("deploymentAllocation");
  const router = useRouter();
  const mayTrade = useMayTrade();
  const [over, setOver] = useQueryState("over", parseAsBoolean.withDefault(false));
  const address = useCreateAddress();
  const deployments = useDeployments(over);
  const columns = useBoardColumns();
  const create = mayTrade ? (
    <Button variant="primary" icon={<Plus aria-hidden="true" size={14} />} onClick={address.open}>
      {t("create")}
    </Button>
  ) : null;
  return (
    <>
      <PageHead
        title={t("title")}
        crumb={<Link href="/strategies">{t("crumb")}</Link>}
        tools={
          <div className="flex flex-wrap items-center gap-3 py-1">
            <Link href="/strategies/deployments/allocation" className="text-12 text-tx-2 hover:underline max-md:py-3">
              {allocation("title")}
            </Link>
            <Checkbox checked={over} onChange={(next) => void setOver(next)} label={t("showOver")} />
            {create}
          </div>
        }
      />
      <StreamNote />
      {deployments.data === undefined || deployments.data.length === 0 ? null : <BoardStrip lines={deployments.data} />}
      <DataTable
        id="deployments"
        label={t("title")}
        columns={columns}
        rows={deployments.data}
        rowId={rowId}
        error={deployments.error}
        failedTitle={t("failed")}
        safe={t("failedSafe")}
        onRetry={() => void deployments.refetch()}
        onOpen={({ deploymentId }) => router.push(deploymentHref(deploymentId))}
        exportName="deployments"
        empty={
          <EmptyState title={t("emptyTitle")} actions={create ?? undefined}>
            {mayTrade ? t("emptyText") : t("emptyViewer")}
          </EmptyState>
        }
      />
      {address.isOpen && mayTrade ? <CreateDialog address={address} /> : null}
    </>
  );
}

/** Totals of what is on the board, by currency. */
function BoardStrip({ lines }: { readonly lines: readonly DeploymentLine[] }) {
  const t = useTranslations("deployments");
  const { running, troubled, sums } = totalsOf(lines);
  const money = (value: string | null, currency: string) => (
    <SignedNumber value={numberOf(value)} text={formatMoney(numberOf(value), currency, { signed: true })} />
  );
  return (
    <Strip
      label={t("keyNumbers")}
      items={[
        {
          key: "running",
          label: t("strip.running"),
          value: formatInteger(running),
          note: t("strip.of", { of: lines.length }),
        },
        {
          key: "troubled",
          label: t("strip.troubled"),
          value: <span className={troubled > 0 ? "text-warn" : undefined}>{formatInteger(troubled)}</span>,
        },
        ...sums.flatMap(({ currency, pnlToday, pnl, exposure }) => [
          { key: `today ${currency}`, label: t("strip.today", { currency }), value: money(pnlToday, currency) },
          { key: `pnl ${currency}`, label: t("strip.pnl", { currency }), value: money(pnl, currency) },
          {
            key: `exposure ${currency}`,
            label: t("strip.exposure", { currency }),
            value: formatMoney(numberOf(exposure), currency),
          },
        ]),
      ]}
    />
  );
}
