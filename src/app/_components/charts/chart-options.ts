import { type ChartOptions, ColorType, CrosshairMode, type DeepPartial, LineStyle } from "lightweight-charts";
import { formatNumber } from "../../_lib/format";
import type { ChartTheme } from "./chart-theme";
import { fromChartTime, tickMarkFormatter } from "./time-axis";

export interface AxisOptions {
  /** Zone of the marks; session bars give UTC, because their time is a date. */
  readonly timeZone: string;
  /** Whether marks may be hours and minutes. */
  readonly withTime: boolean;
  /** Text of the crosshair's time tag. */
  readonly barTime: (timeMs: number) => string;
}

const AXIS_TEXT_PX = 11;
/** Narrower than a pixel on purpose: all of a long history fits. */
const BAR_SPACING_MIN_PX = 0.002;

/** Colours of everything but the series. */
export function themeOptions(theme: ChartTheme): DeepPartial<ChartOptions> {
  const crosshair = { color: theme.edge, style: LineStyle.Dashed, width: 1, labelBackgroundColor: theme.edge } as const;
  return {
    layout: {
      background: { type: ColorType.Solid, color: theme.ground },
      textColor: theme.textQuiet,
      fontFamily: theme.font,
      fontSize: AXIS_TEXT_PX,
      panes: { separatorColor: theme.line, separatorHoverColor: theme.tag },
    },
    grid: { vertLines: { color: theme.grid }, horzLines: { color: theme.grid } },
    crosshair: { vertLine: crosshair, horzLine: crosshair },
    timeScale: { borderColor: theme.line },
    rightPriceScale: { borderColor: theme.line },
  };
}

/** How every chart of the house behaves. The credit stands beside the chart: the built-in one needs an inline style. */
export function baseOptions(axis: AxisOptions): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: { attributionLogo: false, panes: { enableResize: true } },
    crosshair: { mode: CrosshairMode.Normal },
    localization: {
      locale: "en-US",
      timeFormatter: (time: Parameters<typeof fromChartTime>[0]) => {
        const timeMs = fromChartTime(time);
        return timeMs === null ? "" : axis.barTime(timeMs);
      },
    },
    timeScale: {
      rightOffset: 4,
      minBarSpacing: BAR_SPACING_MIN_PX,
      timeVisible: axis.withTime,
      secondsVisible: false,
      tickMarkFormatter: tickMarkFormatter(axis.timeZone),
      lockVisibleTimeRangeOnResize: true,
    },
    // A finger that moves up or down scrolls the page, not the chart.
    handleScroll: { vertTouchDrag: false },
    kineticScroll: { touch: true, mouse: false },
  };
}

/** Prices on an axis: the decimals of the tick, thousands, U+2212. */
export function numberFormat(decimals: number) {
  return {
    type: "custom",
    minMove: 10 ** -decimals,
    formatter: (value: number) => formatNumber(value, { decimals }),
  } as const;
}

const COMPACT = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** `3.42 B`, `812 k`: volumes, whose last digits nobody reads. */
export function compactNumber(value: number): string {
  for (const [size, unit] of COMPACT) {
    if (Math.abs(value) >= size) return `${formatNumber(value / size, { decimals: 2 })} ${unit}`;
  }
  return formatNumber(value, { decimals: Number.isInteger(value) ? 0 : 2 });
}
