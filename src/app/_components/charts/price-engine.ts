import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  PriceScaleMode,
  type Time,
} from "lightweight-charts";
import { type Bar, type BarColumns, barAt, barColumnsOf } from "@/modules/data";
import { lowerBound, mergeBars } from "./bar-pages";
import { type AxisOptions, baseOptions, compactNumber, numberFormat, themeOptions } from "./chart-options";
import { type ChartTheme, withAlpha } from "./chart-theme";
import { panBy, paneTops, showIndices, zoomBy } from "./chart-view";
import { type BarDot, dotMarker, markerOf } from "./fill-marker";
import { type FillColumns, fillsInSpan, MARKER_TEXTS_MAX, NO_FILLS } from "./fills";
import { candleColors, IndicatorLayer } from "./indicator-layer";
import type { IndicatorLines } from "./indicator-lines";
import { LevelLayer } from "./level-layer";
import { type PriceLevel, placeTags, type TagPlaces } from "./levels";
import { grownFrom } from "./live-bar";
import { fromChartTime, toChartTime } from "./time-axis";

/** Where the chart looks, as indices of the bars it holds; both may lie outside. */
export interface VisibleSpan {
  readonly from: number;
  readonly to: number;
}

export interface PriceEngineEvents {
  /** Index of the bar under the crosshair, null when there is none. */
  readonly onCrosshair: (index: number | null) => void;
  /** Start of the bar that the pointer itself is on, of this chart; null: on none. */
  readonly onPointed?: (timeMs: number | null) => void;
  readonly onSpan: (span: VisibleSpan) => void;
  /** Offsets of the panes from the top of the chart, in pixels, the main pane first. */
  readonly onPanes: (tops: readonly number[]) => void;
  /** Where the tags of the lines belong; at each painting. */
  readonly onLevels: (places: TagPlaces) => void;
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
const RIGHT_OFFSET_BARS = 4;
/** Draws one instrument: candles, volume, indicators in panes, fills. Knows nothing of pages, queries or React. */
export class PriceEngine {
  private readonly element: HTMLElement;
  /** What the chart is made in, for {@link begin} to show. */
  private readonly stage: HTMLElement;
  private isShown = false;
  private readonly events: PriceEngineEvents;
  private readonly decimals: number;
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volume: ISeriesApi<"Histogram">;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly indicators: IndicatorLayer;
  private readonly levels: LevelLayer;
  private readonly sizes: ResizeObserver;
  private shownLevels: readonly PriceLevel[] = [];
  private theme: ChartTheme;
  private isStale = false;
  private bars: BarColumns | null = null;
  private live: Bar | null = null;
  private fills = NO_FILLS;
  private dots: readonly BarDot[] = [];
  private selected: readonly number[] = [];
  private span: VisibleSpan = { from: 0, to: 0 };
  private frame = 0;
  private isTold = false;

  constructor(element: HTMLElement, options: PriceEngineOptions, events: PriceEngineEvents) {
    this.element = element;
    this.events = events;
    this.decimals = options.decimals;
    this.theme = options.theme;
    this.stage = document.createElement("div");
    this.stage.className = "absolute inset-0";
    this.stage.style.visibility = "hidden";
    // Not in its place yet, so that it has no size.
    this.chart = createChart(this.stage, { ...baseOptions(options), autoSize: false });
    element.append(this.stage);
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
    this.indicators = new IndicatorLayer(this.chart, options.decimals, options.theme);
    this.levels = new LevelLayer(this.candles, options.theme, (heights) => this.placeLevels(heights));
    this.markers = createSeriesMarkers<Time>(this.candles, []);
    this.sizes = new ResizeObserver(() => {
      if (!this.isShown) return;
      this.resize(true);
      this.afterChange();
    });
    this.sizes.observe(element);
    this.listen();
    this.setTheme(options.theme, false);
  }

  /** Gives the chart the size of its place. Before, it has none, and nothing of what it is told is drawn. */
  fit(): void {
    this.resize(false);
  }

  /** Shows the chart, once it is drawn: nothing in it moves under the eyes of anybody. */
  begin(): void {
    this.stage.style.visibility = "";
    this.isShown = true;
    this.resize(true);
    this.tellSpan();
  }

  /** `isNow`: draws before the browser paints the new size. The library would draw once more for a place of no whole pixels. */
  private resize(isNow: boolean): void {
    this.chart.resize(this.element.clientWidth, this.element.clientHeight, isNow);
  }

  /** Bars of the chart. Lines over them are empty until {@link setIndicators} gives those of the new bars. */
  setBars(bars: BarColumns): void {
    const grownAt = grownFrom(this.bars, bars, this.live?.time ?? null);
    this.bars = bars;
    if (this.live !== null && this.live.time <= (bars.time.at(-1) ?? Number.POSITIVE_INFINITY)) this.live = null;
    if (grownAt !== null) {
      for (let at = grownAt; at < bars.time.length; at += 1) this.drawLast(barAt(bars, at));
      this.afterChange();
      return;
    }
    // Older bars shift every index, and the library keeps merged bars under their old ones until a series gets new data:
    // no series may hold its old data while another has the new.
    this.volume.setData([]);
    this.indicators.clear();
    const { time, open, high, low, close } = this.shownBars(bars);
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

  /** The bar that is being made, behind those last set; null takes nothing away that was drawn of it. */
  setLive(bar: Bar | null): void {
    const lastMs = this.bars?.time.at(-1);
    if (bar === null || lastMs === undefined) return;
    // The library takes no bar older than the last that it drew.
    if (bar.time < Math.max(lastMs, this.live?.time ?? lastMs)) return;
    this.live = bar;
    this.drawLast(bar);
  }

  /** The bars with the one in the making behind them: what a full drawing shows, so that the view does not jump back a bar. */
  private shownBars(bars: BarColumns): BarColumns {
    return this.live === null ? bars : mergeBars(bars, barColumnsOf([this.live]));
  }

  /** Draws the last bar, or the one behind it, alone: everything else stays as it is. */
  private drawLast(bar: Bar | null): void {
    if (bar === null) return;
    const time = toChartTime(bar.time);
    const { open, high, low, close } = bar;
    this.candles.update({ time, open, high, low, close });
    this.volume.update({ time, value: bar.volume, color: this.volumeInk(close >= open) });
  }

  /** Lines over the bars last set, one value a bar. */
  setIndicators(indicators: readonly IndicatorLines[]): void {
    this.indicators.set(indicators, this.bars?.time ?? null);
    this.afterChange();
  }

  /** `selected` are fills that say what they are even among many. */
  setFills(fills: FillColumns, selected: readonly number[]): void {
    this.fills = fills;
    this.selected = selected;
    this.afterChange();
  }

  setDots(dots: readonly BarDot[]): void {
    this.dots = dots;
    this.afterChange();
  }

  setLevels(levels: readonly PriceLevel[]): void {
    this.shownLevels = levels;
    this.levels.set(levels);
  }

  /** The price at a height in px from the top; null below the pane of prices, or where nothing is drawn yet. */
  priceAt(heightPx: number): number | null {
    return heightPx < 0 || heightPx > this.priceHeight() ? null : this.candles.coordinateToPrice(heightPx);
  }

  /** Paints once more: tags go back to their lines. */
  repaint(): void {
    this.levels.draw();
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
    this.levels.setTheme(theme);
    this.indicators.setTheme(theme, isStale, this.bars?.time ?? null);
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
    this.stage.remove();
  }

  /** Points at the bar in which a moment lies, as if the pointer were there; null: at none. */
  point(timeMs: number | null): void {
    const times = this.bars?.time;
    const index = timeMs === null || times === undefined ? -1 : lowerBound(times, timeMs + 1) - 1;
    const [at, close] = [times?.[index], this.bars?.close[index]];
    this.isTold = true;
    if (at === undefined || close === undefined) this.chart.clearCrosshairPosition();
    else this.chart.setCrosshairPosition(close, toChartTime(at), this.candles);
    this.isTold = false;
    this.events.onCrosshair(at === undefined ? null : index);
  }

  private listen(): void {
    this.chart.subscribeCrosshairMove(({ time }) => {
      const timeMs = time === undefined ? null : fromChartTime(time);
      // What was pointed at from outside is nobody's own pointer: it would go back and forth.
      if (this.isTold) return undefined;
      this.events.onPointed?.(timeMs);
      if (timeMs === null || this.bars === null) return this.events.onCrosshair(null);
      const index = lowerBound(this.bars.time, timeMs);
      return this.events.onCrosshair(index < this.bars.time.length ? index : null);
    });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range === null) return;
      this.span = { from: range.from, to: range.to };
      this.tellSpan();
    });
  }

  /** Nobody asks where a chart is that is not shown. */
  private tellSpan(): void {
    if (!this.isShown) return;
    this.events.onSpan(this.span);
    this.afterChange();
  }

  /** Collects what follows from a change of the view into one pass before the next frame. */
  private afterChange(): void {
    cancelAnimationFrame(this.frame);
    if (!this.isShown) return;
    this.frame = requestAnimationFrame(() => {
      this.events.onPanes(paneTops(this.chart, this.element));
      this.drawFills();
    });
  }

  private priceHeight(): number {
    return this.chart.panes()[0]?.getHeight() ?? 0;
  }

  private placeLevels(heights: readonly (number | null)[]): void {
    if (this.shownLevels.length === 0) return;
    const tops = placeTags(heights, this.priceHeight());
    this.events.onLevels({
      tops: new Map(this.shownLevels.map(({ id }, index) => [id, tops[index] ?? null])),
      axisPx: this.chart.priceScale("right").width(),
    });
  }

  private timeAt(index: number): number {
    const times = this.bars?.time ?? new Float64Array(0);
    return times[Math.min(Math.max(Math.round(index), 0), times.length - 1)] ?? 0;
  }

  /** Start of the bar that a moment falls into; of the first bar for what was before it. */
  private barTimeOf(timeMs: number): number {
    if (this.live !== null && timeMs >= this.live.time) return this.live.time;
    const times = this.bars?.time ?? new Float64Array(0);
    return times[Math.max(lowerBound(times, timeMs + 1) - 1, 0)] ?? timeMs;
  }

  private drawFills(): void {
    if (this.fills.time.length === 0 && this.dots.length === 0 && this.markers.markers().length === 0) return;
    const isAtEnd = this.span.to >= (this.bars?.time.length ?? 0) - 1;
    // What was filled in the bar that is being made is later than every bar held.
    const toMs = isAtEnd ? Number.POSITIVE_INFINITY : this.timeAt(this.span.to);
    const { indices, inSpan } = fillsInSpan(this.fills, this.timeAt(this.span.from), toMs);
    const chosen = new Set(this.selected);
    const withText = indices.length <= MARKER_TEXTS_MAX;
    const arrows = indices.map((index) => ({
      ...markerOf(this.fills, index, this.theme, withText || chosen.has(index), this.decimals),
      time: toChartTime(this.barTimeOf(this.fills.time[index] ?? 0)),
    }));
    const dots = this.dots
      .filter(({ barMs }) => barMs >= this.timeAt(this.span.from) && barMs <= toMs)
      .map((dot) => dotMarker(dot, this.theme));
    this.markers.setMarkers([...arrows, ...dots].toSorted((a, b) => Number(a.time) - Number(b.time)));
    this.events.onFills(indices.length, inSpan);
  }

  private volumeInk(isUp: boolean): string {
    const { theme, isStale } = this;
    return withAlpha(isStale ? theme.stale : isUp ? theme.up : theme.down, VOLUME_ALPHA);
  }

  private drawVolume(): void {
    if (this.bars === null) return;
    const { time, open, close, volume } = this.shownBars(this.bars);
    const [upInk, downInk] = [this.volumeInk(true), this.volumeInk(false)];
    this.volume.setData(
      Array.from(time, (timeMs, index) => ({
        time: toChartTime(timeMs),
        value: volume[index] ?? 0,
        color: (close[index] ?? 0) >= (open[index] ?? 0) ? upInk : downInk,
      })),
    );
  }
}
