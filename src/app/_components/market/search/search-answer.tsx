"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, SignedNumber, Strip, type StripItem } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { formatInteger, formatNumber, formatPercent } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { PresetDialog, type PresetDialogProps } from "../strategies/presets/preset-dialog";
import { sameParams } from "../strategies/presets/same-params";
import { usePresets } from "../strategies/presets/use-presets";
import type { SearchDetail } from "./search-types";

/** Half way to a coin toss: from here on it is said in colour. */
const OVERFIT_FROM = 0.25;

/** How likely it is that the best combination is luck, and what that means. */
function Overfitting({ search }: Pick<AnswerProps, "search">) {
  const t = useTranslations("search");
  const found = search.outcome?.overfitting ?? null;
  if (found === null) return null;
  const { probability, lossProbability, splits } = found;
  return (
    <p
      title={t("overfitHint")}
      className={cn(
        "num border-b border-line-2 px-4 py-2 text-12",
        probability > OVERFIT_FROM ? "bg-warn-soft text-warn" : "text-tx-2",
      )}
    >
      <b>{t("overfit")}</b>{" "}
      {t("overfitText", {
        percent: formatPercent(probability, { decimals: 0 }),
        losses: formatPercent(lossProbability, { decimals: 0 }),
        splits,
      })}
    </p>
  );
}

/** Keeps the best combination under a name, for the forms of backtest and search. */
function KeepBest({ strategy, params }: Pick<PresetDialogProps, "params"> & { readonly strategy: string }) {
  const t = useTranslations("presets");
  const mayTrade = useMayTrade();
  const control = usePresets(strategy);
  const [isOpen, setIsOpen] = useState(false);
  const known = control.presets.data?.find((preset) => sameParams(preset.params, params));
  if (!mayTrade || control.presets.data === undefined) return null;
  if (known !== undefined) return <span className="self-center text-tx-3">{t("keptAs", { name: known.name })}</span>;
  return (
    <>
      <Button size="sm" onClick={() => setIsOpen(true)}>
        {t("save")}
      </Button>
      {isOpen ? (
        <PresetDialog control={control} preset={null} params={params} onClose={() => setIsOpen(false)} />
      ) : null}
    </>
  );
}

interface AnswerProps {
  readonly search: SearchDetail;
  readonly label: (name: string) => string;
  readonly onRun: (point: number) => void;
}

/** Out of sample first; the best in sample after it, with what is around it. */
export function SearchAnswer({ search, label, onRun }: AnswerProps) {
  const t = useTranslations("search");
  const { outcome } = search;
  if (outcome === null) return null;
  const { walk, best } = outcome;
  const percent = (value: number | null) => (
    <SignedNumber value={value} text={formatPercent(value, { signed: true, decimals: 1 })} />
  );
  const number = (value: number | null) => formatNumber(value, { decimals: 2 });
  const items: StripItem[] =
    walk === null
      ? []
      : [
          { key: "oos", label: t("answer"), value: percent(walk.totalReturn) },
          { key: "held", label: search.spec.symbol, value: percent(walk.benchmarkReturn) },
          { key: "sharpe", label: t("column.oosSharpe"), value: number(walk.sharpe) },
          { key: "drawdown", label: t("column.drawdown"), value: percent(walk.maxDrawdown) },
          { key: "trades", label: t("column.trades"), value: formatInteger(walk.trades) },
          {
            key: "efficiency",
            label: t("column.efficiency"),
            value: number(walk.efficiency),
            title: t("column.efficiencyHint"),
          },
        ];
  return (
    <>
      {items.length === 0 ? null : <Strip label={t("answer")} items={items} loud />}
      <Overfitting search={search} />
      {best === null ? null : (
        <div className="num flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-2 px-4 py-2 text-12 text-tx-2">
          <span className="text-tx-3">{t("bestTitle")}</span>
          <b className="text-tx-1">
            {Object.entries(best.params)
              .map(([name, value]) => `${label(name)} ${String(value)}`)
              .join(", ")}
          </b>
          <span>{`${t(`objectives.${search.spec.objective}`)} ${number(best.score)}`}</span>
          <span className="text-tx-3">
            {best.neighbourhood.scored === 0
              ? t("aroundNone")
              : t("around", {
                  scored: best.neighbourhood.scored,
                  mean: number(best.neighbourhood.mean),
                  worst: number(best.neighbourhood.worst),
                })}
            {best.neighbourhood.stability === null
              ? null
              : `, ${t("aroundStability", { percent: formatPercent(best.neighbourhood.stability, { decimals: 0 }) })}`}
          </span>
          <span className="ml-auto flex gap-2">
            <KeepBest strategy={search.spec.strategy} params={best.params} />
            <Button size="sm" onClick={() => onRun(best.point)}>
              {t("runIt")}
            </Button>
          </span>
        </div>
      )}
    </>
  );
}
