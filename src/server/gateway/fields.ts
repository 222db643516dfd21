import { z } from "zod";
import { exact, parseExact, quotient, toDecimalText } from "@/modules/_kernel";
import { badRequest, unprocessable } from "./answer";

/** Fields of requests as clients send them: numbers as numbers or as text, times as RFC 3339 or as dates. */

/** Decimal text of an amount; null where it is not given. A number is written out as the client wrote it. */
export function amountOf(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  if (typeof value !== "number" || !Number.isFinite(value)) throw unprocessable(`${name} must be a number`);
  return toDecimalText(exact(value));
}

/** Percent as Alpaca has it (1.5 is 1.5 %) as a fraction. */
export function fractionOf(percent: string | null): string | null {
  if (percent === null) return null;
  const value = parseExact(percent);
  if (value === null) throw unprocessable("trail_percent must be a number");
  return toDecimalText(quotient(value, exact(100)));
}

export function textOf(body: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string") throw unprocessable(`${name} must be text`);
  return value;
}

export function oneOf<T extends string>(given: string | null, choices: Readonly<Record<string, T>>, name: string): T {
  const found = given === null ? undefined : Object.entries(choices).find(([choice]) => choice === given)?.[1];
  if (found === undefined) throw unprocessable(`invalid ${name}: one of ${Object.keys(choices).join(", ")}`);
  return found;
}

export function objectOf(
  body: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> | null {
  const value = body[name];
  if (value === undefined || value === null) return null;
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success) throw unprocessable(`${name} must be an object`);
  return parsed.data;
}

/** Whole number of the address, within bounds. */
export function countOf(query: URLSearchParams, name: string, usual: number, most: number): number {
  const given = query.get(name);
  // Clients write "no limit" as nothing or as zero.
  if (given === null || given === "" || given === "0" || given === "null") return usual;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > most) throw unprocessable(`${name} must be 1 to ${most}`);
  return value;
}

/** A moment of the address in epoch milliseconds; null where it is not given. */
export function momentOf(query: URLSearchParams, name: string): number | null {
  const given = query.get(name);
  if (given === null || given === "" || given === "null") return null;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(given);
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(given);
  const ms = isDate || isMoment ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(ms))
    throw badRequest(`Invalid format for parameter ${name}: write RFC3339 or 2006-01-02, was "${given.slice(0, 60)}"`);
  return ms;
}

export const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
