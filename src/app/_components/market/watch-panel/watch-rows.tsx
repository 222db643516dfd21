"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { nextPlace } from "@/app/_components/table";
import { cn } from "@/app/_lib/cn";
import { formatDate } from "@/app/_lib/format";
import { type LiveQuote, useQuotes } from "@/app/_lib/quotes";
import { useSession } from "@/app/_lib/session";
import { useIsPhone } from "@/app/_lib/use-media";
import { useNow } from "@/app/_lib/use-now";
import type { Instrument } from "../types";
import { type CellFacts, WatchCell } from "../watchlists/cells";
import { type StoredPrice, useStoredPrices } from "../watchlists/use-watchlists";
import { shortAge } from "./short-age";

const ROW_HEIGHTS = { compact: 24, normal: 32 } as const;
/** A finger's. */
const PHONE_ROW_HEIGHT = 44;
const OVERSCAN_ROWS = 8;
const NO_LINES = { spark: false } as const;
const MINUTE_MS = 60_000;
/** Symbol, last, change, age. */
const COLUMNS = "grid grid-cols-[minmax(0,1fr)_64px_54px_24px] items-center gap-x-1 px-3 max-md:px-4";

export interface WatchRowsProps {
  readonly label: string;
  readonly instruments: readonly Instrument[];
  readonly symbol: string;
  /** `replace` while one goes through the list by key: going back skips what was only passed. */
  readonly onChoose: (instrument: Instrument, history: "push" | "replace") => void;
}

/** Instruments with live cells, one of them on the chart. Arrow keys go through them, and the chart goes with them. */
export function WatchRows(props: WatchRowsProps) {
  const phone = useIsPhone();
  const density = useSession()?.user.preferences.density ?? "compact";
  const rowHeight = phone ? PHONE_ROW_HEIGHT : ROW_HEIGHTS[density];
  // Another height makes every remembered place wrong.
  return <Listed key={rowHeight} {...props} rowHeight={rowHeight} />;
}

function Listed({ label, instruments, symbol, onChoose, rowHeight }: WatchRowsProps & { readonly rowHeight: number }) {
  const t = useTranslations("watchPanel");
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const live = useQuotes(useMemo(() => instruments.map(({ instrumentId }) => instrumentId), [instruments]));
  const stored = useStoredPrices(
    useMemo(() => instruments.map((one) => one.symbol), [instruments]),
    NO_LINES,
  );
  const current = instruments.findIndex((one) => one.symbol === symbol);
  // oxlint-disable-next-line react/incompatible-library -- rows are drawn here, not memoized elsewhere
  const virtualizer = useVirtualizer({
    count: instruments.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    getItemKey: (index) => instruments[index]?.instrumentId ?? index,
  });
  useEffect(() => {
    if (current >= 0) virtualizer.scrollToIndex(current, { align: "auto" });
  }, [virtualizer, current]);

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1, 1);
    const place = nextPlace(event.key, { current, page, last: instruments.length - 1 });
    const next = place === null ? undefined : instruments[place];
    if (next === undefined) return;
    event.preventDefault();
    if (place !== current) onChoose(next, "replace");
  };
  const onClick = ({ target }: MouseEvent) => {
    const row = target instanceof Element ? target.closest<HTMLElement>("[data-place]") : null;
    const pressed = row === null ? undefined : instruments[Number(row.dataset["place"])];
    if (pressed !== undefined) onChoose(pressed, "push");
  };
  // The list has the focus and names the active row; rows hold several cells, which no tag of a list may.
  const listProps = {
    role: "listbox",
    "aria-label": label,
    "aria-activedescendant": current < 0 ? undefined : `${id}-${current}`,
    tabIndex: 0,
    onKeyDown,
    onClick,
  };
  return (
    <>
      <div className={cn(COLUMNS, "h-6 shrink-0 border-b border-line-1 text-11 text-tx-3")}>
        <span>{t("symbol")}</span>
        <span className="text-right">{t("last")}</span>
        <span className="text-right">{t("change")}</span>
        <span className="text-right">{t("age")}</span>
      </div>
      <div ref={scroller} {...listProps} className="min-h-0 flex-1 overflow-auto focus-visible:-outline-offset-2">
        <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, size }) => {
            const instrument = instruments[index];
            if (instrument === undefined) return null;
            const { instrumentId } = instrument;
            return (
              <div
                key={instrumentId}
                id={`${id}-${index}`}
                {...optionProps(index, index === current, instruments.length)}
                title={instrument.name}
                style={{ height: size, transform: `translateY(${start}px)` }}
                className={cn(
                  COLUMNS,
                  "absolute inset-x-0 top-0 cursor-pointer border-b border-line-1 text-12 select-none",
                  index === current ? "bg-bg-3 shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-bg-2",
                )}
              >
                <Cells facts={{ instrument, live: live.get(instrumentId), stored: stored.get(instrumentId) }} />
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

function optionProps(place: number, selected: boolean, of: number) {
  return {
    role: "option",
    "data-place": place,
    "aria-selected": selected,
    "aria-setsize": of,
    "aria-posinset": place + 1,
  };
}

function Cells({ facts }: { readonly facts: CellFacts }) {
  return (
    <>
      <b className="truncate">{facts.instrument.symbol}</b>
      <span className="num text-right">
        <WatchCell column="last" facts={facts} />
      </span>
      <span className="num text-right">
        <WatchCell column="changePercent" facts={facts} />
      </span>
      <span className="num text-right text-11">
        <Age live={facts.live} stored={facts.stored} />
      </span>
    </>
  );
}

interface AgeProps {
  readonly live: LiveQuote | undefined;
  readonly stored: StoredPrice | undefined;
}

/** How old the price is, in a few letters; the whole of it on hover. */
function Age({ live, stored }: AgeProps) {
  const t = useTranslations("watchlists");
  const now = useNow(MINUTE_MS);
  if (live !== undefined) {
    const age = shortAge(live.ageMs);
    const why =
      live.state === "stale" ? t("stale", { age }) : live.state === "closed" ? t("closed", { age }) : undefined;
    return (
      <span className={live.state === "stale" ? "text-warn" : "text-tx-3"} title={why}>
        {age}
      </span>
    );
  }
  if (stored === undefined || now === 0) return null;
  return (
    <span className="text-warn" title={t("closeOf", { date: formatDate(stored.sessionMs, "UTC") })}>
      {shortAge(now - stored.sessionMs)}
    </span>
  );
}
