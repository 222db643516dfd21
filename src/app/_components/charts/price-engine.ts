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
import { assertNever } from "@/modules/_kernel";
import { type Bar, type BarColumns, barAt, barColumnsOf } from "@/modules/data";
import { formatNumber } from "../../_lib/format";
import { BandPrimitive } from "./band-primitive";
import { lowerBound, mergeBars } from "./bar-pages";
import { type AxisOptions, baseOptions, compactNumber, numberFormat, themeOptions } from "./chart-options";
import { type ChartTheme, lineInk, withAlpha } from "./chart-theme";
import { panBy, paneTops, showIndices, zoomBy } from "./chart-view";
import { type FillColumns, fillsInSpan, MARKER_TEXTS_MAX, NO_FILLS } from "./fills";
import type { IndicatorLine, IndicatorLines } from "./indicators";
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
/** From here on an axis counts in thousands and millions. */
const COMPACT_MIN = 1e5;
const OWN_FORMAT = {
  type: "custom",
  minMove: 10 ** -OWN_DECIMALS,
  formatter: (value: number) =>
    Math.abs(value) >= COMPACT_MIN ? compactNumber(value) : formatNumber(value, { decimals: OWN_DECIMALS }),
} as const;
const HISTOGRAM_ALPHA = 0.5;
const BAND_ALPHA = 0.08;
const CLOUD_ALPHA = 0.14;
const DOT_RADIUS_PX = 1.5;
/** The library joins what lies on both sides of a hole; the point before it hides that piece. */
const NO_INK = "transparent";

type AnySeries = ISeriesApi<"Line"> | ISeriesApi<"Histogram"> | ISeriesApi<"Candlestick">;

interface IndicatorSeries {
  /** By line; null for one that is only read in the legend, or that another series draws. */
  readonly series: readonly (AnySeries | null)[];
  readonly bands: readonly { readonly band: BandPrimitive; readonly between: readonly [string, string] }[];
}

type PointData = { time: Time; value: number; color?: string } | { time: Time };

/** Points of a line from its first value on. `breaks` shows holes as holes. */
function lineData(times: Float64Array, values: Float64Array, breaks: boolean): PointData[] {
  const data: PointData[] = [];
  for (let index = 0; index < times.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    const time = toChartTime(times[index] ?? 0);
    if (Number.isFinite(value)) {
      const isLast = breaks && !Number.isFinite(values[index + 1] ?? 0);
      data.push(isLast ? { time, value, color: NO_INK } : { time, value });
    } else if (data.length > 0) data.push({ time });
  }
  return data;
}

/** Candles of an indicator that makes its own. */
function candleData(times: Float64Array, { lines }: IndicatorLines) {
  const [open, high, low, close] = ["open", "high", "low", "close"].map(
    (name) => lines.find((line) => line.name === name)?.values ?? new Float64Array(0),
  );
  return Array.from(times, (timeMs, index) => ({
    time: toChartTime(timeMs),
    open: open?.[index] ?? 0,
    high: high?.[index] ?? 0,
    low: low?.[index] ?? 0,
    close: close?.[index] ?? 0,
  }));
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
  private live: Bar | null = null;
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
    for (const { series } of this.drawn) for (const one of series) one?.setData([]);
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

  /** The series of one line; null where nothing of its own is drawn. */
  private addLine(line: IndicatorLine, isOwn: boolean, place: number, pane: number): AnySeries | null {
    const common = { priceLineVisible: false, priceFormat: isOwn ? OWN_FORMAT : numberFormat(this.decimals) };
    const color = lineInk(this.theme, line.ink);
    const lastValueVisible = isOwn && place === 0;
    const style = { ...common, color, lineWidth: 1, crosshairMarkerVisible: false } as const;
    switch (line.drawing) {
      case "hidden":
        return null;
      case "candles": {
        // One series for the four of them, at the place of the first.
        if (place > 0) return null;
        const colors = candleColors(this.theme, this.isStale);
        return this.chart.addSeries(CandlestickSeries, { ...common, ...colors, lastValueVisible: true }, pane);
      }
      case "histogram": {
        const bars = { ...common, color: withAlpha(color, HISTOGRAM_ALPHA), lastValueVisible };
        return this.chart.addSeries(HistogramSeries, bars, pane);
      }
      case "dots": {
        const dots = { lineVisible: false, pointMarkersVisible: true, pointMarkersRadius: DOT_RADIUS_PX } as const;
        return this.chart.addSeries(LineSeries, { ...style, ...dots, lastValueVisible: false }, pane);
      }
      case "line":
        return this.chart.addSeries(LineSeries, { ...style, lastValueVisible }, pane);
      default:
        return assertNever(line.drawing, "addLine");
    }
  }

  private addIndicator(lines: IndicatorLines, pane: number): IndicatorSeries {
    const isOwn = lines.scale === "own";
    const series = lines.lines.map((line, place) => this.addLine(line, isOwn, place, pane));
    const first = series.find((one) => one !== null);
    for (const price of lines.guides) {
      const { line: color } = this.theme;
      first?.createPriceLine({
        price,
        color,
        lineWidth: 1,
        lineStyle: LineStyle.Dotted,
        axisLabelVisible: false,
        title: "",
      });
    }
    const bands = lines.fills.map((between) => {
      const ink = lineInk(this.theme, lines.lines.find(({ name }) => name === between[0])?.ink ?? 0);
      const isCloud = lines.lines.length > between.length + 1;
      const band = new BandPrimitive({
        above: isCloud ? withAlpha(this.theme.up, CLOUD_ALPHA) : withAlpha(ink, BAND_ALPHA),
        below: isCloud ? withAlpha(this.theme.down, CLOUD_ALPHA) : withAlpha(ink, BAND_ALPHA),
      });
      first?.attachPrimitive(band);
      return { band, between };
    });
    return { series, bands };
  }

  private rebuildIndicators(): void {
    for (const one of this.drawn.flatMap(({ series }) => series)) if (one !== null) this.chart.removeSeries(one);
    let pane = 0;
    this.drawn = this.indicators.map((lines) => this.addIndicator(lines, lines.scale === "own" ? ++pane : 0));
    this.chart.panes().forEach((one, index) => {
      one.setStretchFactor(index === 0 ? MAIN_STRETCH : 1);
    });
  }

  private drawIndicators(): void {
    const times = this.bars?.time;
    if (times === undefined) return;
    this.indicators.forEach((lines, index) => {
      const drawn = this.drawn[index];
      lines.lines.forEach(({ values, drawing }, place) => {
        const series = drawn?.series[place];
        if (drawing === "candles") series?.setData(candleData(times, lines));
        else series?.setData(lineData(times, values, drawing === "line"));
      });
      const valuesOf = (name: string) => lines.lines.find((line) => line.name === name)?.values ?? new Float64Array(0);
      for (const { band, between } of drawn?.bands ?? []) {
        band.setLines(times, valuesOf(between[0]), valuesOf(between[1]));
      }
    });
  }
}
