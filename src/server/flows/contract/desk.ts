import type { EpochMs } from "@/modules/_kernel";
import type { Actor, Answer, ResolutionName } from "./shared";

/** Kinds of screens that a desk is arranged for: 1 800 px and more, 1 200 px and more, less. */
export type DeskDevice = "wide" | "desktop" | "narrow";

/** How many charts a desk shows. */
export type DeskCharts = 1 | 2 | 4;

/** What an arrangement of the desk consists of. Instruments and bars of the first chart are those of the page's address. */
export interface DeskLayoutBody {
  readonly charts: DeskCharts;
  /** What the second to fourth chart show, in that order. */
  readonly others: readonly { readonly symbol: string; readonly resolution: ResolutionName }[];
  /** Whether the lists beside the chart are open. */
  readonly lists: boolean;
  /** Shares of each group's panels in percent, by panel; empty: as the desk begins. */
  readonly sizes: {
    readonly columns: Readonly<Record<string, number>>;
    readonly middle: Readonly<Record<string, number>>;
    readonly trade: Readonly<Record<string, number>>;
  };
}

export interface DeskLayoutView {
  readonly layoutId: string;
  readonly name: string;
  readonly device: DeskDevice;
  readonly body: DeskLayoutBody;
  readonly changedAt: EpochMs;
}

export interface DeskLayoutsView {
  /** By name. */
  readonly saved: readonly DeskLayoutView[];
  /** As the person's desk was last on each kind of screen. */
  readonly last: Readonly<Partial<Record<DeskDevice, DeskLayoutBody>>>;
}

/** The asking person's own arrangements of the desk. */
export interface DeskFlows {
  readDeskLayouts(actor: Actor): Promise<DeskLayoutsView>;
  /** Under a name that the person has already, it takes its place. */
  saveDeskLayout(
    actor: Actor,
    input: { readonly name: string; readonly device: DeskDevice; readonly body: DeskLayoutBody },
  ): Answer<DeskLayoutView>;
  deleteDeskLayout(actor: Actor, layoutId: string): Answer<null>;
  /** Keeps how the desk is now on that kind of screen: the last one who says it is believed. */
  keepDeskLayout(actor: Actor, input: { readonly device: DeskDevice; readonly body: DeskLayoutBody }): Answer<null>;
}
