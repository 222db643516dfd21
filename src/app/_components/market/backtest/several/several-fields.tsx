"use client";

import { Plus, X } from "lucide-react";
import { Controller, get } from "react-hook-form";
import { useTranslations } from "use-intl";
import { FormField, useSentence } from "@/app/_components/form";
import { Button, Field, IconButton } from "@/app/_components/ui";
import { SymbolBox } from "../../symbol-box";
import type { Strategy } from "../../types";
import type { BacktestFormControl } from "../use-backtest-form";

interface FieldsProps {
  readonly control: BacktestFormControl;
  readonly strategy: Strategy;
}

function useErrorOf({ form }: BacktestFormControl) {
  const sentence = useSentence();
  return (name: string) => {
    const message: unknown = get(form.formState.errors, `${name}.message`);
    return typeof message === "string" ? sentence(message) : undefined;
  };
}

/** The instruments besides the first, in the order in which the strategy takes them. */
export function OtherInstruments({ control, strategy }: FieldsProps) {
  const t = useTranslations("runs");
  const errorOf = useErrorOf(control);
  const { minimum, maximum } = strategy.instruments;
  return (
    <Controller
      control={control.form.control}
      name="others"
      render={({ field }) => {
        const others: readonly string[] = field.value;
        const change = (next: readonly string[]) => field.onChange(next);
        return (
          <fieldset className="flex flex-col gap-2">
            <legend className="sr-only">{t("others")}</legend>
            {others.map((symbol, place) => (
              <Field
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is what the strategy knows the instrument by
                key={place} // oxlint-disable-line react/no-array-index-key -- the place is the identity
                label={t("instrumentNumber", { number: place + 2 })}
                error={errorOf(`others.${place}`)}
              >
                <div className="flex gap-1">
                  <SymbolBox
                    value={symbol === "" ? null : symbol}
                    feeds={false}
                    className="min-w-0 flex-1"
                    onChange={(next) => change(others.with(place, next))}
                  />
                  {others.length + 1 > minimum ? (
                    <IconButton
                      label={t("removeInstrument", { symbol: symbol === "" ? String(place + 2) : symbol })}
                      onClick={() => change(others.filter((_, at) => at !== place))}
                      icon={<X aria-hidden="true" size={14} />}
                    />
                  ) : null}
                </div>
              </Field>
            ))}
            {errorOf("others") === undefined ? null : (
              <p role="alert" className="text-12 text-danger">
                {errorOf("others")}
              </p>
            )}
            {others.length + 1 < maximum ? (
              <Button
                icon={<Plus aria-hidden="true" size={14} />}
                onClick={() => change([...others, ""])}
                className="self-start"
              >
                {t("addInstrument")}
              </Button>
            ) : null}
          </fieldset>
        );
      }}
    />
  );
}

/** What the run is compared with by holding it; empty: its own instruments. */
export function BenchmarkField({ control }: Pick<FieldsProps, "control">) {
  const t = useTranslations("runs");
  const errorOf = useErrorOf(control);
  return (
    <Controller
      control={control.form.control}
      name="benchmark"
      render={({ field }) => (
        <Field label={t("benchmark")} error={errorOf("benchmark")} hint={t("benchmarkHint")}>
          <div className="flex gap-1">
            <SymbolBox
              value={field.value === "" ? null : field.value}
              feeds={false}
              placeholder={t("benchmarkNone")}
              className="min-w-0 flex-1"
              onChange={(next) => field.onChange(next)}
            />
            {field.value === "" ? null : (
              <IconButton
                label={t("benchmarkClear")}
                onClick={() => field.onChange("")}
                icon={<X aria-hidden="true" size={14} />}
              />
            )}
          </div>
        </Field>
      )}
    />
  );
}

const RATES = ["creditPercent", "debitPercent", "borrowPercent"] as const;

/** What money and borrowed shares cost, percent a year. */
export function FinancingFields() {
  const t = useTranslations("runs");
  return (
    <div className="grid grid-cols-3 items-start gap-x-3 gap-y-2 max-md:grid-cols-1">
      {RATES.map((rate) => (
        <FormField
          key={rate}
          spec={{
            name: `financing.${rate}`,
            label: t(`financing.${rate}`),
            type: "number",
            unit: "%",
            minimum: 0,
            maximum: 100,
            step: 0.1,
          }}
        />
      ))}
    </div>
  );
}
