"use client";

import { LayoutGrid } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { IconButton, lateDialog, Menu } from "@/app/_components/ui";
import { PRESETS } from "./arrangement";
import { CHART_COUNTS, useDeskLayout } from "./layout-state";
import { useArrangement } from "./use-layouts";

const LayoutsDialog = lateDialog(() => import("./layouts-dialog").then((module) => module.LayoutsDialog));

/** How many charts there are, arrangements to begin from, and those that the person has saved. */
export function LayoutMenu({ onReset }: { readonly onReset: () => void }) {
  const t = useTranslations("desk.layouts");
  const { layout, change } = useDeskLayout();
  const { takePreset } = useArrangement();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Menu
        trigger={<IconButton label={t("title")} icon={<LayoutGrid aria-hidden="true" size={14} />} />}
        items={[
          {
            kind: "radio",
            key: "charts",
            label: t("charts"),
            value: String(layout.charts),
            options: CHART_COUNTS.map((count) => ({ value: String(count), label: t("count", { count }) })),
            onChange: (value) => change({ charts: CHART_COUNTS.find((count) => String(count) === value) ?? 1 }),
          },
          { kind: "line", key: "line-1" },
          { kind: "text", key: "presets", label: t("presets") },
          ...PRESETS.map((preset) => ({
            kind: "item" as const,
            key: preset,
            label: t(`preset.${preset}`),
            onSelect: () => takePreset(preset),
          })),
          { kind: "line", key: "line-2" },
          { kind: "item", key: "saved", label: t("open"), onSelect: () => setOpen(true) },
          { kind: "item", key: "reset", label: t("reset"), onSelect: onReset },
        ]}
      />
      {isOpen ? <LayoutsDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
