"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Search } from "lucide-react";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import {
  Button,
  Checkbox,
  EmptyState,
  FailedState,
  Field,
  Link,
  PageHead,
  Segmented,
  Select,
  SkeletonRows,
  TextInput,
} from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useCatalog } from "../use-strategies";
import { CATEGORIES, filterCatalog, WHOSE } from "./filter";
import { lastRuns } from "./last-runs";
import { NewStrategy } from "./new-strategy";
import { StrategyEntry } from "./strategy-entry";

const SKELETON_ROWS = 12;
/** Runs among which the last one of each strategy is looked for. */
const RUNS_READ = 100;

const ADDRESS = {
  q: parseAsString.withDefault(""),
  category: parseAsStringLiteral(CATEGORIES),
  whose: parseAsStringLiteral(WHOSE).withDefault("all"),
  archived: parseAsBoolean.withDefault(false),
};

type Filters = ReturnType<typeof useFilters>;

/** What is looked for, kept in the address: back, a reload and a shared link find it again. */
function useFilters() {
  const [filters, setFilters] = useQueryStates(ADDRESS, { history: "replace" });
  const clear = () => void setFilters({ q: null, category: null, whose: null });
  return { filters, set: (change: Partial<typeof filters>) => void setFilters(change), clear };
}

function FilterBar({ filters, set }: Filters) {
  const t = useTranslations("strategies");
  return (
    <search className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line-2 bg-bg-1 px-4 py-2">
      <Field label={t("find")} hideLabel className="w-64 max-md:w-full">
        <TextInput
          type="search"
          icon={<Search size={14} />}
          placeholder={t("findHint")}
          value={filters.q}
          onChange={(event) => set({ q: event.target.value })}
        />
      </Field>
      <Field label={t("category")} hideLabel className="w-40 max-md:w-full">
        <Select
          value={filters.category ?? "all"}
          onChange={(value) => set({ category: value === "all" ? null : value })}
          options={[
            { value: "all" as const, label: t("allCategories") },
            ...CATEGORIES.map((value) => ({ value, label: t(`categories.${value}`) })),
          ]}
        />
      </Field>
      <Segmented
        label={t("whose")}
        value={filters.whose}
        onChange={(whose) => set({ whose })}
        options={WHOSE.map((value) => ({ value, label: t(`whoses.${value}`) }))}
        className="max-md:w-full"
      />
      <Checkbox checked={filters.archived} onChange={(archived) => set({ archived })} label={t("showArchived")} />
      <NewFromRules />
    </search>
  );
}

function NewFromRules() {
  const t = useTranslations("rules");
  if (!useMayTrade()) return null;
  return (
    <Button asChild className="ml-auto">
      <Link href="/strategies/rules/new">{t("newFromRules")}</Link>
    </Button>
  );
}

/** The newest finished run of each strategy among the last runs of all. */
function useLastRuns() {
  const runs = useQuery(useTRPC().backtest.list.queryOptions({ cursor: null, limit: RUNS_READ }));
  return useMemo(() => lastRuns(runs.data?.rows ?? []), [runs.data]);
}

/** The strategies there are: what each does, where it comes from, its parameters, and how its last run did. */
export function StrategiesPage() {
  const t = useTranslations("strategies");
  const deployments = useTranslations("deployments");
  const mayTrade = useMayTrade();
  const address = useFilters();
  const { filters } = address;
  const catalog = useCatalog(filters.archived);
  const runs = useLastRuns();
  const [isCreating, setIsCreating] = useState(false);
  const entries = useMemo(
    () => filterCatalog(catalog.data ?? [], { text: filters.q, category: filters.category, whose: filters.whose }),
    [catalog.data, filters],
  );
  const create = mayTrade ? (
    <Button variant="primary" icon={<Plus aria-hidden="true" size={14} />} onClick={() => setIsCreating(true)}>
      {t("create")}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHead
        title={t("title")}
        sub={catalog.data === undefined ? undefined : t("count", { count: entries.length })}
        tools={
          <div className="flex flex-wrap items-center gap-2 py-1">
            <Button asChild>
              <Link href="/strategies/deployments">{deployments("title")}</Link>
            </Button>
            {create}
          </div>
        }
      />
      <FilterBar {...address} />
      <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
        {catalog.data !== undefined ? null : catalog.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={catalog.error} onRetry={() => void catalog.refetch()} />
        )}
        <ul aria-label={t("title")}>
          {entries.map((entry) => (
            <StrategyEntry key={`${entry.origin} ${entry.slug}`} entry={entry} last={runs.get(entry.slug)} />
          ))}
        </ul>
        {catalog.data !== undefined && entries.length === 0 ? (
          filters.whose === "mine" && filters.q === "" && filters.category === null ? (
            <EmptyState title={t("noneMine")} actions={create}>
              {mayTrade ? t("noneMineText") : t("viewer")}
            </EmptyState>
          ) : (
            <EmptyState title={t("noMatch")} actions={<Button onClick={address.clear}>{t("clear")}</Button>}>
              {t("noMatchText")}
            </EmptyState>
          )
        ) : null}
      </div>
      {isCreating ? <NewStrategy known={catalog.data ?? []} onClose={() => setIsCreating(false)} /> : null}
    </>
  );
}
