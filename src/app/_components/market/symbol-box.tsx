"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useVenueSearchEntry } from "@/app/_components/shell/venue-search";
import { Combobox, type ComboboxOption } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import type { Instrument } from "./types";

const FOUND_SHOWN = 40;

export interface SymbolBoxProps {
  readonly value: string | null;
  /** With the instrument as the search knows it. */
  readonly onChange: (symbol: string, instrument: Instrument | undefined) => void;
  readonly placeholder?: string;
  readonly className?: string;
  /** Offers to ask the feeds for what is not here; on unless said. */
  readonly feeds?: boolean;
}

/** A box that finds an instrument among any number of them: the server searches, what it lacks the feeds may have. */
export function SymbolBox({ value, onChange, placeholder, className, feeds = true }: SymbolBoxProps) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const [query, setQuery] = useState("");
  const beyond = useVenueSearchEntry();
  const found = useQuery(
    trpc.instrument.search.queryOptions({ query, limit: FOUND_SHOWN }, { placeholderData: keepPreviousData }),
  );
  const options: readonly ComboboxOption[] = (found.data ?? []).map(({ symbol, name }) => ({
    value: symbol,
    label: symbol,
    note: name,
  }));
  return (
    <Combobox
      options={options}
      value={value}
      onChange={(symbol) =>
        onChange(
          symbol,
          found.data?.find((one) => one.symbol === symbol),
        )
      }
      onSearch={setQuery}
      loading={found.isPending || found.isPlaceholderData}
      searchLabel={t("findSymbol")}
      emptyText={t("noSymbol")}
      {...(placeholder === undefined ? {} : { placeholder })}
      {...(className === undefined ? {} : { className })}
      {...(feeds && beyond !== undefined ? { beyond } : {})}
    />
  );
}
