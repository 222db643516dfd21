/** Builders and honest fakes for tests of this module and of those that read bars. */
export { csvOf, makeRandom, rowsOf, type SeriesOptions, someBars } from "./builders";
export { type MemoryBarStore, makeMemoryBarStore } from "./memory-bar-store";
