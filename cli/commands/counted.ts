/** `1 problem`, `2 problems`. */
export const counted = (count: string | number | boolean | null | undefined, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;
