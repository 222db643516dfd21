import type { IChartApi } from "lightweight-charts";

/** Fewest bars a chart may be zoomed to. */
export const BARS_SHOWN_MIN = 10;
/** Room right of the last bar, as a share of what is shown. */
const MARGIN_SHARE = 0.02;

/** Moves the view by a number of bars: to the right when positive. */
export function panBy(chart: IChartApi, bars: number): void {
  const range = chart.timeScale().getVisibleLogicalRange();
  if (range === null) return;
  chart.timeScale().setVisibleLogicalRange({ from: range.from + bars, to: range.to + bars });
}

/** Below 1 shows fewer bars, above 1 more; the right edge stays. */
export function zoomBy(chart: IChartApi, factor: number): void {
  const range = chart.timeScale().getVisibleLogicalRange();
  if (range === null) return;
  const width = Math.max((range.to - range.from) * factor, BARS_SHOWN_MIN);
  chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to });
}

/** Shows the points from one index to another, both inside, with room at the right. */
export function showIndices(chart: IChartApi, from: number, to: number): void {
  const margin = Math.max((to - from) * MARGIN_SHARE, 2);
  chart.timeScale().setVisibleLogicalRange({ from: Math.min(from, to - BARS_SHOWN_MIN), to: to + margin });
}

/** Offsets of the panes from the top of the chart, in pixels, the main pane first. */
export function paneTops(chart: IChartApi, element: HTMLElement): readonly number[] {
  const { top } = element.getBoundingClientRect();
  return chart.panes().map((pane) => (pane.getHTMLElement()?.getBoundingClientRect().top ?? top) - top);
}
