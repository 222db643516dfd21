/** Where the tour leads, in the order of a day: what one looks at, what one trades, what trades by itself, what holds it back. */
export const TOUR_STEPS = [
  { name: "home", path: "/home" },
  { name: "desk", path: "/chart" },
  { name: "strategies", path: "/strategies" },
  { name: "risk", path: "/risk" },
  { name: "help", path: null },
] as const satisfies readonly { readonly name: string; readonly path: string | null }[];

/** The place after a step forward or back; it stays at the ends. */
export function stepTo(place: number, by: 1 | -1): number {
  return Math.min(TOUR_STEPS.length - 1, Math.max(0, place + by));
}
