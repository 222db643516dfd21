import type { Decimal } from "./decimal";
import { DECIMAL_PATTERN } from "./decimal-text";

/** Digits a value keeps at most: no chain of sums and products that a ledger makes comes near, a hostile one costs no more. */
const DIGITS_MAX = 1000;
/** Digits up to which nobody looks for zeros at the end: a product of two quotients has as many. */
const CARELESS_DIGITS = 130;
/** Digits that a quotient keeps: as many as the longest decimal text. */
const QUOTIENT_DIGITS = 60;
/** Places between two values up to which their units are written out; further apart, one is below every digit that the other may have. */
const ALIGNED_PLACES_MAX = 4096;

/** Characters whose digits a number holds exactly. */
const SHORT_MAX = 15;
const DIGIT_ZERO = 48;
const MINUS = 45;
const EXPONENT_SIGN = /e/i;
/** The point, counted from zero as digits are. */
const POINT_DIGIT = -2;

/**
 * A decimal that sums, differences and products do not round: `units` / 10^`scale`, of any sign. Meant for ledgers and lots,
 * which hold millions of them: a twentieth of the garbage of decimal.js, whose names it uses.
 *
 * Beyond {@link DIGITS_MAX} significant digits a result is rounded half away from zero, so that no input makes work without end.
 */
export class Exact {
  readonly #units: bigint;
  /** Decimal places of the units; below 0 only where digits were rounded away on the left of the point. */
  readonly #scale: number;
  /** Digits of the units, at most. */
  readonly #digits: number;

  private constructor(units: bigint, scale: number, digits: number) {
    this.#units = units;
    this.#scale = scale;
    this.#digits = digits;
  }

  /** The value of units at decimal places, rounded when it has too many digits; `digits` are not fewer than the units have. */
  static #make(units: bigint, scale: number, digits: number): Exact {
    if (digits <= CARELESS_DIGITS) return new Exact(units, scale, digits);
    const [whole, places] = trimmed(units, scale);
    const excess = digitsOf(whole) - DIGITS_MAX;
    if (excess <= 0) return new Exact(whole, places, excess + DIGITS_MAX);
    return new Exact(roundedAway(whole, powerOfTen(excess)), places - excess, DIGITS_MAX);
  }

  /** The value of plain decimal text, with or without an exponent. */
  static of(text: string): Exact {
    const end = text.search(EXPONENT_SIGN);
    const mantissa = end < 0 ? text : text.slice(0, end);
    const exponent = end < 0 ? 0 : Number(text.slice(end + 1));
    const point = mantissa.indexOf(".");
    const digits = point < 0 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
    const places = (point < 0 ? 0 : mantissa.length - point - 1) - exponent;
    // BigInt takes no plus sign before digits.
    return Exact.#make(BigInt(digits.startsWith("+") ? digits.slice(1) : digits), places, digits.length);
  }

  /**
   * The value of text as prices and quantities are written: digits, perhaps with a point between them and a minus before them. Null:
   * read it the long way, if it is one at all. Whoever checks an order reads hundreds.
   */
  static ofShort(text: string): Exact | null {
    const { length } = text;
    if (length === 0 || length > SHORT_MAX) return null;
    const first = text.charCodeAt(0) === MINUS ? 1 : 0;
    if (first === length) return null;
    let units = 0;
    let scale = -1;
    for (let at = first; at < length; at += 1) {
      const digit = text.charCodeAt(at) - DIGIT_ZERO;
      if (digit >= 0 && digit <= 9) {
        units = units * 10 + digit;
        if (scale >= 0) scale += 1;
      } else if (digit === POINT_DIGIT && scale < 0 && at > first) scale = 0;
      else return null;
    }
    return new Exact(BigInt(first === 1 ? -units : units), Math.max(scale, 0), length);
  }

  /** numerator / denominator: exact when that ends within 60 significant digits, else rounded to them. Never divide by 0. */
  static quotient(numerator: Exact, denominator: Exact): Exact {
    const [top, bottom] = [magnitude(numerator.#units), magnitude(denominator.#units)];
    if (top === 0n) return ZERO;
    // So many that the quotient has 60 or 61 digits.
    const shift = QUOTIENT_DIGITS - (digitsOf(top) - digitsOf(bottom));
    const [over, under] = shift >= 0 ? [top * powerOfTen(shift), bottom] : [top, bottom * powerOfTen(-shift)];
    let units = over / under;
    let scale = numerator.#scale - denominator.#scale + shift;
    const rest = over - units * under;
    if (units >= powerOfTen(QUOTIENT_DIGITS)) {
      // The sixty-first digit decides; what comes after it cannot change a half.
      units = roundedAway(units, 10n);
      scale -= 1;
    } else if (rest * 2n >= under) units += 1n;
    if (numerator.#units < 0n !== denominator.#units < 0n) units = -units;
    if (rest === 0n) [units, scale] = trimmed(units, scale);
    return new Exact(units, scale, QUOTIENT_DIGITS + 1);
  }

  /** A sum of many values and products: what `plus` and `times` make of them, without a value for each step. */
  static readonly Sum = class {
    #total = 0n;
    #places = 0;

    add(value: Exact): void {
      this.#put(value.#units, value.#scale);
    }

    subtract(value: Exact): void {
      this.#put(-value.#units, value.#scale);
    }

    addProduct(left: Exact, right: Exact): void {
      this.#put(left.#units * right.#units, left.#scale + right.#scale);
    }

    get value(): Exact {
      return Exact.#make(this.#total, this.#places, digitsOf(this.#total));
    }

    #put(units: bigint, scale: number): void {
      const apart = this.#places - scale;
      if (apart === 0) this.#total += units;
      else if (units === 0n) return;
      else if (Math.abs(apart) > ALIGNED_PLACES_MAX) this.#putFar(new Exact(units, scale, digitsOf(units)));
      else if (apart > 0) this.#total += units * powerOfTen(apart);
      else {
        this.#total = this.#total * powerOfTen(-apart) + units;
        this.#places = scale;
      }
    }

    #putFar(value: Exact): void {
      const both = this.value.plus(value);
      [this.#total, this.#places] = [both.#units, both.#scale];
    }
  };

  plus(other: Exact): Exact {
    return this.#add(other, other.#units);
  }

  minus(other: Exact): Exact {
    return this.#add(other, -other.#units);
  }

  /** Adds units at the other's places. */
  #add(other: Exact, units: bigint): Exact {
    const places = this.#scale - other.#scale;
    if (places === 0) {
      return Exact.#make(this.#units + units, this.#scale, Math.max(this.#digits, other.#digits) + 1);
    }
    if (units === 0n) return this;
    if (Math.abs(places) > ALIGNED_PLACES_MAX) {
      return this.#units === 0n || places > 0 ? new Exact(units, other.#scale, other.#digits) : this;
    }
    if (places > 0) {
      const digits = Math.max(this.#digits, other.#digits + places) + 1;
      return Exact.#make(this.#units + units * powerOfTen(places), this.#scale, digits);
    }
    const digits = Math.max(this.#digits - places, other.#digits) + 1;
    return Exact.#make(this.#units * powerOfTen(-places) + units, other.#scale, digits);
  }

  times(other: Exact): Exact {
    // Most multipliers, rates and margins are one: nothing is reckoned, and nothing new is made.
    if (other.#isOne()) return this;
    if (this.#isOne()) return other;
    return Exact.#make(this.#units * other.#units, this.#scale + other.#scale, this.#digits + other.#digits);
  }

  #isOne(): boolean {
    return this.#scale === 0 && this.#units === 1n;
  }

  /** How often the other fits in, as a whole number towards zero. The other is not 0. */
  wholeTimes(other: Exact): bigint {
    const places = this.#scale - other.#scale;
    return places >= 0
      ? this.#units / (other.#units * powerOfTen(places))
      : (this.#units * powerOfTen(-places)) / other.#units;
  }

  neg(): Exact {
    return this.#units === 0n ? this : new Exact(-this.#units, this.#scale, this.#digits);
  }

  abs(): Exact {
    return this.#units < 0n ? this.neg() : this;
  }

  /** Below 0, 0 or above 0 as this value is less than, equal to or greater than the other. */
  cmp(other: Exact): number {
    let [left, right] = [this.#units, other.#units];
    if (left < 0n !== right < 0n) return left < right ? -1 : 1;
    const places = this.#scale - other.#scale;
    if (left !== 0n && right !== 0n && Math.abs(places) > ALIGNED_PLACES_MAX) return places > 0 === left > 0n ? -1 : 1;
    if (places > 0 && right !== 0n) right *= powerOfTen(places);
    else if (places < 0 && left !== 0n) left *= powerOfTen(-places);
    if (left === right) return 0;
    return left < right ? -1 : 1;
  }

  eq(other: Exact): boolean {
    return this.cmp(other) === 0;
  }

  lt(other: Exact): boolean {
    return this.cmp(other) < 0;
  }

  lte(other: Exact): boolean {
    return this.cmp(other) <= 0;
  }

  gt(other: Exact): boolean {
    return this.cmp(other) > 0;
  }

  gte(other: Exact): boolean {
    return this.cmp(other) >= 0;
  }

  isZero(): boolean {
    return this.#units === 0n;
  }

  isNegative(): boolean {
    return this.#units < 0n;
  }

  /** Above 0. */
  isPositive(): boolean {
    return this.#units > 0n;
  }

  /** Plain decimal text: no exponent, no zeros at the end of a fraction. */
  toFixed(): string {
    const scale = this.#scale;
    if (scale <= 0 || this.#units === 0n) return (this.#units * powerOfTen(Math.max(0, -scale))).toString();
    const digits = magnitude(this.#units)
      .toString()
      .padStart(scale + 1, "0");
    let end = digits.length;
    const point = end - scale;
    while (end > point && digits.charCodeAt(end - 1) === ZERO_CODE) end -= 1;
    const text = end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
    return this.#units < 0n ? `-${text}` : text;
  }

  /** The nearest double: for statistics, never for money. */
  toNumber(): number {
    return Number(this.toFixed());
  }

  toString(): string {
    return this.toFixed();
  }

  toJSON(): string {
    return this.toFixed();
  }
}

const ZERO_CODE = 48;

const POWERS: bigint[] = [1n];

/** 10^exponent; those of every day are kept. */
function powerOfTen(exponent: number): bigint {
  if (exponent > ALIGNED_PLACES_MAX) return 10n ** BigInt(exponent);
  for (let next = POWERS.length; next <= exponent; next += 1) POWERS.push((POWERS[next - 1] ?? 1n) * 10n);
  return POWERS[exponent] ?? 1n;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Digits of a whole number without its sign; 1 of 0. */
function digitsOf(value: bigint): number {
  const whole = magnitude(value);
  const about = Number(whole);
  if (about < 10) return 1;
  if (about === Number.POSITIVE_INFINITY) return whole.toString().length;
  // The logarithm of a double is off by one next to a power of ten at most.
  const digits = Math.floor(Math.log10(about)) + 1;
  if (whole >= powerOfTen(digits)) return digits + 1;
  return whole < powerOfTen(digits - 1) ? digits - 1 : digits;
}

/** value / divisor to a whole number, half away from zero. */
function roundedAway(value: bigint, divisor: bigint): bigint {
  const whole = (magnitude(value) * 2n + divisor) / (divisor * 2n);
  return value < 0n ? -whole : whole;
}

/** The same value without zeros at the end of its fraction. */
function trimmed(units: bigint, scale: number): [units: bigint, scale: number] {
  if (units === 0n) return [0n, 0];
  let [left, places] = [units, scale];
  for (let step = 1024; step >= 1; step /= 2) {
    // Each step may fit again only at the largest.
    while (places >= step && left % powerOfTen(step) === 0n) {
      left /= powerOfTen(step);
      places -= step;
    }
  }
  return [left, places];
}

/** The same value, of which sums, differences and products are never rounded. A number is taken at its shortest text. */
export function exact(value: Exact | Decimal | number | string): Exact {
  if (value instanceof Exact) return value;
  if (typeof value === "object") return Exact.of(value.toExponential());
  const text = String(value);
  return Exact.ofShort(text) ?? Exact.of(text);
}

/** The exact value of decimal text; null of anything else. */
export function parseExact(text: string): Exact | null {
  return Exact.ofShort(text) ?? (DECIMAL_PATTERN.test(text) ? Exact.of(text) : null);
}

/** numerator / denominator: exact when that ends within 60 significant digits, else rounded to them. Never divide by 0. */
export function quotient(numerator: Exact, denominator: Exact): Exact {
  return Exact.quotient(numerator, denominator);
}

/** `total` · part / whole, exact where it ends within 60 digits. The whole of it is the total itself. */
export function proportion(total: Exact, part: Exact, whole: Exact): Exact {
  return part.eq(whole) ? total : quotient(total.times(part), whole);
}

/** The smaller of two, as it is. */
export function least(left: Exact, right: Exact): Exact {
  return left.lte(right) ? left : right;
}

/** Nothing, to add to. */
export const ZERO: Exact = exact(0);
export const ONE: Exact = exact(1);
