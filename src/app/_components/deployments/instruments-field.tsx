"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button, Field } from "@/app/_components/ui";
import { SymbolBox } from "../market/symbol-box";

export interface InstrumentsFieldProps {
  readonly instruments: readonly string[];
  readonly onChange: (instruments: readonly string[]) => void;
  readonly error: string | null | undefined;
}

/** The instruments that a deployment trades: each can be taken out again. */
export function InstrumentsField({ instruments, onChange, error }: InstrumentsFieldProps) {
  const t = useTranslations("deployments.new");
  return (
    <Field label={t("instruments")} required error={error} hint={t("instrumentsHint")}>
      <div className="flex flex-wrap items-center gap-2">
        {instruments.map((symbol) => (
          <Button
            key={symbol}
            size="sm"
            icon={<X aria-hidden="true" size={12} />}
            aria-label={t("takeOut", { symbol })}
            onClick={() => onChange(instruments.filter((one) => one !== symbol))}
            className="max-md:h-11"
          >
            {symbol}
          </Button>
        ))}
        <SymbolBox
          value={null}
          placeholder={t("addInstrument")}
          feeds={false}
          className="w-48"
          onChange={(symbol) => {
            if (!instruments.includes(symbol)) onChange([...instruments, symbol]);
          }}
        />
      </div>
    </Field>
  );
}
