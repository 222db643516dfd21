"use client";

import { Maximize2, Minimize2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { IconButton } from "@/app/_components/ui";
import type { Maximized } from "./desk-panels";
import { LayoutMenu } from "./layout-menu";

export interface LayoutControl {
  readonly maximized: Maximized;
  readonly setMaximized: (maximized: Maximized) => void;
  readonly reset: () => void;
}

export interface MaximizeButtonProps {
  readonly of: "chart" | "lower";
  readonly layout: LayoutControl;
}

/** Gives a part the whole desk, or the desk back its parts; that of the chart has the arrangements beside it. */
export function MaximizeButton({ of, layout }: MaximizeButtonProps) {
  const t = useTranslations("desk");
  const isMaximized = layout.maximized === of;
  return (
    <span className="flex">
      <IconButton
        label={
          isMaximized ? t("layout.restore") : t("layout.maximize", { panel: t(of === "chart" ? "chart" : "blotter") })
        }
        icon={isMaximized ? <Minimize2 aria-hidden="true" size={14} /> : <Maximize2 aria-hidden="true" size={14} />}
        onClick={() => layout.setMaximized(isMaximized ? null : of)}
      />
      {of === "chart" ? <LayoutMenu onReset={layout.reset} /> : null}
    </span>
  );
}
