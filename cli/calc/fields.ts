import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import type { BarColumns } from "@/modules/data";

/** Most values of one column: 16 million doubles are 128 MB. */
const COLUMN_VALUES_MAX = 16_777_216;

type Cell = (value: unknown) => number | null;

/**
 * An array of cells as a Float64 column. Stops at the first bad cell and names its place: a schema of an array of numbers
 * would make an issue of each, which a hostile million turns into gigabytes.
 */
function column({ cell, one, many, items }: ColumnKind) {
  return z
    .unknown()
    .transform((value, context): Column => {
      const fail = (path: readonly number[], message: string) => {
        context.issues.push({ code: "custom", message, path: [...path], input: value });
        return z.NEVER;
      };
      if (!Array.isArray(value)) return fail([], `an array of ${many}`);
      if (value.length > COLUMN_VALUES_MAX) return fail([], `at most ${COLUMN_VALUES_MAX} values`);
      const given: readonly unknown[] = value;
      const values = new Float64Array(given.length);
      for (let i = 0; i < values.length; i += 1) {
        const number = cell(given[i]);
        if (number === null) return fail([i], one);
        values[i] = number;
      }
      return { values, given };
    })
    .meta({ type: "array", items });
}

interface ColumnKind {
  readonly cell: Cell;
  /** What a cell is, in words: one of them and all of them. */
  readonly one: string;
  readonly many: string;
  /** JSON Schema of a cell. */
  readonly items: object;
}

interface Column {
  readonly values: Float64Array;
  readonly given: readonly unknown[];
}

const valuesOf = (kind: ColumnKind) => {
  const schema = column(kind);
  return schema.transform(({ values }) => values).meta(schema.meta() ?? {});
};

const finite: Cell = (value) => (typeof value === "number" && Number.isFinite(value) ? value : null);
const finiteOrMissing: Cell = (value) => (value === null ? Number.NaN : finite(value));

/** Finite numbers, all there. */
export const numbers = () =>
  valuesOf({ cell: finite, one: "a finite number", many: "finite numbers", items: { type: "number" } });
/** Finite numbers; null is missing and becomes NaN. */
export const numbersOrNull = () =>
  valuesOf({
    cell: finiteOrMissing,
    one: "a finite number or null",
    many: "finite numbers or null",
    items: { type: ["number", "null"] },
  });

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const TIME_WORDS = "a time like 2024-03-08T14:30:00Z, a date like 2024-03-08, or whole milliseconds since 1970";

/** Epoch milliseconds of a time as calc takes it; null for anything else, a 31st of June included. */
export function parseTime(value: unknown): number | null {
  if (typeof value === "number") return EpochMs.is(value) ? value : null;
  if (typeof value !== "string") return null;
  if (DATE.test(value)) return parseDate(value);
  if (!MOMENT.test(value)) return null;
  const time = Date.parse(value);
  if (Number.isNaN(time)) return null;
  // Date.parse lets the 31st of June pass as the 1st of July: the day must survive the way back.
  return parseDate(value.slice(0, 10)) === null ? null : time;
}

/** 00:00 UTC of a date that exists; lists have millions of them, so no text is made on the way. */
function parseDate(text: string): number | null {
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const time = new Date(0);
  // Unlike Date.UTC, takes the first hundred years for what they are.
  const atMs = time.setUTCFullYear(year, month - 1, day);
  return time.getUTCMonth() === month - 1 && time.getUTCDate() === day ? atMs : null;
}

/** Times of bars as epoch milliseconds, with the texts as given beside: answers repeat those. */
export const times = () =>
  column({
    cell: parseTime,
    one: TIME_WORDS,
    many: `times, each ${TIME_WORDS}`,
    items: { type: ["string", "integer"], description: TIME_WORDS },
  });

export const time = z
  .unknown()
  .transform((value, context) => {
    const parsed = parseTime(value);
    if (parsed !== null) return parsed;
    context.issues.push({ code: "custom", message: TIME_WORDS, path: [], input: value });
    return z.NEVER;
  })
  .meta({ type: ["string", "integer"], description: TIME_WORDS });

const DATE_WORDS = "a date like 2024-03-08";

/** A date, as 00:00 UTC of it in epoch milliseconds. */
export const date = z
  .unknown()
  .transform((value, context) => {
    const parsed = typeof value === "string" && DATE.test(value) ? parseTime(value) : null;
    if (parsed !== null) return parsed;
    context.issues.push({ code: "custom", message: DATE_WORDS, path: [], input: value });
    return z.NEVER;
  })
  .meta({ type: "string", format: "date", description: DATE_WORDS });

/** Most objects of one list: a request of the largest size holds fewer. */
const LIST_ITEMS_MAX = 5_000_000;

/**
 * An array of objects. Stops at the first bad one and names its place: an array schema would make an issue of each, which a
 * hostile million turns into gigabytes.
 */
export function list<Item>(item: z.ZodType<Item>, most = LIST_ITEMS_MAX) {
  return z
    .unknown()
    .transform((value, context): readonly Item[] => {
      const fail = (message: string) => {
        context.issues.push({ code: "custom", message, path: [], input: value });
        return z.NEVER;
      };
      if (!Array.isArray(value)) return fail("an array");
      if (value.length > most) return fail(`at most ${most} items, was ${value.length}`);
      const given: readonly unknown[] = value;
      const items: Item[] = [];
      for (let i = 0; i < given.length; i += 1) {
        const parsed = item.safeParse(given[i]);
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          if (issue === undefined) return fail("items that match the schema");
          const path = [i, ...issue.path];
          const unknown = issue.code === "unrecognized_keys" ? { keys: issue.keys } : {};
          context.issues.push({ code: "custom", message: issue.message, path, input: given[i], params: unknown });
          return z.NEVER;
        }
        items.push(parsed.data);
      }
      return items;
    })
    .meta({ type: "array", items: schemaOf(item) });
}

/** JSON Schema of what a schema takes, as a part of a larger one. */
function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...part } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return part;
}

type GivenColumns = Readonly<Partial<Record<keyof BarColumns, Float64Array | undefined>>>;

/** Where columns that should share one length do not; null when they do. */
export function unequalColumn(bars: GivenColumns): { readonly path: string; readonly message: string } | null {
  let first: readonly [string, number] | null = null;
  for (const [name, values] of Object.entries(bars)) {
    if (values === undefined) continue;
    if (first === null) first = [name, values.length];
    else if (values.length !== first[1]) {
      return { path: `bars.${name}`, message: `${first[1]} values as in bars.${first[0]}, was ${values.length}` };
    }
  }
  return null;
}

/** A column as JSON: what is no finite number is null. */
export function toJsonColumn(values: Float64Array): readonly (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}
