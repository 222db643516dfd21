"use client";

import { useTranslations } from "use-intl";
import { RESOLUTIONS, useScope } from "@/app/_lib/scope";
import { SymbolBox } from "../market/symbol-box";
import { Field, Select } from "../ui";

/** The instrument and the bar length that every page works on; both stand in the address. */
export function ScopePicker() {
  const t = useTranslations("shell");
  const [scope, setScope] = useScope();
  return (
    <div className="flex min-w-0 items-center gap-2 max-md:flex-1 max-md:gap-0">
      <Field label={t("symbol")} hideLabel className="max-md:flex-1">
        <SymbolBox
          value={scope.symbol}
          onChange={(symbol) => void setScope({ symbol })}
          className="h-7 w-60 border-transparent bg-transparent font-medium hover:bg-bg-2 max-lg:w-32 max-md:h-11 max-md:w-full max-md:px-1 max-md:[&>svg]:hidden max-md:[&_[data-note]]:hidden"
        />
      </Field>
      <Field label={t("resolution")} hideLabel>
        <Select
          value={scope.resolution}
          onChange={(resolution) => void setScope({ resolution })}
          options={RESOLUTIONS.map((value) => ({ value, label: value }))}
          className="w-16 max-md:w-13 max-md:[&>select]:pr-5 max-md:[&>select]:pl-1.5 max-md:[&>svg]:right-1 [&>select]:h-7 [&>select]:border-transparent [&>select]:bg-transparent [&>select]:text-12 [&>select]:hover:bg-bg-2 max-md:[&>select]:h-11"
        />
      </Field>
    </div>
  );
}
