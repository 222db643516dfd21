"use client";

import { useTranslations } from "use-intl";
import { Button, Link } from "@/app/_components/ui";
import { COMPARED_MAX, COMPARED_MIN } from "./compare-runs";

/** What is chosen for a comparison, and the way there. */
export function CompareChoice({
  chosen,
  onClear,
}: {
  readonly chosen: readonly string[];
  readonly onClear: () => void;
}) {
  const t = useTranslations("runs");
  if (chosen.length === 0) return null;
  const isEnough = chosen.length >= COMPARED_MIN;
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line-1 px-3 py-1.5 text-12 max-md:px-4">
      <output className="text-tx-2">{t("chosen", { count: chosen.length, most: COMPARED_MAX })}</output>
      {isEnough ? (
        <Button asChild>
          <Link href={`/strategies/backtest/compare?runs=${chosen.map(encodeURIComponent).join(",")}`}>
            {t("compare")}
          </Link>
        </Button>
      ) : null}
      <Button onClick={onClear}>{t("chooseNone")}</Button>
    </div>
  );
}
