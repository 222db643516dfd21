import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineSeries,
  LineStyle,
  PriceScaleMode,
  type SeriesMarker,
  type Time,
} from "lightweight-charts";
import type { BarColumns } from "@/modules/data";
import { formatNumber } from "../../_lib/format";
import { lowerBound } from "./bar-pages";
import { type AxisOptions, baseOptions, compactNumber, numberFormat, themeOptions } from "./chart-options";
import { type ChartTheme, lineInk, withAlpha } from "./chart-theme";
import { panBy, paneTops, showIndices, zoomBy } from "./chart-view";
import { type FillColumns, fillsInSpan, MARKER_TEXTS_MAX, NO_FILLS } from "./fills";
import type { IndicatorLines } from "./indicators";
import { fromChartTime, toChartTime } from "./time-axis";

/** Where the chart looks, as indices of the bars it holds; both may lie outside. */
export interface VisibleSpan {
  readonly from: number;
  readonly to: number;
}

export interface PriceEngineEvents {
  /** Index of the bar under the crosshair, null when there is none. */
  readonly onCrosshair: (index: number | null) => void;
  readonly onSpan: (span: VisibleSpan) => void;
  /** Offsets of the panes from the top of the chart, in pixels, the main pane first. */
  readonly onPanes: (tops: readonly number[]) => void;
  /** Fills drawn and fills there are between the edges of the chart. */
  readonly onFills: (drawn: number, inSpan: number) => void;
}

export interface PriceEngineOptions extends AxisOptions {
  readonly decimals: number;
  readonly theme: ChartTheme;
}

const VOLUME_SCALE = "volume";
const VOLUME_ALPHA = 0.3;
/** Share of the main pane that volume may take, from below. */
const VOLUME_TOP = 0.84;
const MAIN_STRETCH = 3.2;
const RIGHT_OFFSET_BARS = 4;
const OWN_DECIMALS = 2;
/** Levels by which an oscillator of fixed scale is read. */
const GUIDES: Readonly<Record<string, readonly number[]>> = { rsi: [30, 70] };

interface IndicatorSeries {
  readonly series: readonly (ISeriesApi<"Line"> | ISeriesApi<"Histogram">)[];
}

function lineData(times: Float64Array, values: Float64Array) {
  const data: ({ time: Time; value: number } | { time: Time })[] = [];
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    const time = toChartTime(times[index] ?? 0);
    if (Number.isFinite(value)) data.push({ time, value });
    else if (data.length > 0) data.push({ time });
  }
  return data;
}

function candleColors(theme: ChartTheme, isStale: boolean) {
  const [up, down] = isStale ? [theme.stale, theme.stale] : [theme.up, theme.down];
  return {
    upColor: up,
    wickUpColor: up,
    borderUpColor: up,
    downColor: down,
    wickDownColor: down,
    borderDownColor: down,
  };
}

function markerOf(
  fills: FillColumns,
  index: number,
  theme: ChartTheme,
  text: boolean,
  decimals: number,
): SeriesMarker<Time> {
  const quantity = fills.quantity[index] ?? 0;
  const isBuy = quantity > 0;
  const price = formatNumber(fills.price[index], { decimals });
  const size = formatNumber(Math.abs(quantity), { decimals: Number.isInteger(quantity) ? 0 : 4 });
  return {
    id: String(index),
    time: toChartTime(fills.time[index] ?? 0),
    position: isBuy ? "belowBar" : "aboveBar",
    shape: isBuy ? "arrowUp" : "arrowDown",
    color: isBuy ? theme.up : theme.down,
    ...(text ? { text: `${isBuy ? "Buy" : "Sell"} ${size} @ ${price}` } : {}),
  };
}

/** Draws one instrument: candles, volume, indicators in panes, fills. Knows nothing of pages, queries or React. */
export class PriceEngine {
  private readonly element: HTMLElement;
  private readonly events: PriceEngineEvents;
  private readonly decimals: number;
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volume: ISeriesApi<"Histogram">;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly sizes: ResizeObserver;
  private theme: ChartTheme;
  private isStale = false;
  private bars: BarColumns | null = null;
  private indicators: readonly IndicatorLines[] = [];
  private drawn: readonly IndicatorSeries[] = [];
  private fills = NO_FILLS;
  private selected: readonly number[] = [];
  private span: VisibleSpan = { from: 0, to: 0 };
  private frame = 0;

  constructor(element: HTMLElement, options: PriceEngineOptions, events: PriceEngineEvents) {
    this.element = element;
    this.events = events;
    this.decimals = options.decimals;
    this.theme = options.theme;
    this.chart = createChart(element, baseOptions(options));
    // Bars that share a pixel are merged for drawing: what makes a hundred thousand of them movable.
    this.chart.timeScale().applyOptions({ enableConflation: true });
    this.candles = this.chart.addSeries(CandlestickSeries, { priceFormat: numberFormat(options.decimals) });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: VOLUME_SCALE,
      priceFormat: { type: "custom", minMove: 0.01, formatter: compactNumber },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    this.chart.priceScale(VOLUME_SCALE).applyOptions({ scaleMargins: { top: VOLUME_TOP, bottom: 0 } });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.2 } });
    this.markers = createSeriesMarkers<Time>(this.candles, []);
    this.sizes = new ResizeObserver(() => this.afterChange());
    this.sizes.observe(element);
    this.listen();
    this.setTheme(options.theme, false);
  }

  /** Bars of the chart. Lines over them are empty until {@link setIndicators} gives those of the new bars. */
  setBars(bars: BarColumns): void {
    this.bars = bars;
    // Older bars shift every index, and the library keeps merged bars under their old ones until a series gets new data:
    // no series may hold its old data while another has the new.
    this.volume.setData([]);
    for (const { series } of this.drawn) for (const one of series) one.setData([]);
    const { time, open, high, low, close } = bars;
    this.candles.setData(
      Array.from(time, (timeMs, index) => ({
        time: toChartTime(timeMs),
        open: open[index] ?? 0,
        high: high[index] ?? 0,
        low: low[index] ?? 0,
        close: close[index] ?? 0,
      })),
    );
    this.drawVolume();
    this.afterChange();
  }

  /** Lines over the bars last set, one value a bar. */
  setIndicators(indicators: readonly IndicatorLines[]): void {
    const isSame =
      indicators.length === this.indicators.length &&
      indicators.every((lines, index) => lines.key === this.indicators[index]?.key);
    this.indicators = indicators;
    if (!isSame) this.rebuildIndicators();
    this.drawIndicators();
    this.afterChange();
  }

  /** `selected` are fills that say what they are even among many. */
  setFills(fills: FillColumns, selected: readonly number[]): void {
    this.fills = fills;
    this.selected = selected;
    this.afterChange();
  }

  setLog(isLog: boolean): void {
    this.candles.priceScale().applyOptions({ mode: isLog ? PriceScaleMode.Logarithmic : PriceScaleMode.Normal });
  }

  setTheme(theme: ChartTheme, isStale: boolean): void {
    this.theme = theme;
    this.isStale = isStale;
    this.chart.applyOptions(themeOptions(theme));
    this.candles.applyOptions(candleColors(theme, isStale));
    this.drawVolume();
    this.rebuildIndicators();
    this.drawIndicators();
    this.afterChange();
  }

  /** Shows the bars from `fromMs` to `toMs`, both inside; null is the first or the last bar held. */
  show(fromMs: number | null, toMs: number | null): void {
    const times = this.bars?.time;
    if (times === undefined || times.length === 0) return;
    const from = fromMs === null ? 0 : lowerBound(times, fromMs);
    const to = toMs === null ? times.length - 1 : Math.max(lowerBound(times, toMs + 1) - 1, 0);
    showIndices(this.chart, from, to);
  }

  pan(bars: number): void {
    panBy(this.chart, bars);
  }

  /** Below 1 shows fewer bars, above 1 more; the right edge stays. */
  zoom(factor: number): void {
    zoomBy(this.chart, factor);
  }

  toEnd(): void {
    this.chart.timeScale().scrollToPosition(RIGHT_OFFSET_BARS, false);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    this.chart.remove();
  }

  private listen(): void {
    this.chart.subscribeCrosshairMove(({ time }) => {
      const timeMs = time === undefined ? null : fromChartTime(time);
      if (timeMs === null || this.bars === null) return this.events.onCrosshair(null);
      const index = lowerBound(this.bars.time, timeMs);
      return this.events.onCrosshair(index < this.bars.time.length ? index : null);
    });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range === null) return;
      this.span = { from: range.from, to: range.to };
      this.events.onSpan(this.span);
      this.afterChange();
    });
  }

  /** Collects what follows from a change of the view into one pass before the next frame. */
  private afterChange(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.events.onPanes(paneTops(this.chart, this.element));
      this.drawFills();
    });
  }

  private timeAt(index: number): number {
    const times = this.bars?.time ?? new Float64Array(0);
    return times[Math.min(Math.max(Math.round(index), 0), times.length - 1)] ?? 0;
  }

  private drawFills(): void {
    if (this.fills.time.length === 0 && this.markers.markers().length === 0) return;
    const { indices, inSpan } = fillsInSpan(this.fills, this.timeAt(this.span.from), this.timeAt(this.span.to));
    const chosen = new Set(this.selected);
    const withText = indices.length <= MARKER_TEXTS_MAX;
    this.markers.setMarkers(
      indices.map((index) => markerOf(this.fills, index, this.theme, withText || chosen.has(index), this.decimals)),
    );
    this.events.onFills(indices.length, inSpan);
  }

  private drawVolume(): void {
    if (this.bars === null) return;
    const { time, open, close, volume } = this.bars;
    const { theme, isStale } = this;
    const upInk = withAlpha(isStale ? theme.stale : theme.up, VOLUME_ALPHA);
    const downInk = withAlpha(isStale ? theme.stale : theme.down, VOLUME_ALPHA);
    this.volume.setData(
      Array.from(time, (timeMs, index) => ({
        time: toChartTime(timeMs),
        value: volume[index] ?? 0,
        color: (close[index] ?? 0) >= (open[index] ?? 0) ? upInk : downInk,
      })),
    );
  }

  /** Series of one indicator. `ink` is where its inks begin, so that two averages of one pane differ. */
  private addIndicator(lines: IndicatorLines, pane: number, ink: number): IndicatorSeries {
    const isOwn = lines.scale === "own";
    const common = { priceLineVisible: false, priceFormat: numberFormat(isOwn ? OWN_DECIMALS : this.decimals) };
    const series = lines.lines.map(({ name }, place) => {
      if (name === "histogram") {
        const color = withAlpha(this.theme.inkB, 0.5);
        return this.chart.addSeries(HistogramSeries, { ...common, color, lastValueVisible: false }, pane);
      }
      const color = lineInk(this.theme, isOwn ? place : ink);
      const style = {
        color,
        lineWidth: 1,
        lastValueVisible: isOwn && place === 0,
        crosshairMarkerVisible: false,
      } as const;
      return this.chart.addSeries(LineSeries, { ...common, ...style }, pane);
    });
    for (const price of GUIDES[lines.key.split(":")[0] ?? ""] ?? []) {
      const { line: color } = this.theme;
      series[0]?.createPriceLine({
        price,
        color,
        lineWidth: 1,
        lineStyle: LineStyle.Dotted,
        axisLabelVisible: false,
        title: "",
      });
    }
    return { series };
  }

  private rebuildIndicators(): void {
    for (const { series } of this.drawn) for (const one of series) this.chart.removeSeries(one);
    let pane = 0;
    let overlays = 0;
    this.drawn = this.indicators.map((lines) => {
      if (lines.scale === "own") return this.addIndicator(lines, ++pane, 0);
      return this.addIndicator(lines, 0, overlays++);
    });
    this.chart.panes().forEach((one, index) => {
      one.setStretchFactor(index === 0 ? MAIN_STRETCH : 1);
    });
  }

  private drawIndicators(): void {
    const times = this.bars?.time;
    if (times === undefined) return;
    this.indicators.forEach((lines, index) => {
      lines.lines.forEach(({ values }, place) => {
        this.drawn[index]?.series[place]?.setData(lineData(times, values));
      });
    });
  }
}
