"use client";

import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Checkbox, Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { RESOLUTIONS, type ResolutionName, useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import {
  EXPORT_FORMATS,
  type ExportFormat,
  PRICE_ADJUSTMENTS,
  type PriceAdjustment,
  SERIES_HOURS,
  type SeriesHours,
} from "@/modules/data";
import { EXPORT_SYMBOLS_MAX, exportInput } from "@/server/api/routers/inputs";
import { SymbolBox } from "../symbol-box";

interface Draft {
  readonly which: "chosen" | "all";
  readonly symbols: readonly string[];
  readonly resolutions: readonly ResolutionName[];
  readonly adjustment: PriceAdjustment;
  readonly hours: SeriesHours;
  readonly from: string;
  readonly to: string;
  readonly format: ExportFormat;
}

const orNull = (date: string) => (date === "" ? null : date);

/** What is wrong with the draft, by field; the server's own schema says so. */
function problemsOf(draft: Draft) {
  const parsed = exportInput.safeParse(inputOf(draft));
  if (parsed.success) return { input: parsed.data, at: (_field: string) => null };
  const { issues } = parsed.error;
  return { input: null, at: (field: string) => issues.find(({ path }) => path[0] === field)?.message ?? null };
}

function inputOf({ which, symbols, resolutions, adjustment, hours, from, to, format }: Draft) {
  return {
    format,
    symbols: which === "all" ? null : symbols,
    resolutions: resolutions.length === 0 ? null : resolutions,
    adjustment,
    hours,
    from: orNull(from),
    to: orNull(to),
  };
}

/** Which bars to write, of which prices, into which kind of file. */
export function ExportForm({ onStarted }: { readonly onStarted: (jobId: string) => void }) {
  const t = useTranslations("exporting");
  const prices = useTranslations("prices");
  const say = useFailureText();
  const trpc = useTRPC();
  const [{ symbol, resolution }] = useScope();
  const [draft, setDraft] = useState<Draft>({
    which: "chosen",
    symbols: [symbol],
    resolutions: [resolution],
    adjustment: "raw",
    hours: "stored",
    from: "",
    to: "",
    format: "csv",
  });
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const start = useMutation(
    trpc.export.start.mutationOptions({ meta: { quiet: true }, onSuccess: ({ jobId }) => onStarted(jobId) }),
  );
  const { input, at } = problemsOf(draft);
  const failure = start.error === null ? null : toFailure(start.error);
  const refused = (field: string) => (failure?.path === field ? say(failure) : null);
  const isPlaced = failure !== null && ["symbols", "to", "adjustment"].includes(failure.path ?? "");
  return (
    <form
      noValidate
      aria-label={t("title")}
      className="flex flex-col gap-3 border-b border-line-2 px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (input !== null) start.mutate(input);
      }}
    >
      <Symbols draft={draft} onChange={change} error={at("symbols") ?? refused("symbols")} />
      <Resolutions draft={draft} onChange={change} />
      <div className="grid grid-cols-5 items-start gap-x-3 gap-y-2 max-md:grid-cols-2">
        <Field label={t("prices")} error={refused("adjustment")}>
          <Select
            value={draft.adjustment}
            options={PRICE_ADJUSTMENTS.map((value) => ({ value, label: prices(value) }))}
            onChange={(adjustment) => change({ adjustment })}
          />
        </Field>
        <Field label={t("hours")} hint={t(`hoursHints.${draft.hours}`)}>
          <Select
            value={draft.hours}
            options={SERIES_HOURS.map((value) => ({ value, label: t(`hoursOf.${value}`) }))}
            onChange={(hours) => change({ hours })}
          />
        </Field>
        <Field label={t("from")} hint={t("fromHint")} error={at("from")}>
          <TextInput type="date" value={draft.from} onChange={(event) => change({ from: event.target.value })} />
        </Field>
        <Field label={t("to")} hint={t("toHint")} error={at("to") ?? refused("to")}>
          <TextInput type="date" value={draft.to} onChange={(event) => change({ to: event.target.value })} />
        </Field>
        <div className="flex flex-col gap-[3px]">
          <span className="text-11 leading-4 text-tx-2">{t("format")}</span>
          <Segmented
            label={t("format")}
            options={EXPORT_FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
            value={draft.format}
            onChange={(format) => change({ format })}
          />
        </div>
      </div>
      {failure === null || isPlaced ? null : <Banner tone="bad">{say(failure)}</Banner>}
      <div>
        <Button type="submit" variant="primary" busy={start.isPending} disabled={input === null}>
          {t("start")}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly onChange: (part: Partial<Draft>) => void;
}

function Symbols({ draft, onChange, error }: PartProps & { readonly error: string | null }) {
  const t = useTranslations("exporting");
  const { which, symbols } = draft;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Segmented
        label={t("which")}
        options={[
          { value: "chosen", label: t("chosen") },
          { value: "all", label: t("all") },
        ]}
        value={which}
        onChange={(next) => onChange({ which: next })}
      />
      {which === "all" ? null : (
        <>
          <ul aria-label={t("chosen")} className="flex flex-wrap gap-1">
            {symbols.map((symbol) => (
              <li key={symbol}>
                <button
                  type="button"
                  aria-label={t("leaveOut", { symbol })}
                  onClick={() => onChange({ symbols: symbols.filter((one) => one !== symbol) })}
                  className="flex h-6 items-center gap-1 rounded-4 border border-line-2 px-1.5 text-12 hover:bg-bg-2 max-md:h-11 max-md:px-3"
                >
                  {symbol}
                  <X aria-hidden="true" size={12} className="text-tx-3" />
                </button>
              </li>
            ))}
          </ul>
          {symbols.length >= EXPORT_SYMBOLS_MAX ? null : (
            <Field label={t("add")} hideLabel error={error} className="w-56 max-md:w-full">
              <SymbolBox
                value={null}
                placeholder={t("add")}
                feeds={false}
                onChange={(symbol) => onChange({ symbols: [...new Set([...symbols, symbol])] })}
              />
            </Field>
          )}
        </>
      )}
    </div>
  );
}

function Resolutions({ draft: { resolutions }, onChange }: PartProps) {
  const t = useTranslations("exporting");
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <legend className="text-11 leading-5 text-tx-2">{t("bars")}</legend>
      {RESOLUTIONS.map((resolution) => (
        <Checkbox
          key={resolution}
          label={resolution}
          checked={resolutions.includes(resolution)}
          onChange={(on) =>
            onChange({
              resolutions: RESOLUTIONS.filter((one) => (one === resolution ? on : resolutions.includes(one))),
            })
          }
        />
      ))}
      <p className="text-11 text-tx-3">{resolutions.length === 0 ? t("barsStored") : t("barsNamed")}</p>
    </fieldset>
  );
}
