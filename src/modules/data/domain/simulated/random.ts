/**
 * Numbers that depend on nothing but the integers they are asked for by: any of them can be had without those before it.
 * The same on every machine (32-bit arithmetic only).
 */

const GOLDEN = 0x9e37_79b1;
const UINT_RANGE = 4_294_967_296;

/** 32 well-mixed bits of a seed, a stream and a place in it. */
export function bitsAt(seed: number, stream: number, place: number): number {
  let mixed = Math.imul(seed ^ Math.imul(stream + 1, GOLDEN), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ place, 0xc2b2_ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x27d4_eb2f);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed ^ (place >>> 7), GOLDEN);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

/** From 0, inside, to 1, outside. */
export function uniformAt(seed: number, stream: number, place: number): number {
  return bitsAt(seed, stream, place) / UINT_RANGE;
}

/** Mean and deviation of the sum of four bytes. */
const BYTES_MEAN = 510;
const BYTES_DEVIATION = 147.8005;

/** Nearly normal, mean 0, deviation 1, never beyond 3.5: the sum of four bytes. Fast; tails come from volatility. */
export function bellAt(seed: number, stream: number, place: number): number {
  const bits = bitsAt(seed, stream, place);
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - BYTES_MEAN) / BYTES_DEVIATION;
}

/** Normal, mean 0, deviation 1 (Box and Muller). */
export function normalAt(seed: number, stream: number, place: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(seed, stream, 2 * place)));
  return radius * Math.cos(2 * Math.PI * uniformAt(seed, stream, 2 * place + 1));
}
