"use client";

import { type KeyboardEvent, useMemo } from "react";
import { Controller, get } from "react-hook-form";
import { useTranslations } from "use-intl";
import {
  type FieldSpec,
  Form,
  FormField,
  FormFields,
  specsOfParameters,
  specsOfSchema,
  ToCorrect,
  useSentence,
} from "@/app/_components/form";
import { Button, Field, Note, Select } from "@/app/_components/ui";
import { formatDate, formatInteger } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution, PRICE_ADJUSTMENTS } from "@/modules/data";
import { backtestSpec } from "@/server/api/routers/inputs";
import { PresetBar } from "../strategies/presets/preset-bar";
import { SymbolBox } from "../symbol-box";
import type { Coverage, Strategy } from "../types";
import { useInstrument } from "../use-instrument";
import { tradesSeveral } from "./form-values";
import { BenchmarkField, FinancingFields, OtherInstruments } from "./several/several-fields";
import type { BacktestFormControl } from "./use-backtest-form";

export interface BacktestFormProps {
  readonly control: BacktestFormControl;
  readonly strategies: readonly Strategy[];
}

/** First and last day there are bars for, in the words of the date boxes. */
function useWindowWords() {
  const format = useFormat();
  return (series: Coverage) => {
    const zone = isSessionResolution(series.resolution) ? "UTC" : format.timeZone;
    return { first: formatDate(series.firstMs, zone), last: formatDate(series.lastMs, zone) };
  };
}

function SectionHead({ children }: { readonly children: string }) {
  return <h3 className="mt-1 border-t border-line-1 pt-2.5 text-12 text-tx-3">{children}</h3>;
}

/** Instrument and bars: what there is to test on. */
function DataFields({ control }: Pick<BacktestFormProps, "control">) {
  const t = useTranslations("backtest");
  const prices = useTranslations("prices");
  const sentence = useSentence();
  const words = useWindowWords();
  const { form } = control;
  const [symbol, resolution] = form.watch(["symbol", "resolution"]);
  const { instrument } = useInstrument(symbol);
  const series = instrument?.coverage.find((one) => one.resolution === resolution);
  const errorOf = (name: string) => {
    const message: unknown = get(form.formState.errors, `${name}.message`);
    return typeof message === "string" ? sentence(message) : undefined;
  };
  const span = series === undefined ? null : words(series);
  // Bars that are made of shorter ones when they are asked for: there are as many as those give.
  const isJoined = instrument?.resolutions.some((one) => one.resolution === resolution) === true;
  const dates: readonly FieldSpec[] = [
    {
      name: "from",
      label: t("from"),
      type: "date",
      ...(span === null ? {} : { hint: t("fromHint", { date: span.first }) }),
    },
    { name: "to", label: t("to"), type: "date", ...(span === null ? {} : { hint: t("toHint", { date: span.last }) }) },
  ];
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_96px] items-start gap-x-3 gap-y-2">
        <Controller
          control={form.control}
          name="symbol"
          render={({ field }) => (
            <Field label={t("instrument")} error={errorOf("symbol")}>
              <SymbolBox
                value={field.value}
                feeds={false}
                onChange={(next, chosen) => {
                  field.onChange(next);
                  const isCovered = chosen?.resolutions.some((one) => one.resolution === resolution) === true;
                  const first = chosen?.coverage[0]?.resolution;
                  if (!isCovered && first !== undefined) form.setValue("resolution", first, { shouldDirty: true });
                }}
              />
            </Field>
          )}
        />
        <Controller
          control={form.control}
          name="resolution"
          render={({ field }) => (
            <Field
              label={t("bars")}
              error={errorOf("resolution")}
              hint={
                series !== undefined
                  ? t("barsHint", { count: formatInteger(series.bars) })
                  : isJoined
                    ? undefined
                    : t("noBars")
              }
            >
              <Select
                value={field.value}
                onChange={field.onChange}
                options={[
                  ...new Set([...(instrument?.resolutions.map((one) => one.resolution) ?? []), field.value]),
                ].map((value) => ({ value, label: value }))}
              />
            </Field>
          )}
        />
      </div>
      {control.strategy === undefined ? null : <OtherInstruments control={control} strategy={control.strategy} />}
      <FormFields specs={dates} />
      <Controller
        control={form.control}
        name="adjustment"
        render={({ field }) => (
          <Field label={prices("label")} error={errorOf("adjustment")} hint={prices(`${field.value ?? "split"}Hint`)}>
            <Select
              value={field.value ?? null}
              onChange={field.onChange}
              options={PRICE_ADJUSTMENTS.map((value) => ({ value, label: prices(value) }))}
            />
          </Field>
        )}
      />
      <BenchmarkField control={control} />
    </>
  );
}

/** What to run: strategy, parameters, data and broker. Ctrl+Enter anywhere in it runs. */
export function BacktestForm({ control, strategies }: BacktestFormProps) {
  const t = useTranslations("backtest");
  const runs = useTranslations("runs");
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const { form, strategy, fields, send, chooseStrategy, loadParams, isSending, failure } = control;
  const currency = useInstrument(form.watch("symbol")).instrument?.currency ?? "";
  const broker = useMemo(
    () =>
      specsOfSchema(backtestSpec, {
        cash: { label: t("cash"), unit: currency },
        commissionPercent: { label: t("commission"), unit: "%" },
        slippageBps: { label: t("slippage"), unit: t("bps") },
      }).map((spec) =>
        spec.name === "commissionPercent"
          ? { ...spec, step: 0.01 }
          : spec.name === "cash"
            ? { ...spec, step: 1_000 }
            : spec,
      ),
    [t, currency],
  );
  // Descriptions stand together below: one under each box would push Run out of sight.
  const params = useMemo(
    () =>
      specsOfParameters(
        fields.map((field) => ({ ...field, description: "" })),
        "params.",
      ),
    [fields],
  );
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  };
  return (
    <Form
      form={form}
      onSubmit={send}
      id="backtest-form"
      onKeyDown={onKeyDown}
      className="flex flex-col gap-2 p-3 max-md:gap-3 max-md:p-4"
    >
      <Field label={t("strategy")}>
        <Select
          value={strategy?.name ?? null}
          onChange={chooseStrategy}
          options={strategies.map(({ name, title }) => ({ value: name, label: title }))}
        />
      </Field>
      <DataFields control={control} />
      <SectionHead>{t("parameters")}</SectionHead>
      {strategy === undefined ? null : (
        <PresetBar
          key={`${strategy.name} presets`}
          strategy={strategy.name}
          params={form.watch("params")}
          onLoad={loadParams}
        />
      )}
      <FormFields key={strategy?.name} specs={params} />
      <details className="text-11 leading-4 text-tx-3">
        <summary className="w-fit py-1 hover:text-tx-1 max-md:py-3">{t("whatTheyMean")}</summary>
        <p className="mt-1">{strategy?.description}</p>
        <dl className="mt-1 flex flex-col gap-1">
          {fields.map((field) => (
            <div key={field.name}>
              <dt className="inline text-tx-2">{field.label}: </dt>
              <dd className="inline">{field.description}</dd>
            </div>
          ))}
        </dl>
      </details>
      <SectionHead>{t("broker")}</SectionHead>
      <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2">
        {broker.map((spec) => (
          <FormField key={spec.name} spec={spec} {...(spec.name === "cash" ? { className: "col-span-2" } : {})} />
        ))}
      </div>
      {strategy !== undefined && tradesSeveral(strategy) ? (
        <>
          <SectionHead>{runs("financingHead")}</SectionHead>
          <FinancingFields />
        </>
      ) : null}
      <div className="sticky bottom-0 -mx-3 -mb-3 flex flex-col gap-1 border-t border-line-1 bg-bg-1 px-3 py-2.5 max-md:-mx-4 max-md:-mb-4 max-md:px-4">
        {failure === null ? null : <Note tone="bad">{say(failure)}</Note>}
        <Button type="submit" variant="primary" size="lg" keys="Ctrl Enter" busy={isSending} disabled={!mayTrade}>
          {t("run")}
        </Button>
        {mayTrade ? <ToCorrect /> : <p className="text-11 text-tx-3">{t("viewer")}</p>}
      </div>
    </Form>
  );
}
