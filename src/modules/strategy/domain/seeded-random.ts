/** Uniform numbers in [0, 1) from a 32-bit seed. Source: Tommy Ettinger's mulberry32 (2017), public domain. */
export function makeUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const first = Math.imul(state ^ (state >>> 15), 1 | state);
    const second = (first + Math.imul(first ^ (first >>> 7), 61 | first)) ^ first;
    return ((second ^ (second >>> 14)) >>> 0) / 4_294_967_296;
  };
}
