"use client";

import { type KeyboardEvent, type ReactNode, type RefObject, useId } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import type { ChartHandle } from "./price-canvas";

const PAN_SCREENS = 0.1;
const PAN_SCREENS_SHIFT = 0.6;
const ZOOM = 0.8;

export interface ChartFrameProps {
  /** What it is and which keys it takes. */
  readonly label: string;
  /** What it shows, in words. */
  readonly summary: string;
  readonly handle: RefObject<ChartHandle | null>;
  readonly onHome: () => void;
  readonly onEnd: () => void;
  /** The person moved the view, by hand or by key. */
  readonly onMoved?: () => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** What every chart has around it: a place for the keyboard, its words, and the credit its licence asks for. */
export function ChartFrame(props: ChartFrameProps) {
  const { label, summary, handle, onHome, onEnd, onMoved, className, children } = props;
  const t = useTranslations("chart");
  const id = useId();

  const actionOf = (key: string, screens: number): (() => void) | null => {
    switch (key) {
      case "ArrowLeft":
        return () => handle.current?.pan(-screens);
      case "ArrowRight":
        return () => handle.current?.pan(screens);
      case "+":
      case "=":
        return () => handle.current?.zoom(ZOOM);
      case "-":
        return () => handle.current?.zoom(1 / ZOOM);
      case "Home":
        return onHome;
      case "End":
        return onEnd;
      default:
        return null;
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const screens = event.shiftKey ? PAN_SCREENS_SHIFT : PAN_SCREENS;
    const action = actionOf(event.key, screens);
    if (action === null) return;
    event.preventDefault();
    onMoved?.();
    action();
  };

  return (
    // An application to screen readers: its keys go to the chart, and its picture is described in words beside it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
    <div
      role="application"
      aria-label={label}
      aria-describedby={id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes keys
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- an application takes keys
      onKeyDown={onKeyDown}
      onWheel={onMoved}
      onPointerDown={onMoved}
      className={cn("relative min-h-0 min-w-0 overflow-hidden bg-bg-1 focus-visible:-outline-offset-2", className)}
    >
      <p id={id} className="sr-only">
        {summary}
      </p>
      {children}
      <a
        href="https://www.tradingview.com/"
        target="_blank"
        rel="noreferrer"
        title={t("creditTitle")}
        className="absolute bottom-8 left-3 z-10 text-[10px] leading-4 text-tx-3 hover:text-tx-1 hover:underline"
      >
        {t("credit")}
      </a>
    </div>
  );
}
