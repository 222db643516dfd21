"use client";

import { SlidersHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Link, PageHead, PanelHead, Sheet } from "@/app/_components/ui";
import { SCOPE_DEFAULT, useScope } from "@/app/_lib/scope";
import { useIsPhone } from "@/app/_lib/use-media";
import { useWithVersionOf } from "../strategies/use-runnable";
import type { Run, RunSpec } from "../types";
import { useInstrument } from "../use-instrument";
import { type Workbench as WorkbenchFacts, WorkbenchGate } from "../workbench-gate";
import { BacktestForm } from "./backtest-form";
import { newForm } from "./form-values";
import { RunList } from "./run-list";
import { RunPreview } from "./run-preview";
import { RunResult } from "./run-result";
import { symbolsLabel } from "./several/run-names";
import { type BacktestFormControl, useBacktestForm, useRunSettings } from "./use-backtest-form";
import { useRun, useRunAddress } from "./use-run";
import { useStrategyAddress } from "./use-strategy-address";

const DEFAULT_TICK = "0.01";

/** What the form starts with: the scope of the address where there are bars of that length, else those there are. */
function useInitial({ first, strategies, instrument }: WorkbenchFacts) {
  const [scope] = useScope();
  const named = useStrategyAddress();
  const strategy = strategies.find(({ name }) => name === named) ?? first;
  const isCovered = instrument.resolutions.some(({ resolution }) => resolution === scope.resolution);
  const resolution = isCovered ? scope.resolution : (instrument.coverage[0]?.resolution ?? SCOPE_DEFAULT.resolution);
  return newForm(strategy, instrument.symbol, resolution);
}

/** The scope of the top bar and the instrument of the form are one: whichever moves takes the other along. */
function useScopeInForm({ form }: BacktestFormControl) {
  const [{ symbol, resolution }, setScope] = useScope();
  const { instrument, isPending } = useInstrument(symbol);
  const [formSymbol, formResolution] = form.watch(["symbol", "resolution"]);
  const moved = useRef(`${symbol} ${resolution}`);
  useEffect(() => {
    const now = `${symbol} ${resolution}`;
    if (moved.current === now || isPending) return;
    moved.current = now;
    const isCovered = instrument?.resolutions.some((series) => series.resolution === resolution) === true;
    if (!isCovered) return;
    form.setValue("symbol", symbol, { shouldDirty: true });
    form.setValue("resolution", resolution, { shouldDirty: true });
  }, [symbol, resolution, instrument, isPending, form]);
  useEffect(() => {
    const now = `${formSymbol} ${formResolution}`;
    if (moved.current === now) return;
    moved.current = now;
    void setScope({ symbol: formSymbol, resolution: formResolution }, { history: "replace" });
  }, [formSymbol, formResolution, setScope]);
}

/** Form left, result right. On a phone the result is the page and the form a sheet over it. */
function Workbench(props: WorkbenchFacts) {
  const t = useTranslations("backtest");
  const isPhone = useIsPhone();
  const [isFormOpen, setIsFormOpen] = useState(false);
  const { runId, show } = useRunAddress();
  const run = useRun(runId).data;
  const strategies = useWithVersionOf(props.strategies, run?.spec.strategy);
  const initial = useInitial(props);
  const showRun = (next: Run["runId"]) => {
    setIsFormOpen(false);
    show(next);
  };
  const control = useBacktestForm({ strategies, initial, onStarted: showRun });
  useRunSettings(control, run);
  useScopeInForm(control);
  const takeSettings = (spec: RunSpec) => {
    control.take(spec);
    if (isPhone) setIsFormOpen(true);
  };
  const tick = useInstrument(run?.spec.symbol ?? "").instrument?.tick ?? DEFAULT_TICK;
  const form = <BacktestForm control={control} strategies={strategies} />;
  const runs = <RunList runId={runId} strategies={strategies} onShow={showRun} />;
  const result = (
    <RunResult
      runId={runId}
      tick={tick}
      onShow={showRun}
      onUse={takeSettings}
      onLeave={() => show(null)}
      empty={<RunPreview control={control} />}
    />
  );
  const words = { strategy: run?.strategyTitle ?? "", symbol: run === undefined ? "" : symbolsLabel(run.spec) };
  const title = run === undefined ? t("title") : isPhone ? t("titleShort", words) : t("titleOf", words);
  return (
    <>
      <PageHead
        crumb={
          isPhone && run !== undefined ? undefined : (
            <Link href="/strategies" className="hover:text-tx-1">
              {t("strategies")}
            </Link>
          )
        }
        title={title}
        sub={<span className="max-md:hidden">{t("disclaimer")}</span>}
        tools={
          isPhone && runId !== null ? (
            <Button icon={<SlidersHorizontal aria-hidden="true" size={16} />} onClick={() => setIsFormOpen(true)}>
              {t("setUp")}
            </Button>
          ) : undefined
        }
      />
      {isPhone ? (
        <div className="shrink-0">
          {runId === null ? form : result}
          <div className="border-t border-line-2">{runs}</div>
          <Sheet open={isFormOpen} onOpenChange={setIsFormOpen} title={t("setUp")}>
            {isFormOpen ? form : null}
          </Sheet>
        </div>
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[296px_minmax(0,1fr)]">
          <div className="flex min-h-0 flex-col border-r border-line-2">
            <PanelHead title={t("setUp")} />
            <div className="min-h-0 flex-1 overflow-auto">{form}</div>
            <div className="flex h-40 shrink-0 border-t border-line-2">{runs}</div>
          </div>
          <div className="flex min-h-0 min-w-0 flex-col overflow-auto">{result}</div>
        </div>
      )}
    </>
  );
}

/** Ctrl+Enter runs from anywhere on the page, unless another box has the word. */
function useRunKey() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      const form = document.getElementById("backtest-form");
      if (form instanceof HTMLFormElement) form.requestSubmit();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

export function BacktestPage() {
  useRunKey();
  return <WorkbenchGate words="backtest">{(workbench) => <Workbench {...workbench} />}</WorkbenchGate>;
}
