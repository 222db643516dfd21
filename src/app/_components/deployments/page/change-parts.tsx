"use client";

import { useTranslations } from "use-intl";
import { Note } from "@/app/_components/ui";
import type { Change } from "../types";

/** What differs between now and then. */
export function DifferencesTable({ caption, differences }: Pick<Change, "differences"> & { readonly caption: string }) {
  const t = useTranslations("deployments.params");
  return (
    <table className="num w-full text-12 leading-5.5">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="text-left text-tx-3">
          <th scope="col" className="font-normal">
            {t("name")}
          </th>
          <th scope="col" className="text-right font-normal">
            {t("before")}
          </th>
          <th scope="col" className="text-right font-normal">
            {t("after")}
          </th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ name, before, after }) => (
          <tr key={name}>
            <td className="font-medium">{name}</td>
            <td className="text-right text-tx-3 line-through">{before ?? ""}</td>
            <td className="text-right text-accent">{after ?? ""}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is still held or ordered of instruments that a change takes out. */
export function Leaving({ leaving }: Pick<Change, "leaving">) {
  const t = useTranslations("deployments.params");
  if (leaving.length === 0) return null;
  return (
    <Note tone="warn" className="mt-3">
      <ul>
        {leaving.map(({ symbol, qty, orders }) => (
          <li key={symbol}>{t("leaving", { symbol, qty, orders })}</li>
        ))}
      </ul>
    </Note>
  );
}

/** Why a change needs a second person, in words. */
export function useBecause(): (because: Change["approval"]["because"]) => string {
  const t = useTranslations("deployments.params.because");
  return (because) => because.map((scope) => t(scope)).join(", ");
}
