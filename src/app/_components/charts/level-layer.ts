import {
  type IPriceLine,
  type IPrimitivePaneRenderer,
  type IPrimitivePaneView,
  type ISeriesApi,
  type ISeriesPrimitive,
  LineStyle,
} from "lightweight-charts";
import type { ChartTheme } from "./chart-theme";
import { NO_LEVELS, type PriceLevel } from "./levels";

function inkOf(theme: ChartTheme, tone: PriceLevel["tone"]): string {
  const inks = { up: theme.up, down: theme.down, neutral: theme.edge, accent: theme.accent } as const;
  return inks[tone];
}

function looksLike(one: PriceLevel, other: PriceLevel | undefined): boolean {
  return one.price === other?.price && one.tone === other.tone && one.dashed === other.dashed && one.id === other.id;
}

/** Lines at the prices of orders and positions. Says at each painting where they are, so that tags can stand beside them. */
export class LevelLayer implements ISeriesPrimitive, IPrimitivePaneView {
  private readonly series: ISeriesApi<"Candlestick">;
  private readonly onPaint: (heights: readonly (number | null)[]) => void;
  private theme: ChartTheme;
  private levels = NO_LEVELS;
  private lines: readonly IPriceLine[] = [];

  /** `onPaint` hears the heights of the levels in px, in their order; null is a price that has none. */
  constructor(
    series: ISeriesApi<"Candlestick">,
    theme: ChartTheme,
    onPaint: (heights: readonly (number | null)[]) => void,
  ) {
    this.series = series;
    this.theme = theme;
    this.onPaint = onPaint;
    series.attachPrimitive(this);
  }

  set(levels: readonly PriceLevel[]): void {
    const isSame =
      levels.length === this.levels.length && levels.every((one, index) => looksLike(one, this.levels[index]));
    this.levels = levels;
    // A gain beside a line changes with every price; the line itself does not.
    if (!isSame) this.draw();
  }

  /** Draws every line anew; what stands beside them is placed again then. */
  draw(): void {
    const { levels } = this;
    for (const line of this.lines) this.series.removePriceLine(line);
    this.lines = levels.map(({ price, tone, dashed }) =>
      this.series.createPriceLine({
        price,
        color: inkOf(this.theme, tone),
        lineWidth: 1,
        lineStyle: dashed ? LineStyle.Dashed : LineStyle.Solid,
        axisLabelVisible: true,
        title: "",
      }),
    );
  }

  setTheme(theme: ChartTheme): void {
    this.theme = theme;
    this.draw();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this];
  }

  renderer(): IPrimitivePaneRenderer | null {
    this.onPaint(this.levels.map(({ price }) => this.series.priceToCoordinate(price)));
    return null;
  }
}
