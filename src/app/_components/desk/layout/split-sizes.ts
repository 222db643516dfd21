import type { Sizes } from "./arrangement";

/** A panel of a split, in the order it stands. */
export interface SplitPanel {
  readonly id: string;
  /** Its size at first: px, or percent of the split; null is what the others leave. One panel of a split has null. */
  readonly first: { readonly px: number } | { readonly percent: number } | null;
  /** Px under which it can no longer be read. */
  readonly leastPx: number;
  /** Stays as wide as it is when the window changes; the others keep their share. */
  readonly keepsPx?: boolean;
  /** Given: the panel may be drawn shut, and this says whether it is. */
  readonly isOpen?: boolean;
}

/** What a panel has now: px or percent. A panel that is not named has its first size. */
export type Given = Readonly<Record<string, { readonly px: number } | { readonly percent: number }>>;

export const sum = (sizesPx: readonly number[]) => sizesPx.reduce((total, px) => total + px, 0);

/** `flex` of a panel: what keeps its px has those, the others share the rest. */
export function flexOf(panel: SplitPanel, panels: readonly SplitPanel[], given: Given): string {
  if (panel.isOpen === false) return "0 0 0px";
  const size = given[panel.id] ?? panel.first;
  if (size === null) {
    const shares = panels.map((each) => given[each.id] ?? each.first);
    const taken = sum(shares.map((share) => (share !== null && "percent" in share ? share.percent : 0)));
    return `${Math.max(100 - taken, 1)} 1 0px`;
  }
  return "px" in size ? `0 1 ${size.px}px` : `${size.percent} 1 0px`;
}

/** Shares that were stored, as sizes of panels that have `totalPx` together; null where they are of other panels. */
export function givenOf(panels: readonly SplitPanel[], stored: Sizes, totalPx: number): Given | null {
  if (
    Object.keys(stored).toSorted().join() !==
    panels
      .map(({ id }) => id)
      .toSorted()
      .join()
  ) {
    return null;
  }
  return Object.fromEntries(
    panels
      // What is shut keeps the size that it opens with.
      .filter(({ id, first }) => first !== null && (stored[id] ?? 0) > 0)
      .map(({ id, keepsPx }) => {
        const percent = stored[id] ?? 0;
        return [id, keepsPx === true ? { px: (percent * totalPx) / 100 } : { percent }];
      }),
  );
}

/** Sizes in px as they are stored: shares in percent. */
export function sharesOf(panels: readonly SplitPanel[], sizesPx: readonly number[]): Sizes {
  const totalPx = Math.max(sum(sizesPx), 1);
  return Object.fromEntries(
    panels.map(({ id }, place) => [id, Math.round(((sizesPx[place] ?? 0) / totalPx) * 1e5) / 1e3]),
  );
}
