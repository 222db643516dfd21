import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTranslator } from "use-intl/core";
import { expect, it } from "vitest";
import { messages } from "./catalog";

const ROOT = "src/app";
/** Names a function by which texts are asked for, or asks for one by a key that stands there. */
const PLACES = /const (\w+) = useTranslations\("([\w.]+)"\)|(?<![\w.])(\w+)\(\s*"([\w.]+)"\s*(\)|,\s*\{)/g;

/** Names of the values in an object that begins at `from`; null where they are not all written there. */
function namesIn(code: string, from: number): readonly string[] | null {
  const names: string[] = [];
  let depth = 0;
  let part = "";
  for (let at = from; at < code.length; at += 1) {
    const sign = code[at] ?? "";
    if ("([{".includes(sign)) depth += 1;
    if (")]}".includes(sign)) depth -= 1;
    if (depth === 0 || (depth === 1 && sign === ",")) {
      const name = /^\s*(\w+)\s*(?::|$)/.exec(part)?.[1];
      if (name === undefined && part.trim() !== "") return null;
      if (name !== undefined) names.push(name);
      part = "";
      if (depth === 0) return names;
    } else if (depth > 1 || sign !== "{") part += sign;
  }
  return null;
}

/** What is wrong with the texts that a file asks for: each with the values that it is given. */
function faultsOf(file: string): readonly string[] {
  const code = readFileSync(join(ROOT, file), "utf8");
  const faults: string[] = [];
  const namespaces = new Map<string, string>();
  for (const { index, 0: found, 1: made, 2: namespace, 3: asked = "", 4: key = "", 5: end } of code.matchAll(PLACES)) {
    if (made !== undefined && namespace !== undefined) namespaces.set(made, namespace);
    const of = namespaces.get(asked);
    if (of === undefined) continue;
    const names = end === ")" ? [] : namesIn(code, index + found.length - 1);
    if (names === null) continue;
    const t = createTranslator({
      locale: "en",
      messages,
      timeZone: "UTC",
      onError: (error) => faults.push(`${file}: ${of}.${key}: ${error.message}`),
    });
    const values = names.length === 0 ? [] : [Object.fromEntries(names.map((name) => [name, 1]))];
    Reflect.apply(t, undefined, [`${of}.${key}`, ...values]);
  }
  return faults;
}

it("every text is there, and is given all that it names", () => {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
  expect(files.length).toBeGreaterThan(200);
  expect(files.flatMap(faultsOf)).toEqual([]);
});

it("no key has a dot, for a dot leads into what is below", () => {
  const dotted = (below: object, path: readonly string[]): readonly string[] =>
    Object.entries(below).flatMap(([key, value]: [string, unknown]) => [
      ...(key.includes(".") ? [[...path, key].join(" > ")] : []),
      ...(typeof value === "object" && value !== null ? dotted(value, [...path, key]) : []),
    ]);
  expect(dotted({ "a.b": "x", c: { "d.e": "y" } }, [])).toEqual(["a.b", "c > d.e"]);
  expect(dotted(messages, [])).toEqual([]);
});
