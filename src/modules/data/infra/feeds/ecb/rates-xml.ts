import { XMLParser, XMLValidator } from "fast-xml-parser";
import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import { daysFromCivil, isCivilDate } from "../../../domain/civil";
import { DAY_MS } from "../../../domain/resolution";

/** Rates of one day: units for one euro, by currency, as they were written. */
export interface RatesOfDay {
  readonly dateMs: number;
  readonly perEuro: ReadonlyMap<string, string>;
}

const Cube = z.object({ currency: z.string(), rate: z.string() });
const DayCube = z.object({ time: z.string(), Cube: z.array(Cube).default([]) });
const Envelope = z.object({ Envelope: z.object({ Cube: z.object({ Cube: z.array(DayCube) }) }) });

/** Days of the longest file: a quarter of a century of business days, with room for as much again. */
const DAYS_MAX = 20_000;

/**
 * Reads a file of euro foreign exchange reference rates (`eurofxref-*.xml`). Refuses, in words, what is no such file: the
 * parser itself would make something of almost everything.
 */
export function parseRates(text: string): Result<readonly RatesOfDay[], string> {
  const valid = XMLValidator.validate(text);
  if (valid !== true) return err(`XML that ends early or is none: ${valid.err.msg}`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    removeNSPrefix: true,
    parseAttributeValue: false,
    processEntities: false,
    isArray: (name, path) => name === "Cube" && path !== "Envelope.Cube",
  });
  const parsed = Envelope.safeParse(parser.parse(text));
  if (!parsed.success) return err("XML without an envelope of rates");
  const days: RatesOfDay[] = [];
  for (const { time, Cube: cubes } of parsed.data.Envelope.Cube.Cube.slice(0, DAYS_MAX)) {
    const dateMs = dateOf(time);
    if (dateMs === null) return err(`the date "${time.slice(0, 40)}"`);
    days.push({ dateMs, perEuro: new Map(cubes.map(({ currency, rate }) => [currency, rate])) });
  }
  return ok(days);
}

function dateOf(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return isCivilDate({ year, month, day }) ? daysFromCivil({ year, month, day }) * DAY_MS : null;
}
