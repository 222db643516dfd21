import { invariant } from "@/modules/_kernel";

const SQRT_2PI = Math.sqrt(2 * Math.PI);
/** Past this the tail is below the smallest normal double. */
const TAIL_END = 37;
/** Where the rational form gives way to the continued fraction. */
const FAR_TAIL = 4;

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);

const HART_TOP = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const HART_BOTTOM = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];

/** Terms of the continued fraction that past {@link FAR_TAIL} reach the last bit. */
const FAR_TAIL_TERMS = 80;

/** x + 1/(x + 2/(x + 3/(x + …))): the density over this is the tail. Source: Abramowitz and Stegun 1964, 26.2.14. */
function farTailFraction(x: number): number {
  let fraction = x;
  for (let term = FAR_TAIL_TERMS; term > 0; term -= 1) fraction = x + term / fraction;
  return fraction;
}

/**
 * Standard normal distribution function Φ(x), to about 3e-13 of the smaller tail.
 * Source: Hart 1968 algorithm 5666, as in West 2005, "Better approximations to cumulative normal functions".
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(size)) return Number.NaN;
  if (size > TAIL_END) return x > 0 ? 1 : 0;
  const density = Math.exp((-size * size) / 2);
  const tail =
    size < FAR_TAIL
      ? (density * horner(HART_TOP, size)) / horner(HART_BOTTOM, size)
      : density / farTailFraction(size) / SQRT_2PI;
  return x > 0 ? 1 - tail : tail;
}

const CENTER_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const CENTER_BOTTOM = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const MIDDLE_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const MIDDLE_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const TAIL_TOP = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const TAIL_BOTTOM = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];

/**
 * Inverse of the standard normal distribution function: the x with Φ(x) = `probability`, to about 1e-16 relative.
 * 0 and 1 give minus and plus infinity; outside them an invariant breaks.
 * Source: Wichura 1988, Applied Statistics algorithm AS 241 (PPND16).
 */
export function normalQuantile(probability: number): number {
  invariant(probability >= 0 && probability <= 1, `a probability is from 0 to 1, was ${probability}`);
  const offset = probability - 0.5;
  if (Math.abs(offset) <= 0.425) {
    const r = 0.180625 - offset * offset;
    return (offset * horner(CENTER_TOP, r)) / horner(CENTER_BOTTOM, r);
  }
  const tail = offset < 0 ? probability : 1 - probability;
  if (tail === 0) return offset < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-Math.log(tail));
  const size =
    r <= 5
      ? horner(MIDDLE_TOP, r - 1.6) / horner(MIDDLE_BOTTOM, r - 1.6)
      : horner(TAIL_TOP, r - 5) / horner(TAIL_BOTTOM, r - 5);
  return offset < 0 ? -size : size;
}
