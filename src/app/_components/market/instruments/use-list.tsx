"use client";

import { useTranslations } from "use-intl";
import { formatInteger } from "@/app/_lib/format";
import type { InstrumentDetail } from "../types";

/** Above this many rows nobody counted on. */
const ROWS_COUNTED = 1_000;

export function UseList({ uses }: { readonly uses: InstrumentDetail["uses"] }) {
  const t = useTranslations("instruments");
  const words = useUseWords();
  return (
    <ul className="py-1 text-12">
      {uses.map(({ usedBy, rows }) => (
        <li key={usedBy} className="flex justify-between gap-3 px-3 py-0.5 max-md:px-4">
          <span>{words(usedBy)}</span>
          <span className="num text-tx-2">
            {rows > ROWS_COUNTED ? t("moreThan", { rows: ROWS_COUNTED }) : formatInteger(rows)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Words for tables that people know; the name of any other says where to look. */
function useUseWords(): (table: string) => string {
  const t = useTranslations("instruments");
  return (table) => (isNamedUse(table) ? t(`uses.${table}`) : table.replaceAll("_", " "));
}

const NAMED_USES = [
  "bar",
  "bar_series",
  "bar_import",
  "bar_revision",
  "bar_fetch",
  "bar_follow",
  "backtest_run",
  "corporate_action",
] as const;
const isNamedUse = (table: string): table is (typeof NAMED_USES)[number] => NAMED_USES.some((name) => name === table);
