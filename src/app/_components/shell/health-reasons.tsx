"use client";

import { useTranslations } from "use-intl";
import { formatBytes } from "@/app/_lib/format";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type Health = RouterOutputs["system"]["health"];
export type Reason = Pick<Health["reasons"][number], "level" | "messageKey" | "facts"> & {
  readonly part: Health["reasons"][number]["part"] | "stream" | "web";
  readonly sinceMs: number | null;
};

/** Byte counts of the facts, as people read them. */
function withSizes(facts: Reason["facts"]): Reason["facts"] {
  const { freeBytes } = facts;
  return typeof freeBytes === "number" ? { ...facts, free: formatBytes(freeBytes) } : facts;
}

interface ReasonListProps {
  readonly reasons: readonly Reason[];
}

/** What is wrong or right, one line a reason. */
export function ReasonList({ reasons }: ReasonListProps) {
  const t = useTranslations("health");
  const text = useCatalogText();
  const format = useFormat();
  return (
    <ul>
      {reasons.map((reason) => (
        <li
          key={`${reason.part} ${reason.messageKey}`}
          className="grid grid-cols-[12px_1fr_auto] items-start gap-x-2.5 border-t border-line-1 px-3 py-1.5 text-12 leading-4.5 max-md:px-4"
        >
          <span aria-hidden="true" className={`lamp-mark lamp-${reason.level} mt-1.25`} />
          <div className="min-w-0">
            <p className="font-medium">
              {t(`part.${reason.part}`)} <span className="sr-only">{t(`level.${reason.level}`)}</span>
            </p>
            <p className="num text-tx-2">{text(`health.reason.${reason.messageKey}`, withSizes(reason.facts))}</p>
          </div>
          <time className="num text-tx-3">{reason.sinceMs === null ? null : format.time(reason.sinceMs)}</time>
        </li>
      ))}
    </ul>
  );
}
