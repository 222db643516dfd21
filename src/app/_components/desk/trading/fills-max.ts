/** Fills that are read at once, and as many again when one scrolls on. */
export const FILLS_MAX = 100;
