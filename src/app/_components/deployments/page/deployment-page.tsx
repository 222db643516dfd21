"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, FailedState, Link, PageHead, SkeletonRows } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import { StreamNote } from "../../desk/blotter/stream-note";
import { ModeBadge } from "../shadow/mode-badge";
import { ShadowPanel } from "../shadow/shadow-panel";
import type { DeploymentDetail } from "../types";
import { useDeployment } from "../use-deployments";
import { Activity } from "./activity";
import { DecisionPanel } from "./decision-panel";
import { DeploymentChart } from "./deployment-chart";
import { DeploymentStrip } from "./deployment-strip";
import { ParamsPanel } from "./params-panel";
import { ParityPanel } from "./parity-panel";
import { ProfitPanel } from "./profit-panel";
import { PromotionPanel } from "./promotion-panel";
import { StateLine } from "./state-line";
import { Steering } from "./steering";

const SKELETON_ROWS = 10;

/** One deployment: how it stands and why, what it did at each bar, its orders, its parameters, how far it may go. */
export function DeploymentPage({ deploymentId }: { readonly deploymentId: string }) {
  const t = useTranslations("deployments");
  const { data, error, refetch } = useDeployment(deploymentId);
  if (data !== undefined) return <Deployment key={deploymentId} deployment={data} />;
  return (
    <>
      <PageHead title={t("one")} crumb={<Link href="/strategies/deployments">{t("title")}</Link>} />
      {error === null ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : (
        <FailedState title={t("failedOne")} error={error} safe={t("failedSafe")} onRetry={() => void refetch()} />
      )}
    </>
  );
}

/** The bar whose decision is shown: under the pointer, else chosen in the trace, else the last. */
function useShownBar() {
  const [hovered, setHovered] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  return { barMs: hovered ?? chosen, chosen, setHovered, setChosen };
}

function Deployment({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments");
  const format = useFormat();
  const bar = useShownBar();
  const [symbol, setSymbol] = useState(deployment.instruments[0] ?? "");
  const { pendingChange } = deployment;
  return (
    <>
      <PageHead
        title={deployment.name}
        crumb={<Link href="/strategies/deployments">{t("title")}</Link>}
        sub={
          <span className="flex min-w-0 items-center gap-2">
            <span className="truncate">
              {deployment.strategyTitle} {deployment.strategyVersion}
            </span>
            <ModeBadge mode={deployment.mode} />
            <span className="truncate max-lg:hidden">
              {t("onAccount", { account: deployment.accountName, owner: deployment.owner })}
            </span>
          </span>
        }
        tools={<Steering deployment={deployment} />}
      />
      <StreamNote />
      <StateLine deployment={deployment} />
      {pendingChange === null ? null : (
        <Banner tone="neutral">
          {t("pending", {
            changes: pendingChange.differences
              .map(({ name, before, after }) => `${name} ${before ?? ""} → ${after ?? ""}`)
              .join(", "),
            at: pendingChange.takesEffectAt === null ? "none" : format.dateTime(pendingChange.takesEffectAt),
          })}
          {pendingChange.leaving.length === 0
            ? null
            : ` ${t("windsDown", { symbols: pendingChange.leaving.map((each) => each.symbol).join(", ") })}`}
        </Banner>
      )}
      <DeploymentStrip deployment={deployment} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)_400px] content-start max-[1200px]:grid-cols-1">
        <div className="flex min-w-0 flex-col">
          <DeploymentChart deployment={deployment} symbol={symbol} onSymbol={setSymbol} onHover={bar.setHovered} />
          <Activity deployment={deployment} chosen={bar.chosen} onChoose={bar.setChosen} />
        </div>
        <DecisionPanel deployment={deployment} symbol={symbol} barMs={bar.barMs} onShow={bar.setChosen} />
      </div>
      <ProfitPanel deployment={deployment} />
      <ShadowPanel deployment={deployment} />
      <div className="grid grid-cols-3 border-t border-line-2 max-[1200px]:grid-cols-1">
        <ParamsPanel deployment={deployment} />
        <PromotionPanel deployment={deployment} />
        <ParityPanel deployment={deployment} />
      </div>
    </>
  );
}
