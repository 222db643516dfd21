"use client";

import { useTranslations } from "use-intl";
import { Button, lazily, Popover, SkeletonRows } from "@/app/_components/ui";
import type { IndicatorChoicesProps } from "./indicator-choices";
import { useIndicatorCount } from "./use-indicators";

const SKELETON_ROWS = 6;

function Waiting() {
  return <SkeletonRows rows={SKELETON_ROWS} label={useTranslations("chart")("indicators")} />;
}

const IndicatorChoices = lazily(() => import("./indicator-choices").then((file) => file.IndicatorChoices), Waiting);

/** Chooses indicators from the list that `calc` and strategies use, with their parameters. The same one may be there several times. */
export function IndicatorPicker({ active, onChange }: IndicatorChoicesProps) {
  const t = useTranslations("chart");
  const count = useIndicatorCount(active);
  return (
    <Popover
      label={t("indicators")}
      trigger={
        <Button size="sm" variant="quiet">
          {t("indicators")} <span className="num text-tx-3">{count}</span>
        </Button>
      }
    >
      <IndicatorChoices active={active} onChange={onChange} />
    </Popover>
  );
}
