import type { Past, PastFill, PastOrder } from "./past";

/** One thing of a past; `at` is its place in its list. */
export type Happening =
  | { readonly kind: "order"; readonly atMs: number; readonly at: number; readonly order: PastOrder }
  | { readonly kind: "fill"; readonly atMs: number; readonly fill: PastFill }
  | { readonly kind: "point"; readonly atMs: number; readonly at: number };

/** At one moment an order comes before its fill, and both before what everything was worth then. */
const RANK = { order: 0, fill: 1, point: 2 } as const;

/** Everything of a past in order of time. */
export function happeningsOf({ orders, fills, points }: Past): readonly Happening[] {
  const all: Happening[] = [
    ...orders.map((order, at): Happening => ({ kind: "order", atMs: order.atMs, at, order })),
    ...fills.map((fill): Happening => ({ kind: "fill", atMs: fill.atMs, fill })),
    ...points.map(({ atMs }, at): Happening => ({ kind: "point", atMs, at })),
  ];
  return all.toSorted((one, other) => one.atMs - other.atMs || RANK[one.kind] - RANK[other.kind]);
}
