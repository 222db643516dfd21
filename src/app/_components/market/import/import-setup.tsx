"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import {
  Banner,
  Button,
  Checkbox,
  Combobox,
  Field,
  Note,
  PanelHead,
  Select,
  SkeletonRows,
  TextInput,
} from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { formatBytes, formatDate, formatInteger } from "@/app/_lib/format";
import { currencyOptions } from "@/app/_lib/places";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import type { ImportPreview, Instrument } from "../types";
import { useInstrument } from "../use-instrument";
import { draftErrors, importRequest, isReady, type StartImport, symbolOf } from "./import-draft";
import { ProblemsTable, SampleTable } from "./preview-tables";
import { ReadingForm } from "./reading-form";
import { type ImportForm, useBaseCurrency, useStartImport } from "./use-import";

const strong = (chunks: ReactNode) => <b>{chunks}</b>;
const KINDS = ["equity", "etf", "index", "crypto", "fx", "future"] as const;

export interface ImportSetupProps {
  readonly form: ImportForm;
  readonly preview: ImportPreview;
  readonly onStarted: (jobId: string) => void;
  readonly onOtherFile: () => void;
}

interface InstrumentFieldsProps {
  readonly form: ImportForm;
  readonly preview: ImportPreview;
  readonly known: Instrument | undefined;
  readonly currency: string;
  readonly errorOf: (path: string) => string | undefined;
}

/** Which instrument the bars belong to. One that exists keeps its name, kind and currency. */
function InstrumentFields({ form, preview, known, currency, errorOf }: InstrumentFieldsProps) {
  const t = useTranslations("importing");
  const kinds = useTranslations("market.kinds");
  const [currencies] = useState(currencyOptions);
  const { draft, change } = form;
  const isKnown = known !== undefined;
  return (
    <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2">
      <Field
        label={t("symbol")}
        required
        error={errorOf("symbol")}
        hint={isKnown ? t("addsTo", { name: known.name === "" ? known.symbol : known.name }) : t("newInstrument")}
      >
        <TextInput
          value={draft.symbol ?? preview.suggestedSymbol}
          onChange={(event) => change({ symbol: event.target.value })}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="characters"
        />
      </Field>
      <Field label={t("resolution")} hint={draft.resolution === null ? t("guessed") : undefined}>
        <Select
          value={draft.resolution ?? preview.suggestedResolution}
          onChange={(resolution) => change({ resolution })}
          options={RESOLUTIONS.map((value) => ({ value, label: t(`resolutions.${value}`) }))}
        />
      </Field>
      <Field label={t("name")} error={errorOf("name")} className="col-span-2">
        <TextInput
          value={known?.name ?? draft.name}
          readOnly={isKnown}
          onChange={(event) => change({ name: event.target.value })}
          placeholder={t("namePlaceholder")}
          autoComplete="off"
        />
      </Field>
      <Field label={t("kind")}>
        <Select
          value={known?.kind ?? draft.kind}
          disabled={isKnown}
          onChange={(kind) => change({ kind })}
          options={KINDS.map((value) => ({ value, label: kinds(value) }))}
        />
      </Field>
      <Field label={t("currency")} error={errorOf("currency")}>
        <Combobox
          value={currency}
          disabled={isKnown}
          onChange={(next) => change({ currency: next })}
          searchLabel={t("searchCurrency")}
          options={currencies}
        />
      </Field>
    </div>
  );
}

/** What pressing the button will do, or what it still waits for. */
function Consequence({
  request,
  preview,
  ready,
}: {
  readonly request: StartImport;
  readonly preview: ImportPreview;
  readonly ready: boolean;
}) {
  const t = useTranslations("importing");
  const format = useFormat();
  const zone = isSessionResolution(request.resolution) ? "UTC" : format.timeZone;
  const words = {
    rows: formatInteger(preview.validRows),
    symbol: request.symbol,
    resolution: request.resolution,
    from: formatDate(preview.firstMs, zone),
    to: formatDate(preview.lastMs, zone),
    bad: formatInteger(preview.problemCount),
    count: preview.problemCount,
  };
  if (!ready && preview.problemCount > 0 && preview.validRows > 0)
    return <Note tone="warn">{t("waitsForRows", words)}</Note>;
  if (!ready) return <Note tone="warn">{t("waitsForColumns")}</Note>;
  return (
    <Note tone="ok">
      {t.rich(!preview.isWhole ? "willImportStart" : preview.problemCount === 0 ? "willImport" : "willImportSome", {
        ...words,
        b: strong,
      })}
    </Note>
  );
}

/** The file as the import will take it: what it is, how it reads, what is wrong, and what will happen. */
export function ImportSetup({ form, preview, onStarted, onOtherFile }: ImportSetupProps) {
  const t = useTranslations("importing");
  const say = useFailureText();
  const sentence = useSentence();
  const { start, isStarting, failure } = useStartImport(onStarted);
  const { draft, change, setReading, isReading } = form;
  const { instrument: known, isPending: isLookedUp } = useInstrument(symbolOf(draft, preview));
  const baseCurrency = useBaseCurrency();
  const request = importRequest(draft, { preview, known, baseCurrency });
  const errors = draftErrors(request);
  const errorOf = (path: string) => {
    const message = errors[path];
    if (message !== undefined) return sentence(message);
    return failure?.path === path ? say(failure) : undefined;
  };
  const isPlaced =
    failure?.path !== null &&
    failure?.path !== undefined &&
    ["symbol", "name", "currency", "reading.timeZone"].includes(failure.path);
  const ready = isReady(draft, preview) && Object.keys(errors).length === 0;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[340px_minmax(0,1fr)] max-lg:flex max-lg:flex-none max-lg:flex-col">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !isLookedUp) start(request);
        }}
        className="flex min-h-0 flex-col border-r border-line-2 max-lg:border-r-0"
      >
        <PanelHead
          title={preview.fileName}
          sub={formatBytes(preview.bytes)}
          tools={
            <Button size="sm" variant="quiet" onClick={onOtherFile}>
              {t("otherFile")}
            </Button>
          }
        />
        <div className="flex min-h-0 flex-1 flex-col gap-2 overflow-auto p-3 max-lg:overflow-visible max-md:gap-3 max-md:p-4">
          <InstrumentFields form={form} preview={preview} known={known} currency={request.currency} errorOf={errorOf} />
          <ReadingForm reading={preview.reading} header={preview.header} onChange={setReading} errorOf={errorOf} />
        </div>
        <div className="sticky bottom-0 flex flex-col gap-2 border-t border-line-2 bg-bg-1 p-3 max-md:px-4">
          {preview.problemCount > 0 && preview.validRows > 0 ? (
            <Checkbox
              checked={draft.skipInvalidRows}
              onChange={(skipInvalidRows) => change({ skipInvalidRows })}
              label={t("skip", { count: preview.problemCount })}
              hint={t("skipHint")}
            />
          ) : null}
          <Consequence request={request} preview={preview} ready={ready} />
          {failure === null || isPlaced ? null : <Note tone="bad">{say(failure)}</Note>}
          <Button
            type="submit"
            variant="primary"
            size="lg"
            busy={isStarting || isReading || isLookedUp}
            disabled={!ready}
          >
            {t("import")}
          </Button>
        </div>
      </form>
      <div
        className="flex min-h-0 min-w-0 flex-col max-lg:border-t max-lg:border-line-2"
        aria-busy={isReading || undefined}
      >
        {preview.notes.map((note) => (
          <Banner key={note} tone="neutral">
            {note}
          </Banner>
        ))}
        <SampleTable preview={preview} />
        <div
          className={cn(
            "flex min-h-0 flex-1 flex-col border-t border-line-2 max-md:flex-none",
            preview.problemCount > 0 ? "max-md:order-first" : null,
          )}
        >
          <ProblemsTable preview={preview} />
        </div>
      </div>
    </div>
  );
}

export function ImportSetupSkeleton() {
  const t = useTranslations("importing");
  return <SkeletonRows rows={12} label={t("reading")} />;
}
