/**
 * superjson's wire, as much of it as this API speaks: JSON, and beside it what some of its values are. The whole of superjson knows
 * classes, symbols and errors too, and would be the largest part of what a page needs to call the API.
 */

/** What a value is, what is inside of it, or both. Paths are names with dots between, a dot in a name behind a backslash. */
type Note = readonly [kind: unknown, inside?: unknown] | object;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isNote = (value: unknown): value is Note => isObject(value);

const escaped = (name: string) => name.replaceAll("\\", "\\\\").replaceAll(".", "\\.");

function stepsOf(path: string): string[] {
  const steps = [""];
  for (let at = 0; at < path.length; at += 1) {
    const sign = path.charAt(at);
    if (sign === ".") steps.push("");
    else {
      if (sign === "\\") at += 1;
      steps.push(`${steps.pop() ?? ""}${path.charAt(at)}`);
    }
  }
  return steps;
}

function revived(kind: unknown, value: unknown): unknown {
  switch (kind) {
    case "undefined":
      return undefined;
    case "Date":
      return new Date(String(value));
    case "bigint":
      return BigInt(String(value));
    case "number":
      return Number(value);
    case "set":
      return new Set(Array.isArray(value) ? value : []);
    case "map":
      return new Map(Array.isArray(value) ? value : []);
    default:
      throw new TypeError(`the API answered with a ${String(kind)}`);
  }
}

function applied(value: unknown, note: unknown): unknown {
  if (!isNote(note)) return value;
  if (Array.isArray(note)) {
    const [kind, inside]: readonly unknown[] = note;
    return revived(kind, applied(value, inside));
  }
  for (const [path, of] of Object.entries(note)) {
    const steps = stepsOf(path);
    const last = steps.pop();
    const holder = steps.reduce<unknown>((at, step) => (isObject(at) ? Reflect.get(at, step) : undefined), value);
    if (last === undefined || !isObject(holder) || !Object.hasOwn(holder, last)) continue;
    Reflect.set(holder, last, applied(Reflect.get(holder, last), of));
  }
  return value;
}

/** What is written for a value that JSON has not, and its kind; null: JSON has it. */
function written(value: unknown): readonly [json: string | null, kind: string] | null {
  if (value === undefined) return [null, "undefined"];
  if (typeof value === "bigint") return [value.toString(), "bigint"];
  if (value instanceof Date) return [value.toISOString(), "Date"];
  if (typeof value === "number" && !Number.isFinite(value)) return [String(value), "number"];
  return Object.is(value, -0) ? ["-0", "number"] : null;
}

function plain(value: unknown, path: readonly string[], notes: Map<string, readonly [string]>): unknown {
  const special = written(value);
  if (special !== null) {
    notes.set(path.map(escaped).join("."), [special[1]]);
    return special[0];
  }
  if (Array.isArray(value)) return value.map((item: unknown, at) => plain(item, [...path, String(at)], notes));
  if (!isObject(value)) return value;
  const kind = Object.prototype.toString.call(value);
  if (kind !== "[object Object]") throw new TypeError(`the API takes no ${kind}`);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [name, plain(item, [...path, name], notes)]),
  );
}

interface Wire {
  readonly json: unknown;
  readonly meta?: { readonly values: unknown; readonly v: 1 };
}

/** For tRPC's links, in place of superjson. Both throw TypeError at what is not spoken here. */
export const wire = {
  serialize(value: unknown): Wire {
    const notes = new Map<string, readonly [string]>();
    const json = plain(value, [], notes);
    if (notes.size === 0) return { json };
    const values = written(value) === null ? Object.fromEntries(notes) : notes.get("");
    return { json, meta: { values, v: 1 } };
  },

  /** Changes what it is given. */
  deserialize(answer: unknown): unknown {
    if (!isObject(answer)) return undefined;
    const meta: unknown = Reflect.get(answer, "meta");
    return applied(Reflect.get(answer, "json"), isObject(meta) ? Reflect.get(meta, "values") : undefined);
  },
};
