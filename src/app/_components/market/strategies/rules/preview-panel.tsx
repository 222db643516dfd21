"use client";

import { useDeferredValue, useMemo } from "react";
import { useTranslations } from "use-intl";
import { PriceChart } from "@/app/_components/charts/price-chart";
import { useBarFeed } from "@/app/_components/charts/use-bar-feed";
import { EmptyState, Field, Select } from "@/app/_components/ui";
import { formatInteger } from "@/app/_lib/format";
import { RESOLUTIONS, useScope } from "@/app/_lib/scope";
import { useFormat } from "@/app/_lib/use-format";
import { DEFAULT_COSTS } from "@/modules/strategy";
import { SymbolBox } from "../../symbol-box";
import { useInstrument } from "../../use-instrument";
import { previewOf } from "./preview";
import type { RulesControl } from "./use-rules";

const USUAL_TICK = "0.01";

export interface PreviewPanelProps {
  readonly checked: RulesControl["checked"];
}

/** Where the rule would have entered and left, on the newest bars of a symbol that the person chooses. */
export function PreviewPanel({ checked }: PreviewPanelProps) {
  const t = useTranslations("rules");
  const [{ symbol, resolution }, setScope] = useScope();
  const { instrument } = useInstrument(symbol);
  const { feed, state } = useBarFeed(symbol, resolution, null);
  const { bars } = state.window;
  // Typing goes first: the picture follows when there is time.
  const rules = useDeferredValue(checked.ok ? checked.value : null);
  const preview = useMemo(
    () => (rules === null || bars.time.length === 0 ? null : previewOf(rules, bars)),
    [rules, bars],
  );
  return (
    <section aria-label={t("preview")} className="flex min-w-0 flex-col gap-2 border-b border-line-2 px-4 py-3">
      <div className="flex flex-wrap items-end gap-3">
        <h2 className="flex-1 self-center text-12 font-semibold text-tx-1">{t("preview")}</h2>
        <Field label={t("symbol")} hideLabel className="w-40">
          <SymbolBox value={symbol} onChange={(next) => void setScope({ symbol: next })} feeds={false} />
        </Field>
        <Field label={t("resolution")} hideLabel className="w-20">
          <Select
            value={resolution}
            options={RESOLUTIONS.map((one) => ({ value: one, label: one }))}
            onChange={(next) => void setScope({ resolution: next })}
          />
        </Field>
      </div>
      <Said checked={checked} preview={preview} isLoading={state.status === "loading"} />
      <div className="flex h-72 min-w-0 flex-col border border-line-2">
        <PriceChart
          feed={feed}
          state={state}
          symbol={symbol}
          currency={instrument?.currency ?? ""}
          resolution={resolution}
          tick={instrument?.tick ?? USUAL_TICK}
          indicators=""
          isLog={false}
          view={null}
          {...(preview === null ? {} : { fills: preview.fills })}
          empty={<EmptyState title={t("previewEmpty", { symbol })} />}
          className="min-h-0 flex-1"
        />
      </div>
      <p className="text-11 text-tx-3">{t("previewCash", { cash: formatInteger(DEFAULT_COSTS.cash) })}</p>
    </section>
  );
}

function Said({
  checked,
  preview,
  isLoading,
}: PreviewPanelProps & { readonly preview: ReturnType<typeof previewOf>; readonly isLoading: boolean }) {
  const t = useTranslations("rules");
  const format = useFormat();
  const text = () => {
    if (!checked.ok) return t("previewWait", { fault: checked.error[0]?.message ?? "" });
    if (preview === null) return isLoading ? t("previewLoading") : "";
    const { bars, entries, refused, lastEntryMs } = preview;
    if (entries === 0) return t("previewNone", { bars, refused });
    return t("previewSome", { bars, entries, refused, last: format.date(lastEntryMs) });
  };
  return <output className="min-h-4.5 text-12 leading-4.5 text-tx-2">{text()}</output>;
}
