"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Group, type GroupImperativeHandle, Panel, Separator, usePanelRef } from "react-resizable-panels";
import { useTranslations } from "use-intl";
import type { DeskGroup } from "./arrangement";
import { useDeskLayout } from "./layout-state";

/** What fills the whole desk; null is every panel at its size. */
export type Maximized = "chart" | "lower" | null;

/** Sizes in px that a desk begins with, and the least that a panel can still be read at. */
const WATCH = { first: 248, least: 210 };
const TRADE = { first: 312, least: 292 };
const CHART_LEAST = { width: 420, height: 200 };
const LOWER = { first: 264, least: 120 };
const TICKET = { first: "68%", least: 220 };
const WHAT_IF_LEAST = 96;
const ROOM = "flex min-h-0 min-w-0 flex-col";

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
  /** Another number gives every panel its first size again. */
  readonly resets: number;
}

/** Follows the stored sizes of one group: set once they are known, kept when the person moves a line between panels. */
function useGroup(group: DeskGroup, resets: number) {
  const {
    layout: { sizes: all },
    keep,
  } = useDeskLayout();
  const ref = useRef<GroupImperativeHandle | null>(null);
  const first = useRef<Readonly<Record<string, number>> | null>(null);
  const stored = all[group];
  const [sizes] = useState(stored);
  const key = JSON.stringify(stored);
  const applied = useRef(JSON.stringify(sizes));
  useEffect(() => {
    const known = ref.current?.getLayout();
    first.current ??= known ?? null;
    if (applied.current === key || known === undefined) return;
    applied.current = key;
    const kept: Readonly<Record<string, number>> = JSON.parse(key);
    // An arrangement that says nothing of a group has it as at first.
    const wanted = Object.keys(kept).length === 0 ? (first.current ?? kept) : kept;
    // Sizes of other panels than these would be refused.
    if (Object.keys(wanted).toSorted().join() === Object.keys(known).toSorted().join()) ref.current?.setLayout(wanted);
  }, [key]);
  useEffect(() => {
    if (resets > 0 && first.current !== null) ref.current?.setLayout(first.current);
  }, [resets]);
  return {
    groupRef: ref,
    onLayoutChanged: (
      next: Readonly<Record<string, number>>,
      meta: {
        readonly isUserInteraction: boolean;
        readonly requestedLayout?: Readonly<Record<string, number>> | undefined;
      },
    ) => {
      if (!meta.isUserInteraction) return;
      const sizesNow = meta.requestedLayout ?? next;
      applied.current = JSON.stringify(sizesNow);
      keep(group, sizesNow);
    },
  };
}

/** Lists, chart over the blotter, ticket over what-if; the lines between them are drawn by hand or by arrow keys. */
export function DeskPanels(props: DeskPanelsProps) {
  const { isWatchOpen, onWatch, maximized, resets } = props;
  const t = useTranslations("desk");
  const columns = useGroup("columns", resets);
  const middle = useGroup("middle", resets);
  const trade = useGroup("trade", resets);
  const watch = usePanelRef();
  useEffect(() => {
    if (watch.current === null || watch.current.isCollapsed() !== isWatchOpen) return;
    if (isWatchOpen) watch.current.expand();
    else watch.current.collapse();
  }, [watch, isWatchOpen]);
  return (
    <div data-desk="" data-maximized={maximized ?? "none"} className="min-h-0 flex-1 max-md:flex-none">
      <Group {...columns} orientation="horizontal" id="desk-columns">
        <Panel
          id="desk-watch"
          panelRef={watch}
          collapsible
          collapsedSize={0}
          defaultSize={WATCH.first}
          minSize={WATCH.least}
          groupResizeBehavior="preserve-pixel-size"
          onResize={({ inPixels }, _id, before) => {
            // The first report is of the size it begins with.
            if (before !== undefined && inPixels > 0 !== before.inPixels > 0) onWatch(inPixels > 0);
          }}
          className={ROOM}
        >
          {props.watch}
        </Panel>
        <Separator className="desk-separator" aria-label={t("layout.watchEdge")} />
        <Panel id="desk-middle" minSize={CHART_LEAST.width} className={ROOM}>
          <Group {...middle} orientation="vertical" id="desk-middle-rows">
            <Panel id="desk-chart" minSize={CHART_LEAST.height} className={ROOM}>
              {props.chart}
            </Panel>
            <Separator className="desk-separator" aria-label={t("layout.lowerEdge")} />
            <Panel id="desk-lower" defaultSize={LOWER.first} minSize={LOWER.least} className={ROOM}>
              {props.lower}
            </Panel>
          </Group>
        </Panel>
        <Separator className="desk-separator" aria-label={t("layout.tradeEdge")} />
        <Panel
          id="desk-trade"
          defaultSize={TRADE.first}
          minSize={TRADE.least}
          groupResizeBehavior="preserve-pixel-size"
          className={ROOM}
        >
          <Group {...trade} orientation="vertical" id="desk-trade-rows">
            <Panel id="desk-ticket" defaultSize={TICKET.first} minSize={TICKET.least} className={ROOM}>
              {props.ticket}
            </Panel>
            <Separator className="desk-separator" aria-label={t("layout.whatIfEdge")} />
            <Panel id="desk-what-if" minSize={WHAT_IF_LEAST} className={ROOM}>
              {props.whatIf}
            </Panel>
          </Group>
        </Panel>
      </Group>
    </div>
  );
}
