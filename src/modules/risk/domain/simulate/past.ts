import type { Exact, Side } from "@/modules/_kernel";

/** An order as it was asked for. Prices are the worth of one unit in the base currency, its multiplier in it. */
export interface PastOrder {
  readonly atMs: number;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: Exact;
  readonly limitPrice: Exact | null;
  readonly protectiveStop: Exact | null;
  /** From then on it did not work any more; null: to the end of the past. */
  readonly endedMs: number | null;
  /** Was let to do nothing but reduce, or belongs to another order. */
  readonly onlyReduces: boolean;
}

export interface PastFill {
  readonly atMs: number;
  /** Its place among the orders. */
  readonly order: number;
  readonly qty: Exact;
  readonly price: Exact;
  /** Base currency. */
  readonly fees: Exact;
}

/** What everything was worth at one moment. */
export interface PastPoint {
  readonly atMs: number;
  readonly equity: Exact;
  /** What came in from outside on its day, less what left; taken as there from the day's start. */
  readonly flow: Exact;
  /** Units that were held; null: those that the fills make. */
  readonly units: ReadonlyMap<string, Exact> | null;
}

export interface PastInstrument {
  readonly currency: string;
  readonly sector: string | null;
  readonly lot: Exact;
}

/** What an account or a run went through, each list in order of time. */
export interface Past {
  /** Base currency before anything happened. */
  readonly cash: Exact;
  readonly points: readonly PastPoint[];
  readonly orders: readonly PastOrder[];
  readonly fills: readonly PastFill[];
  readonly cancels: readonly number[];
  readonly instruments: ReadonlyMap<string, PastInstrument>;
  /** Worth of one unit at a point, in the base currency; null is unknown, and the last that is known counts. */
  worthAt(symbol: string, point: number): Exact | null;
}
