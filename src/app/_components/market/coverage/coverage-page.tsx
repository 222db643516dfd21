"use client";

import { useTranslations } from "use-intl";
import { Button, Link, PageHead, Tabs } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { FindingsTable } from "./findings-table";
import { SeriesTable } from "./series-table";
import { StoragePanel } from "./storage-panel";
import { useCoverageAddress, useCoveredSeries, useStartCheck } from "./use-coverage";

/** What there is of every series, how far it can be trusted, and what is wrong with it. */
export function CoveragePage() {
  const t = useTranslations("coverage");
  const m = useTranslations("market");
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const [{ tab }, setAddress] = useCoverageAddress();
  const series = useCoveredSeries();
  const check = useStartCheck(() => notify("success", t("checkStarted")));
  const open = series.data?.reduce((sum, one) => sum + one.open.error + one.open.warning + one.open.info, 0);
  return (
    <>
      <PageHead
        crumb={<Link href="/markets">{m("marketsTitle")}</Link>}
        title={t("title")}
        sub={t("sub")}
        tools={
          mayTrade ? (
            <Button
              busy={check.isPending}
              onClick={() =>
                check.mutate(
                  { symbol: null, resolution: null },
                  { onError: (error) => notifyFailed(t("seriesFailed"), say(toFailure(error))) },
                )
              }
            >
              {t("checkAll")}
            </Button>
          ) : undefined
        }
      />
      <Tabs
        label={t("title")}
        value={tab}
        onChange={(next) => void setAddress({ tab: next })}
        className="flex-1"
        items={[
          {
            value: "map",
            label: t("viewMap"),
            count: series.data === undefined ? undefined : formatInteger(series.data.length),
            content: <SeriesTable />,
          },
          {
            value: "findings",
            label: t("viewFindings"),
            count: open === undefined ? undefined : formatInteger(open),
            content: <FindingsTable />,
          },
          { value: "storage", label: t("viewStorage"), content: <StoragePanel /> },
        ]}
      />
    </>
  );
}
