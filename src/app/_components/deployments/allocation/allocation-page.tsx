"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { EmptyState, FailedState, Link, PageHead, Panel, Select, SkeletonRows } from "@/app/_components/ui";
import { formatMoney } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { numberOf } from "../../desk/blotter/column-parts";
import { useAccount } from "../../desk/trading/use-account";
import { AllocationForm } from "./allocation-form";
import { NettingTable, PartsTable } from "./allocation-tables";

const SKELETON_ROWS = 8;
const REFRESH_MS = 30_000;

/** How an account is handed out to the strategies on it, and what they hold together. */
export function AllocationPage() {
  const t = useTranslations("deploymentAllocation");
  const deployments = useTranslations("deployments");
  const format = useFormat();
  const trpc = useTRPC();
  const { accounts, account } = useAccount();
  const [asked, setAsked] = useQueryState("account", parseAsString);
  const papers = (accounts ?? []).filter(({ kind, archivedAt }) => kind === "paper" && archivedAt === null);
  const shown =
    papers.find(({ accountId }) => accountId === asked) ?? papers.find((one) => one === account) ?? papers[0];
  const allocation = useQuery({
    ...trpc.deployments.allocation.queryOptions(shown === undefined ? skipToken : { accountId: shown.accountId }, {
      meta: { quiet: true },
    }),
    refetchInterval: REFRESH_MS,
  });
  const { data } = allocation;
  return (
    <>
      <PageHead
        title={t("title")}
        crumb={<Link href="/strategies/deployments">{deployments("title")}</Link>}
        tools={
          papers.length === 0 ? undefined : (
            <Select
              aria-label={t("account")}
              value={shown?.accountId ?? null}
              options={papers.map(({ accountId, name }) => ({ value: accountId, label: name }))}
              onChange={(accountId) => void setAsked(accountId)}
            />
          )
        }
      />
      {accounts !== undefined && papers.length === 0 ? (
        <EmptyState title={t("noAccount")} />
      ) : data === undefined ? (
        allocation.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={allocation.error} onRetry={() => void allocation.refetch()} />
        )
      ) : (
        <>
          <p className="num border-b border-line-2 px-4 py-2 text-12 text-tx-2">
            {t("worth", { equity: formatMoney(numberOf(data.equity), data.currency) })}{" "}
            {data.reckonedAt === null ? t("neverReckoned") : t("reckoned", { time: format.dateTime(data.reckonedAt) })}
          </p>
          {data.parts.length === 0 ? (
            <EmptyState title={t("noParts")} />
          ) : (
            <div className="grid grid-cols-[minmax(0,1fr)_400px] content-start max-[1200px]:grid-cols-1">
              <div className="flex min-w-0 flex-col">
                <Panel title={t("parts")}>
                  <PartsTable view={data} />
                </Panel>
                <Panel title={t("netting")} sub={t("nettingSub")} className="border-t border-line-2">
                  <NettingTable view={data} />
                </Panel>
              </div>
              <AllocationForm key={data.accountId} view={data} mayChange={shown?.editable === true} />
            </div>
          )}
        </>
      )}
    </>
  );
}
