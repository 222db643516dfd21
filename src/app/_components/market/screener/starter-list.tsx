"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { conditionSentence } from "@/modules/data";
import { STARTER_NAMES, STARTERS, type StarterName } from "./starters";

export interface StarterListProps {
  readonly onStart: (starter: StarterName | null) => void;
}

/** What a screen is, and ready ones that fill the builder. */
export function StarterList({ onStart }: StarterListProps) {
  const t = useTranslations("screener");
  return (
    <div className="flex max-w-180 flex-col gap-3 px-4 py-5 text-12 leading-4.5 text-tx-2">
      <p className="text-13 font-semibold text-tx-1">{t("emptyTitle")}</p>
      <p>{t("emptyText")}</p>
      <ul aria-label={t("starters")} className="border-t border-line-2">
        {STARTER_NAMES.map((name) => (
          <li key={name} className="border-b border-line-1">
            <button
              type="button"
              onClick={() => onStart(name)}
              className="flex min-h-11 w-full flex-wrap items-center gap-x-4 px-2 py-1.5 text-left focus-visible:-outline-offset-2 hover:bg-bg-2"
            >
              <span className="w-52 font-medium text-tx-1 max-md:w-full">{t(`starter.${name}`)}</span>
              <span className="min-w-0 flex-1 max-md:basis-full">{conditionSentence(STARTERS[name])}</span>
            </button>
          </li>
        ))}
      </ul>
      <div>
        <Button onClick={() => onStart(null)}>{t("create")}</Button>
      </div>
    </div>
  );
}
