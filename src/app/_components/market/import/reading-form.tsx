"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Checkbox, Combobox, Field, Select } from "@/app/_components/ui";
import { zoneOptions } from "@/app/_lib/places";
import type { Reading } from "../types";
import { BAR_FIELDS, withColumn } from "./import-draft";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const DELIMITER_KEYS = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;
const TIME_FORMATS = ["iso", "mdy", "dmy", "month_name", "epoch_s", "epoch_ms"] as const;
const NO_COLUMN = "";

export interface ReadingFormProps {
  readonly reading: Reading;
  readonly header: readonly string[];
  readonly onChange: (reading: Reading) => void;
  readonly errorOf: (path: string) => string | undefined;
}

/** How the file is read: which column is what, and how its dates and numbers are written. */
export function ReadingForm({ reading, header, onChange, errorOf }: ReadingFormProps) {
  const t = useTranslations("importing");
  const [zones] = useState(() => zoneOptions(Date.now()));
  const columns = header.map((name, place) => ({
    value: name,
    label: reading.hasHeader ? name : t("columnNumber", { number: place + 1 }),
  }));
  return (
    <>
      <h3 className="mt-1 border-t border-line-1 pt-2.5 text-12 text-tx-3">{t("columns")}</h3>
      <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2">
        {BAR_FIELDS.map((field) => (
          <Field
            key={field}
            label={t(`fields.${field}`)}
            required={field !== "volume"}
            error={
              reading.columns[field] === undefined && field !== "volume"
                ? t("chooseColumn")
                : errorOf(`reading.columns.${field}`)
            }
          >
            <Select
              value={reading.columns[field] ?? NO_COLUMN}
              onChange={(column) => onChange(withColumn(reading, field, column === NO_COLUMN ? null : column))}
              options={[{ value: NO_COLUMN, label: field === "volume" ? t("noVolume") : t("notChosen") }, ...columns]}
            />
          </Field>
        ))}
      </div>
      <h3 className="mt-1 border-t border-line-1 pt-2.5 text-12 text-tx-3">{t("format")}</h3>
      <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2">
        <Field label={t("timeFormat")} className="col-span-2">
          <Select
            value={reading.timeFormat}
            onChange={(timeFormat) => onChange({ ...reading, timeFormat })}
            options={TIME_FORMATS.map((value) => ({ value, label: t(`timeFormats.${value}`) }))}
          />
        </Field>
        <Field
          label={t("timeZone")}
          hint={t("timeZoneHint")}
          error={errorOf("reading.timeZone")}
          className="col-span-2"
        >
          <Combobox
            value={reading.timeZone}
            onChange={(timeZone) => onChange({ ...reading, timeZone })}
            searchLabel={t("searchZone")}
            options={zones}
          />
        </Field>
        <Field label={t("delimiter")}>
          <Select
            value={reading.delimiter}
            onChange={(delimiter) => onChange({ ...reading, delimiter, columns: {} })}
            options={DELIMITERS.map((value) => ({ value, label: t(`delimiters.${DELIMITER_KEYS[value]}`) }))}
          />
        </Field>
        <Field label={t("decimals")}>
          <Select
            value={reading.decimalComma ? "comma" : "point"}
            onChange={(mark) => onChange({ ...reading, decimalComma: mark === "comma" })}
            options={[
              { value: "point", label: t("decimalPoint") },
              { value: "comma", label: t("decimalComma") },
            ]}
          />
        </Field>
      </div>
      <Checkbox
        checked={reading.hasHeader}
        onChange={(hasHeader) => onChange({ ...reading, hasHeader, columns: {} })}
        label={t("hasHeader")}
      />
    </>
  );
}
