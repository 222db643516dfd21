import {
  CandlestickSeries,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type Time,
} from "lightweight-charts";
import { assertNever } from "@/modules/_kernel";
import { formatNumber } from "../../_lib/format";
import type { BandPrimitive } from "./band-primitive";
import { compactNumber, numberFormat } from "./chart-options";
import { type ChartTheme, lineInk, withAlpha } from "./chart-theme";
import { type IndicatorLine, type IndicatorLines, MAIN_STRETCH } from "./indicator-lines";
import { toChartTime } from "./time-axis";

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

export function candleColors(theme: ChartTheme, isStale: boolean) {
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

/** Indicators of one chart: over the price or in panes of their own. */
export class IndicatorLayer {
  private readonly chart: IChartApi;
  private readonly decimals: number;
  private theme: ChartTheme;
  private isStale = false;
  private indicators: readonly IndicatorLines[] = [];
  private drawn: readonly IndicatorSeries[] = [];

  constructor(chart: IChartApi, decimals: number, theme: ChartTheme) {
    this.chart = chart;
    this.decimals = decimals;
    this.theme = theme;
  }

  /** Lines over bars at `times`, one value a bar. */
  set(indicators: readonly IndicatorLines[], times: Float64Array | null): void {
    const isSame =
      indicators.length === this.indicators.length &&
      indicators.every((lines, index) => lines.key === this.indicators[index]?.key);
    this.indicators = indicators;
    if (!isSame) this.rebuild();
    this.draw(times);
  }

  setTheme(theme: ChartTheme, isStale: boolean, times: Float64Array | null): void {
    this.theme = theme;
    this.isStale = isStale;
    this.rebuild();
    this.draw(times);
  }

  /** Takes the data of every line away, until {@link set} gives those of other bars. */
  clear(): void {
    for (const { series } of this.drawn) for (const one of series) one?.setData([]);
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
    const { Band } = lines;
    const bands = lines.fills.flatMap((between) => {
      if (Band === undefined) return [];
      const ink = lineInk(this.theme, lines.lines.find(({ name }) => name === between[0])?.ink ?? 0);
      const isCloud = lines.lines.length > between.length + 1;
      const band = new Band({
        above: isCloud ? withAlpha(this.theme.up, CLOUD_ALPHA) : withAlpha(ink, BAND_ALPHA),
        below: isCloud ? withAlpha(this.theme.down, CLOUD_ALPHA) : withAlpha(ink, BAND_ALPHA),
      });
      first?.attachPrimitive(band);
      return [{ band, between }];
    });
    return { series, bands };
  }

  private rebuild(): void {
    for (const one of this.drawn.flatMap(({ series }) => series)) if (one !== null) this.chart.removeSeries(one);
    let pane = 0;
    this.drawn = this.indicators.map((lines) => this.addIndicator(lines, lines.scale === "own" ? ++pane : 0));
    this.chart.panes().forEach((one, index) => {
      one.setStretchFactor(index === 0 ? MAIN_STRETCH : 1);
    });
  }

  private draw(times: Float64Array | null): void {
    if (times === null) return;
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
