import type { ResolutionName } from "@/app/_lib/scope";
import type { RouterInputs } from "@/server/api/root";

/** An arrangement as the server keeps it. */
export type LayoutBody = RouterInputs["desk"]["keep"]["body"];
export type DeskDevice = RouterInputs["desk"]["keep"]["device"];
export type DeskCharts = LayoutBody["charts"];

/** Shares of a group's panels in percent, by the panel's id. */
export type Sizes = Readonly<Record<string, number>>;
export type DeskGroup = "columns" | "middle" | "trade";

/** What a chart beside the first one shows. */
export interface OtherChart {
  readonly symbol: string;
  readonly resolution: ResolutionName;
}

/** All of an arrangement but whether the lists are open, which is kept with the lists. */
export interface DeskArrangement {
  readonly charts: DeskCharts;
  /** What the second to fourth chart show; fewer than are shown: the next instruments of the house. */
  readonly others: readonly OtherChart[];
  /** Empty groups are as the desk begins. */
  readonly sizes: Readonly<Record<DeskGroup, Sizes>>;
}

const FIRST_SIZES: DeskArrangement["sizes"] = { columns: {}, middle: {}, trade: {} };
/** The chart over the blotter, in percent. */
const split = (chart: number): DeskArrangement["sizes"] => ({
  ...FIRST_SIZES,
  middle: { "desk-chart": chart, "desk-lower": 100 - chart },
});

export const PRESETS = ["trade", "monitor", "analyse"] as const;
export type Preset = (typeof PRESETS)[number];

/** Arrangements to begin from. What the other charts show stays as it is. */
export const PRESET_PARTS: Readonly<
  Record<Preset, Pick<DeskArrangement, "charts" | "sizes"> & { readonly lists: boolean }>
> = {
  trade: { charts: 1, lists: true, sizes: FIRST_SIZES },
  monitor: { charts: 4, lists: true, sizes: split(76) },
  analyse: { charts: 1, lists: false, sizes: split(84) },
};

/** Widths in px from which a screen is of a kind. */
const WIDE_FROM = 1_800;
const DESKTOP_FROM = 1_200;

export function deviceOf(widthPx: number): DeskDevice {
  if (widthPx >= WIDE_FROM) return "wide";
  return widthPx >= DESKTOP_FROM ? "desktop" : "narrow";
}

export const bodyOf = ({ charts, others, sizes }: DeskArrangement, lists: boolean): LayoutBody => ({
  charts,
  others: others.map((each) => ({ ...each })),
  lists,
  sizes: { columns: { ...sizes.columns }, middle: { ...sizes.middle }, trade: { ...sizes.trade } },
});

/**
 * What every chart beside the first shows, as many as there is room for: what was chosen, then the next of the house's symbols that
 * none shows yet; where there are no more, fewer.
 */
export function filledOthers(
  { charts, others }: Pick<DeskArrangement, "charts" | "others">,
  first: OtherChart,
  symbols: readonly string[],
): readonly OtherChart[] {
  const chosen = others.slice(0, charts - 1);
  const shown = new Set([first.symbol, ...chosen.map(({ symbol }) => symbol)]);
  const next = symbols.filter((symbol) => !shown.has(symbol));
  const more = next.slice(0, charts - 1 - chosen.length);
  return [...chosen, ...more.map((symbol) => ({ symbol, resolution: first.resolution }))];
}
