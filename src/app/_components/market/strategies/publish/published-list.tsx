"use client";

import { useTranslations } from "use-intl";
import { useFormat } from "@/app/_lib/use-format";
import type { CatalogEntry } from "../types";
import { useValuesText } from "./use-publication-words";

/** What of a strategy is published to the person: by whom, when, which version and which values. */
export function PublishedList({ entry }: { readonly entry: Pick<CatalogEntry, "published"> }) {
  const t = useTranslations("publications");
  const format = useFormat();
  const valuesOf = useValuesText();
  if (entry.published.length === 0) return null;
  return (
    <ul className="mt-1 max-w-[72ch] text-12 text-tx-2">
      {entry.published.map((publication) => {
        const { publicationId, number, by, at, note } = publication;
        const what = [number === null ? null : t("version", { number }), valuesOf(publication)];
        return (
          <li key={publicationId}>
            {t("toYou", { by: by ?? t("house"), time: format.dateTime(at) })}
            {": "}
            {what.filter((part) => part !== null).join(", ")}
            {note === "" ? null : <span className="block text-tx-3">{note}</span>}
          </li>
        );
      })}
    </ul>
  );
}
