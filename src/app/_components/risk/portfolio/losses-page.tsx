"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { GridPanel } from "./grid-panel";
import { RiskGate } from "./risk-gate";
import { ScenarioDialog } from "./scenario-dialog";
import { StressPanel } from "./stress-panel";
import { TailPartsPanel } from "./tail-parts-panel";
import { BacktestPanel, TailsPanel } from "./tails-panel";

/** What an account may lose on a bad day, and what it would lose in scenarios. */
export function LossesPage() {
  const t = useTranslations("portfolioRisk");
  const mayTrade = useMayTrade();
  const [writing, setWriting] = useState(false);
  const add = mayTrade ? (
    <Button size="sm" onClick={() => setWriting(true)}>
      {t("stress.add")}
    </Button>
  ) : undefined;
  return (
    <>
      <RiskGate title={t("tabs.losses")}>
        {(risk) => (
          <div className="grid grid-cols-2 gap-px bg-line-2 max-lg:grid-cols-1">
            <div className="flex min-w-0 flex-col divide-y divide-line-2 bg-bg-1">
              <TailsPanel risk={risk} />
              <BacktestPanel risk={risk} />
              <TailPartsPanel risk={risk} />
            </div>
            <div className="flex min-w-0 flex-col divide-y divide-line-2 bg-bg-1">
              <StressPanel risk={risk} tools={add} />
              <GridPanel risk={risk} />
            </div>
          </div>
        )}
      </RiskGate>
      {writing ? <ScenarioDialog onClose={() => setWriting(false)} /> : null}
    </>
  );
}
