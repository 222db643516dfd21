"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, EmptyState, FailedState, SkeletonRows, Tabs } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { makeSpace, paramsOf, type SearchSpace } from "@/modules/strategy";
import { hasEnded } from "../time-left";
import type { Strategy } from "../types";
import { HeatMapView } from "./heat-map-view";
import { ResultsTable } from "./results-table";
import { SearchAnswer } from "./search-answer";
import { SearchStanding } from "./search-standing";
import type { SearchDetail } from "./search-types";
import { useResults, useRunTrial, useSearch } from "./use-search";
import { NoWalk, WalkPanel } from "./walk-panel";

export interface SearchResultProps {
  readonly searchId: string | null;
  readonly strategies: readonly Strategy[];
  readonly onUse: (search: SearchDetail) => void;
  readonly onLeave: () => void;
  readonly onBacktest: (runId: string) => void;
}

const TABS = ["answer", "map", "results"] as const;

/** What the search in the address has come to. */
export function SearchResult(props: SearchResultProps) {
  const { searchId, strategies, onLeave } = props;
  const t = useTranslations("search");
  const query = useSearch(searchId);
  const search = query.data;
  const fields = strategies.find(({ name }) => name === search?.spec.strategy)?.parameters;
  const space = useMemo(() => {
    const made = search === undefined || fields === undefined ? null : makeSpace(fields, search.spec.ranges);
    return made?.ok === true ? made.value : null;
  }, [search, fields]);
  if (searchId === null) return <EmptyState title={t("noneOpenTitle")}>{t("noneOpenText")}</EmptyState>;
  if (search === undefined) {
    if (!query.isError) return <SkeletonRows rows={10} label={t("loading")} />;
    if (toFailure(query.error).kind === "search.not_found") {
      return (
        <EmptyState title={t("noSuchTitle")} actions={<Button onClick={onLeave}>{t("newSearch")}</Button>}>
          {t("noSuchText")}
        </EmptyState>
      );
    }
    return <FailedState title={t("loadFailed")} error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Found {...props} key={search.searchId} search={search} space={space} fields={fields ?? []} />;
}

interface FoundProps extends SearchResultProps {
  readonly search: SearchDetail;
  readonly space: SearchSpace | null;
  readonly fields: Strategy["parameters"];
}

function Found({ search, space, fields, onUse, onBacktest }: FoundProps) {
  const t = useTranslations("search");
  const results = useResults(search);
  const trial = useRunTrial(search, onBacktest);
  const [chosenTab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS));
  const label = useMemo(() => {
    const labels = new Map(fields.map((field) => [field.name, field.label]));
    return (name: string) => labels.get(name) ?? name;
  }, [fields]);
  const walk = search.outcome?.walk ?? null;
  // While it runs the answer is empty, and what came in already fills the map.
  const liveTab = (space?.axes.length ?? 0) < 2 ? "results" : "map";
  const tab = chosenTab ?? (search.outcome === null && !hasEnded(search.status) ? liveTab : "answer");
  const onRun = (point: number) => {
    if (space !== null) trial.run(paramsOf(space, point));
  };
  return (
    <>
      <SearchStanding search={search} onUse={() => onUse(search)} />
      {search.outcome === null ? null : <SearchAnswer search={search} label={label} onRun={onRun} />}
      {trial.isPending ? <Banner tone="neutral">{t("running")}</Banner> : null}
      {space === null ? null : (
        <Tabs
          label={t("title")}
          value={tab}
          onChange={(next) => void setTab(next)}
          className="min-h-80 flex-1 max-md:flex-none"
          items={[
            {
              value: "answer",
              label: t("answer"),
              content:
                walk === null ? (
                  <NoWalk search={search} />
                ) : (
                  <WalkPanel search={search} walk={walk} label={label} onRun={onRun} />
                ),
            },
            {
              value: "map",
              label: t("map"),
              content: (
                <HeatMapView search={search} space={space} columns={results.data ?? {}} label={label} onRun={onRun} />
              ),
            },
            {
              value: "results",
              label: t("results"),
              count: formatInteger(search.trialsDone),
              content: (
                <ResultsTable
                  search={search}
                  space={space}
                  columns={results.data}
                  error={results.error}
                  onRetry={() => void results.refetch()}
                  label={label}
                  onRun={onRun}
                />
              ),
            },
          ]}
        />
      )}
    </>
  );
}
