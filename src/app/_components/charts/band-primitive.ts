import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  SeriesType,
} from "lightweight-charts";
import { lowerBound } from "./bar-pages";
import { fromChartTime, toChartTime } from "./time-axis";

/** What lies between two lines: where the first is above it has one colour, elsewhere the other. */
export interface BandColors {
  readonly above: string;
  readonly below: string;
}

interface Corner {
  readonly x: number;
  readonly first: number;
  readonly second: number;
}

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];

/** Draws the stretches that have one sign as closed shapes; the corner at which the lines have crossed ends one and starts the next. */
function paint(context: CanvasRenderingContext2D, corners: readonly Corner[], colors: BandColors): void {
  // On a screen, above is less.
  const isAbove = (corner: Corner | undefined) => corner !== undefined && corner.first < corner.second;
  let start = 0;
  for (let i = 1; i < corners.length; i += 1) {
    const isLast = i === corners.length - 1;
    if (!isLast && isAbove(corners[i]) === isAbove(corners[start])) continue;
    const stretch = corners.slice(start, i + 1);
    context.beginPath();
    for (const { x, first } of stretch) context.lineTo(x, first);
    for (const { x, second } of stretch.toReversed()) context.lineTo(x, second);
    context.closePath();
    context.fillStyle = isAbove(corners[start]) ? colors.above : colors.below;
    context.fill();
    start = i;
  }
}

class BandRenderer implements IPrimitivePaneRenderer {
  private readonly stretches: readonly (readonly Corner[])[];
  private readonly colors: BandColors;

  constructor(stretches: readonly (readonly Corner[])[], colors: BandColors) {
    this.stretches = stretches;
    this.colors = colors;
  }

  draw(): void {
    // All of it lies under the lines.
  }

  drawBackground(target: Target): void {
    // biome-ignore lint/correctness/useHookAtTopLevel: the drawing library's name, no hook of React.
    target.useMediaCoordinateSpace(({ context }) => {
      for (const corners of this.stretches) paint(context, corners, this.colors);
    });
  }
}

/**
 * Shades the space between two lines of one series' pane. Only what is in view is drawn, and of more bars than pixels one a
 * pixel.
 */
export class BandPrimitive implements ISeriesPrimitive, IPrimitivePaneView {
  private chart: SeriesAttachedParameter["chart"] | null = null;
  private series: ISeriesApi<SeriesType> | null = null;
  private readonly colors: BandColors;
  private times: Float64Array = new Float64Array(0);
  private first: Float64Array = new Float64Array(0);
  private second: Float64Array = new Float64Array(0);

  constructor(colors: BandColors) {
    this.colors = colors;
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter): void {
    this.chart = chart;
    this.series = series;
    requestUpdate();
  }

  detached(): void {
    this.chart = null;
    this.series = null;
  }

  setLines(times: Float64Array, first: Float64Array, second: Float64Array): void {
    this.times = times;
    this.first = first;
    this.second = second;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this];
  }

  zOrder(): "bottom" {
    return "bottom";
  }

  renderer(): IPrimitivePaneRenderer | null {
    const { chart, series } = this;
    const range = chart?.timeScale().getVisibleRange() ?? null;
    const [fromMs, toMs] = range === null ? [null, null] : [fromChartTime(range.from), fromChartTime(range.to)];
    if (chart === null || series === null || fromMs === null || toMs === null) return null;
    const from = Math.max(lowerBound(this.times, fromMs) - 1, 0);
    const to = Math.min(lowerBound(this.times, toMs + 1) + 1, this.times.length);
    const step = Math.max(1, Math.floor((to - from) / Math.max(chart.timeScale().width(), 1)));
    const stretches: Corner[][] = [[]];
    for (let i = from; i < to; i += step) {
      const x = chart.timeScale().timeToCoordinate(toChartTime(this.times[i] ?? 0));
      const first = series.priceToCoordinate(this.first[i] ?? Number.NaN);
      const second = series.priceToCoordinate(this.second[i] ?? Number.NaN);
      const isCorner = x !== null && first !== null && second !== null && Number.isFinite(first + second);
      if (isCorner) stretches.at(-1)?.push({ x, first, second });
      else if (stretches.at(-1)?.length !== 0) stretches.push([]);
    }
    return new BandRenderer(stretches, this.colors);
  }
}
