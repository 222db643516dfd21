import type { Figure } from "./figure";

/** Median and 99th of a hundred, beside the limit. */
export function spread(row: number, what: string, times: readonly number[], must: number): readonly Figure[] {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const figure = { row, bars: times.length, unit: "ms", against: "must", againstValue: must } as const;
  return [
    { ...figure, what: `${what}, p50`, value: at(0.5) },
    { ...figure, what: `${what}, p99`, value: at(0.99) },
  ];
}
