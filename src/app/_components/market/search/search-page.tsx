"use client";

import { SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Link, PageHead, PanelHead, Sheet } from "@/app/_components/ui";
import { SCOPE_DEFAULT, useScope } from "@/app/_lib/scope";
import { useIsPhone } from "@/app/_lib/use-media";
import { useStrategyAddress } from "../backtest/use-strategy-address";
import { useWithVersionOf } from "../strategies/use-runnable";
import { type Workbench as WorkbenchFacts, WorkbenchGate } from "../workbench-gate";
import { formOfSearch, newSearchForm } from "./form-state";
import { SearchForm } from "./search-form";
import { SearchList } from "./search-list";
import { SearchResult } from "./search-result";
import type { SearchDetail } from "./search-types";
import { useSearch, useSearchAddress } from "./use-search";

/** What the form starts with: the scope of the address where there are bars of that length, else those there are. */
function useInitial({ first, strategies, instrument }: WorkbenchFacts) {
  const [scope] = useScope();
  const named = useStrategyAddress();
  const strategy = strategies.find(({ name }) => name === named) ?? first;
  const isCovered = instrument.resolutions.some(({ resolution }) => resolution === scope.resolution);
  const resolution = isCovered ? scope.resolution : (instrument.coverage[0]?.resolution ?? SCOPE_DEFAULT.resolution);
  return newSearchForm(strategy, instrument.symbol, resolution);
}

/** Form left, result right, what was searched before below the form. On a phone the form is a sheet over the result. */
function Workbench(props: WorkbenchFacts) {
  const t = useTranslations("search");
  const router = useRouter();
  const isPhone = useIsPhone();
  const initial = useInitial(props);
  const [form, setForm] = useState(initial);
  const [isFormOpen, setIsFormOpen] = useState(false);
  const { searchId, show } = useSearchAddress();
  const strategies = useWithVersionOf(props.strategies, useSearch(searchId).data?.spec.strategy);
  const showSearch = (next: string) => {
    setIsFormOpen(false);
    show(next);
  };
  const onUse = (search: SearchDetail) => {
    const strategy = strategies.find(({ name }) => name === search.spec.strategy);
    if (strategy === undefined) return;
    setForm(formOfSearch(search, strategy));
    if (isPhone) setIsFormOpen(true);
  };
  const fields = <SearchForm form={form} onChange={setForm} strategies={strategies} onStarted={showSearch} />;
  const list = <SearchList searchId={searchId} onShow={showSearch} />;
  const result = (
    <SearchResult
      searchId={searchId}
      strategies={strategies}
      onUse={onUse}
      onLeave={() => show(null)}
      onBacktest={(runId) => router.push(`/strategies/backtest?run=${encodeURIComponent(runId)}`)}
    />
  );
  return (
    <>
      <PageHead
        crumb={
          <Link href="/strategies" className="hover:text-tx-1">
            {t("strategies")}
          </Link>
        }
        title={t("title")}
        sub={<span className="max-md:hidden">{t("sub")}</span>}
        tools={
          isPhone && searchId !== null ? (
            <Button icon={<SlidersHorizontal aria-hidden="true" size={16} />} onClick={() => setIsFormOpen(true)}>
              {t("setUp")}
            </Button>
          ) : undefined
        }
      />
      {isPhone ? (
        <div className="shrink-0">
          {searchId === null ? fields : result}
          <div className="border-t border-line-2">{list}</div>
          <Sheet open={isFormOpen} onOpenChange={setIsFormOpen} title={t("setUp")}>
            {isFormOpen ? fields : null}
          </Sheet>
        </div>
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[320px_minmax(0,1fr)]">
          <div className="flex min-h-0 flex-col border-r border-line-2">
            <PanelHead title={t("setUp")} />
            <div className="flex min-h-0 flex-1 flex-col">{fields}</div>
            <div className="flex h-44 shrink-0 border-t border-line-2">{list}</div>
          </div>
          <div className="flex min-h-0 min-w-0 flex-col overflow-auto">{result}</div>
        </div>
      )}
    </>
  );
}

export function SearchPage() {
  return <WorkbenchGate words="search">{(workbench) => <Workbench {...workbench} />}</WorkbenchGate>;
}
