import {
  BaselineSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  PriceScaleMode,
} from "lightweight-charts";
import { formatNumber } from "../../_lib/format";
import { type AxisOptions, baseOptions, numberFormat, themeOptions } from "./chart-options";
import { type ChartTheme, withAlpha } from "./chart-theme";
import { panBy, paneTops, showIndices, zoomBy } from "./chart-view";
import type { EquityColumns } from "./equity-columns";
import { fromChartTime, toChartTime } from "./time-axis";

export interface EquityEngineEvents {
  /** Time of the point under the crosshair, null when there is none. */
  readonly onCrosshair: (timeMs: number | null) => void;
  readonly onPanes: (tops: readonly number[]) => void;
}

export interface EquityEngineOptions extends AxisOptions {
  readonly theme: ChartTheme;
}

const EQUITY_STRETCH = 2.4;
const PERCENT = 100;

/** Equity against its benchmark, and below it how far equity lay under its peak. */
export class EquityEngine {
  private readonly element: HTMLElement;
  private readonly events: EquityEngineEvents;
  private readonly chart: IChartApi;
  private readonly equity: ISeriesApi<"Line">;
  private readonly benchmark: ISeriesApi<"Line">;
  private readonly drawdown: ISeriesApi<"Baseline">;
  private readonly sizes: ResizeObserver;
  private points = 0;
  private frame = 0;

  constructor(element: HTMLElement, options: EquityEngineOptions, events: EquityEngineEvents) {
    this.element = element;
    this.events = events;
    this.chart = createChart(element, baseOptions(options));
    const quiet = { priceLineVisible: false, crosshairMarkerRadius: 3 } as const;
    this.benchmark = this.chart.addSeries(LineSeries, { ...quiet, lineWidth: 1, priceFormat: numberFormat(0) });
    this.equity = this.chart.addSeries(LineSeries, { ...quiet, lineWidth: 2, priceFormat: numberFormat(0) });
    this.drawdown = this.chart.addSeries(
      BaselineSeries,
      {
        ...quiet,
        lineWidth: 1,
        baseValue: { type: "price", price: 0 },
        lastValueVisible: false,
        priceFormat: {
          type: "custom",
          minMove: 0.01,
          formatter: (value: number) => `${formatNumber(value, { decimals: 1 })} %`,
        },
      },
      1,
    );
    this.chart.panes().forEach((pane, index) => {
      pane.setStretchFactor(index === 0 ? EQUITY_STRETCH : 1);
    });
    this.drawdown.priceScale().applyOptions({ scaleMargins: { top: 0.26, bottom: 0.06 } });
    this.sizes = new ResizeObserver(() => this.afterChange());
    this.sizes.observe(element);
    this.chart.subscribeCrosshairMove(({ time }) => {
      events.onCrosshair(time === undefined ? null : fromChartTime(time));
    });
    this.setTheme(options.theme);
  }

  /** Draws the points at the given indices: all of them, or what {@link thinIndices} kept. */
  setColumns(columns: EquityColumns, indices: readonly number[]): void {
    const pick = (values: Float64Array, scale = 1) =>
      indices.map((index) => ({
        time: toChartTime(columns.time[index] ?? 0),
        value: (values[index] ?? 0) * scale,
      }));
    this.points = indices.length;
    this.equity.setData(pick(columns.equity));
    this.benchmark.setData(pick(columns.benchmark));
    this.drawdown.setData(pick(columns.drawdown, PERCENT));
    showIndices(this.chart, 0, this.points - 1);
    this.afterChange();
  }

  setLog(isLog: boolean): void {
    this.equity.priceScale().applyOptions({ mode: isLog ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
  }

  setTheme(theme: ChartTheme): void {
    this.chart.applyOptions(themeOptions(theme));
    this.equity.applyOptions({ color: theme.text });
    this.benchmark.applyOptions({ color: theme.inkB });
    const fill = withAlpha(theme.down, 0.2);
    this.drawdown.applyOptions({
      topLineColor: theme.down,
      topFillColor1: fill,
      topFillColor2: fill,
      bottomLineColor: theme.down,
      bottomFillColor1: fill,
      bottomFillColor2: fill,
    });
    this.afterChange();
  }

  /** Moves by a share of what is shown: to the right when positive. */
  panScreens(screens: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    if (range !== null) panBy(this.chart, (range.to - range.from) * screens);
  }

  /** Below 1 shows fewer points, above 1 more; the right edge stays. */
  zoom(factor: number): void {
    zoomBy(this.chart, factor);
  }

  showAll(): void {
    showIndices(this.chart, 0, this.points - 1);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.chart.remove();
  }

  private afterChange(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.events.onPanes(paneTops(this.chart, this.element)));
  }
}
