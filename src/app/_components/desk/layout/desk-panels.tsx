"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { DeskGroup, Sizes } from "./arrangement";
import { useDeskLayout } from "./layout-state";
import { Split } from "./split";

/** What fills the whole desk; null is every panel at its size. */
export type Maximized = "chart" | "lower" | null;

/** Sizes that a desk begins with, and the least in px that a panel can still be read at. */
const WATCH = { id: "desk-watch", first: { px: 248 }, leastPx: 210, keepsPx: true } as const;
const MIDDLE = { id: "desk-middle", first: null, leastPx: 420 } as const;
const TRADE = { id: "desk-trade", first: { px: 312 }, leastPx: 292, keepsPx: true } as const;
const CHART = { id: "desk-chart", first: null, leastPx: 200 } as const;
const LOWER = { id: "desk-lower", first: { px: 264 }, leastPx: 120 } as const;
const TICKET = { id: "desk-ticket", first: { percent: 68 }, leastPx: 220 } as const;
const WHAT_IF = { id: "desk-what-if", first: null, leastPx: 96 } as const;

export interface DeskPanelsProps {
  readonly watch: ReactNode;
  readonly isWatchOpen: boolean;
  /** The person has drawn the lists shut or open. */
  readonly onWatch: (open: boolean) => void;
  readonly chart: ReactNode;
  readonly lower: ReactNode;
  readonly ticket: ReactNode;
  readonly whatIf: ReactNode;
  readonly maximized: Maximized;
}

/** Lists, chart over the blotter, ticket over what-if; the lines between them are drawn by hand or by arrow keys. */
export function DeskPanels(props: DeskPanelsProps) {
  const { isWatchOpen, onWatch, maximized } = props;
  const t = useTranslations("desk");
  const { layout, keep } = useDeskLayout();
  const group = (name: DeskGroup) => ({
    stored: layout.sizes[name],
    onMoved: (sizes: Sizes) => keep(name, sizes),
  });
  const middle = (
    <Split
      {...group("middle")}
      id="desk-middle-rows"
      direction="column"
      panels={[
        { ...CHART, content: props.chart },
        { ...LOWER, content: props.lower },
      ]}
      edges={[t("layout.lowerEdge")]}
    />
  );
  const trade = (
    <Split
      {...group("trade")}
      id="desk-trade-rows"
      direction="column"
      panels={[
        { ...TICKET, content: props.ticket },
        { ...WHAT_IF, content: props.whatIf },
      ]}
      edges={[t("layout.whatIfEdge")]}
    />
  );
  return (
    <div data-desk="" data-maximized={maximized ?? "none"} className="min-h-0 flex-1 max-md:flex-none">
      <Split
        {...group("columns")}
        id="desk-columns"
        direction="row"
        panels={[
          { ...WATCH, isOpen: isWatchOpen, content: props.watch },
          { ...MIDDLE, content: middle },
          { ...TRADE, content: trade },
        ]}
        edges={[t("layout.watchEdge"), t("layout.tradeEdge")]}
        onOpen={(_id, open) => onWatch(open)}
      />
    </div>
  );
}
