"use client";

import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Tabs } from "@/app/_components/ui";
import { versionOf } from "../strategies/names";
import type { RunCard as Card, Run, RunSpec, RunStats } from "../types";
import { DetailsPanel } from "./examination/details-panel";
import { FindingsList } from "./examination/findings-list";
import { VerdictBanner } from "./examination/verdict-banner";
import { MonthsTable } from "./months-table";
import { NotesTable } from "./notes-table";
import { RunCard } from "./run-card";
import { InstrumentsTable } from "./several/instruments-table";
import { StatsStrip } from "./stats-strip";
import { StatsTable } from "./stats-table";
import { CHART_ADDRESS, TearSheetCharts } from "./tear-sheet-charts";
import { type TradeRow, TradesTable } from "./trades-table";

const CHART_ID = "run-chart";
const PARTS_ID = "run-parts";
const PARTS = ["trades", "instruments", "months", "statistics", "findings", "details", "decisions"] as const;

const ADDRESS = {
  chart: CHART_ADDRESS.chart,
  part: parseAsStringLiteral(PARTS).withDefault("trades"),
};

export interface TearSheetProps {
  readonly run: Run;
  readonly card: Card;
  readonly stats: RunStats;
  readonly tick: string;
  readonly onShow: (runId: Run["runId"]) => void;
  readonly onUse: (spec: RunSpec) => void;
}

/** The result of a run: key numbers, curves, fills, trades, months, statistics and its card. */
export function TearSheet({ run, card, stats, tick, onShow, onUse }: TearSheetProps) {
  const t = useTranslations("backtest");
  const examination = useTranslations("examination");
  const [address, setAddress] = useQueryStates(ADDRESS, { history: "replace" });
  const runs = useTranslations("runs");
  const [selected, setSelected] = useState<TradeRow | null>(null);
  return (
    <>
      <VerdictBanner
        runId={run.runId}
        onFindings={() => {
          void setAddress({ part: "findings" });
          document.getElementById(PARTS_ID)?.scrollIntoView({ block: "nearest" });
        }}
      />
      <StatsStrip run={run} stats={stats} />
      <div id={CHART_ID} className="flex h-86 shrink-0 flex-col max-md:h-105">
        <TearSheetCharts
          run={run}
          card={card}
          stats={stats}
          tick={tick}
          selected={selected}
          onUnselect={() => setSelected(null)}
        />
      </div>
      <div id={PARTS_ID} className="grid min-h-90 flex-1 grid-cols-[minmax(0,1fr)_284px] max-xl:flex max-xl:flex-col">
        <Tabs
          label={t("parts")}
          value={address.part}
          onChange={(part) => void setAddress({ part })}
          className="max-xl:h-90 max-md:h-auto"
          items={[
            {
              value: "trades",
              label: t("trades"),
              content: (
                <TradesTable
                  run={run}
                  tick={tick}
                  selected={selected}
                  onSelect={(row) => {
                    // On a phone the chart is above, out of sight.
                    document.getElementById(CHART_ID)?.scrollIntoView({ block: "nearest" });
                    setSelected(row);
                    void setAddress({ chart: "fills" });
                  }}
                />
              ),
            },
            ...(stats.portfolio === undefined
              ? []
              : [
                  {
                    value: "instruments" as const,
                    label: runs("instrumentsTab"),
                    content: <InstrumentsTable run={run} portfolio={stats.portfolio} />,
                  },
                ]),
            { value: "months", label: t("months"), content: <MonthsTable monthly={stats.monthly} /> },
            { value: "statistics", label: t("statistics"), content: <StatsTable run={run} stats={stats} /> },
            { value: "findings", label: examination("findings"), content: <FindingsList runId={run.runId} /> },
            { value: "details", label: examination("details"), content: <DetailsPanel run={run} /> },
            // Only what somebody here wrote can say anything.
            ...(versionOf(run.spec.strategy) === null
              ? []
              : [{ value: "decisions" as const, label: runs("decisions"), content: <NotesTable run={run} /> }]),
          ]}
        />
        <div className="overflow-auto border-l border-line-2 max-xl:border-t max-xl:border-l-0">
          <RunCard run={run} card={card} onShow={onShow} onUse={onUse} />
        </div>
      </div>
    </>
  );
}
