/**
 * Where numbers lie in the memory that host and sandbox share: one array in, one array out, both Float64. Before each call the
 * host writes what may be seen; after it, it reads what was ordered. Nothing else passes between them while bars are walked.
 */

/** What is asked and the account, before the instruments. `call` is what a step does, see {@link STEP}. */
export const HEADER = { time: 0, cash: 1, equity: 2, call: 3, length: 4 } as const;
/** Each instrument begins with these; its bars and readings follow. */
export const LANE = { position: 0, nextOrder: 1, bars: 2 } as const;
/** One series: the base first, then the declared ones. */
export const BAR = {
  index: 0,
  isNew: 1,
  time: 2,
  open: 3,
  high: 4,
  low: 5,
  close: 6,
  volume: 7,
  sessionCloseMs: 8,
  length: 9,
} as const;

/** Before the orders on their way out: how many there are. The host writes {@link UNANSWERED} there before it calls. */
export const ANSWER = { commands: 0, length: 1 } as const;
export const UNANSWERED = -1;

/** One order on its way out. A number that was not given is NaN. */
export const COMMAND = {
  kind: 0,
  lane: 1,
  type: 2,
  quantity: 3,
  limitPrice: 4,
  stopPrice: 5,
  trailAmount: 6,
  trailPercent: 7,
  expiresAtMs: 8,
  group: 9,
  parent: 10,
  length: 11,
} as const;
export const COMMAND_KINDS = { market: 0, submit: 1, cancel: 2 } as const;
/** Orders that one call may give: far more than any rule decides at one close. */
export const COMMANDS_MAX = 1_000;

/** What a call of `step` does. */
export const STEP = { sessionOpen: 1, bar: 2, sessionClose: 4 } as const;

/** One declared indicator that the host computes. */
export interface PlacedIndicator {
  readonly name: string;
  /** Null: its reading is one number. */
  readonly lines: readonly string[] | null;
  /** Place of its first line, counted from the instrument's first reading. */
  readonly slot: number;
}

export interface Layout {
  readonly symbols: readonly string[];
  readonly series: readonly string[];
  readonly indicators: readonly PlacedIndicator[];
  /** Numbers that all readings of one instrument take. */
  readonly slots: number;
  readonly params: Readonly<Record<string, number | boolean | string>>;
  readonly seed: number;
  /** State to go on from, as JSON; null begins anew. */
  readonly state: string | null;
}

export const laneLength = ({ series, slots }: Pick<Layout, "series" | "slots">): number =>
  LANE.bars + (1 + series.length) * BAR.length + slots;
export const laneStart = (layout: Pick<Layout, "series" | "slots">, lane: number): number =>
  HEADER.length + lane * laneLength(layout);
export const readingsStart = (layout: Pick<Layout, "series" | "slots">, lane: number): number =>
  laneStart(layout, lane) + LANE.bars + (1 + layout.series.length) * BAR.length;
