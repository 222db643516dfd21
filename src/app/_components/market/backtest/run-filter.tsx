"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Select } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { SymbolBox } from "../symbol-box";
import type { Strategy } from "../types";

/** Which runs of the list; what is not given is any. */
export interface RunFilter {
  readonly tag?: string;
  readonly strategy?: string;
  readonly symbol?: string;
  readonly verdict?: "trust" | "doubt" | "reject";
}

const ANY = "";
const VERDICTS = ["trust", "doubt", "reject"] as const;

export interface RunFilterBarProps {
  readonly filter: RunFilter;
  readonly strategies: readonly Strategy[];
  readonly onChange: (filter: RunFilter) => void;
}

/** Narrows the list by tag, strategy, instrument and verdict. */
export function RunFilterBar({ filter, strategies, onChange }: RunFilterBarProps) {
  const t = useTranslations("runs");
  const words = useTranslations("examination.words");
  const tags = useQuery(useTRPC().backtest.tags.queryOptions());
  const change = (name: keyof RunFilter, value: string) => {
    const { [name]: _, ...others } = filter;
    onChange(value === ANY ? others : { ...others, [name]: value });
  };
  return (
    <details className="border-b border-line-1 text-12">
      <summary className="px-3 py-1.5 text-tx-3 hover:text-tx-1 max-md:px-4 max-md:py-3">
        {t("filter", { count: Object.keys(filter).length })}
      </summary>
      <div className="grid grid-cols-2 gap-2 px-3 pb-2 max-md:px-4">
        <Select
          aria-label={t("filterTag")}
          value={filter.tag ?? ANY}
          onChange={(value) => change("tag", value)}
          options={[
            { value: ANY, label: t("anyTag") },
            ...(tags.data ?? []).map(({ tag, runs }) => ({ value: tag, label: `${tag} (${runs})` })),
          ]}
        />
        <Select
          aria-label={t("filterVerdict")}
          value={filter.verdict ?? ANY}
          onChange={(value) => change("verdict", value)}
          options={[
            { value: ANY, label: t("anyVerdict") },
            ...VERDICTS.map((value) => ({ value, label: words(value) })),
          ]}
        />
        <Select
          aria-label={t("filterStrategy")}
          value={filter.strategy ?? ANY}
          onChange={(value) => change("strategy", value)}
          options={[
            { value: ANY, label: t("anyStrategy") },
            ...strategies.map(({ name, title }) => ({ value: name, label: title })),
          ]}
        />
        <SymbolBox
          value={filter.symbol ?? null}
          feeds={false}
          placeholder={t("anySymbol")}
          onChange={(value) => change("symbol", value)}
        />
      </div>
      {filter.symbol === undefined ? null : (
        <button type="button" className="link px-3 pb-2 max-md:px-4 max-md:py-3" onClick={() => change("symbol", ANY)}>
          {t("clearSymbol", { symbol: filter.symbol })}
        </button>
      )}
    </details>
  );
}
