import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import { messages } from "./catalog";
import { de } from "./de";
import { deIncident } from "./de-incident";
import { enIncident } from "./en-incident";
import { german, translated } from "./german";

const FAULT = "fault";

type Flat = ReadonlyMap<string, string>;

function flatten(texts: object, path: readonly string[] = []): Flat {
  return new Map(
    Object.entries(texts).flatMap(([key, text]: [string, unknown]) =>
      typeof text === "string"
        ? [[[...path, key].join("."), text] as const]
        : [...flatten(text as object, [...path, key])],
    ),
  );
}

/** Names of the arguments of a message, those inside of its choices as well, and its tags. */
function placeholders(text: string): readonly string[] {
  const found = new Set([...text.matchAll(/<\/?\w+>/g)].map(([tag]) => tag));
  const read = (from: number, inside: boolean): number => {
    let at = from;
    for (; at < text.length; at += 1) {
      if (text[at] === "}" && inside) return at;
      if (text[at] !== "{") continue;
      const [, name = "", next = ""] = /^\{\s*(\w+)\s*([,}])/.exec(text.slice(at)) ?? [];
      found.add(name);
      at += text.slice(at).indexOf(next);
      if (next === "}") continue;
      // Either a format up to its end, or choices with a message each.
      for (at += 1; at < text.length && text[at] !== "}"; at += 1) if (text[at] === "{") at = read(at + 1, true);
    }
    return at;
  };
  read(0, false);
  return [...found].toSorted();
}

const catalogs = [
  ["the catalog", messages, de],
  ["the incident page", enIncident, deIncident],
] as const;

/** Something for each placeholder: a number is a choice of every kind, a tag leaves what is in it. */
function valuesFor(text: string): Record<string, unknown> {
  return Object.fromEntries(
    placeholders(text).map((name) =>
      name.startsWith("<") ? [name.replaceAll(/[</>]/g, ""), (chunks: string) => chunks] : [name, 1],
    ),
  );
}

describe("German", () => {
  it.each(catalogs)("has every text of %s, and none that is not there", (_, english, other) => {
    const [own, theirs] = [flatten(english), flatten(other)];
    expect(
      [...own.keys()].filter((key) => !theirs.has(key)),
      "write these in src/app/messages/de",
    ).toEqual([]);
    expect(
      [...theirs.keys()].filter((key) => !own.has(key)),
      "take these out of src/app/messages/de",
    ).toEqual([]);
  });

  it.each(catalogs)("fills the same placeholders in %s", (_, english, other) => {
    const theirs = flatten(other);
    const wrong = [...flatten(english)].filter(
      ([key, text]) => theirs.has(key) && placeholders(text).join() !== placeholders(theirs.get(key) ?? "").join(),
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  it("reads as a message wherever English does", () => {
    const faulty = (locale: "en" | "de", texts: typeof messages, keys: Iterable<string>): readonly string[] => {
      const t = createTranslator({
        locale,
        messages: texts,
        onError: () => undefined,
        getMessageFallback: () => FAULT,
      });
      const tell = (key: string, values: Record<string, unknown>) => t.markup(key as "ui.close", values as never);
      const all = flatten(texts);
      return [...keys].filter((key) => tell(key, valuesFor(all.get(key) ?? "")) === FAULT);
    };
    // What has neither choices nor tags is filled in as it is.
    const told = [...flatten(german)].filter(([, text]) => /[<']|\{\s*\w+\s*,/.test(text)).map(([key]) => key);
    const faults = faulty("de", german, told);
    expect(told.length).toBeGreaterThan(200);
    expect(faults.filter((key) => !faulty("en", messages, [key]).includes(key))).toEqual([]);
  });

  it("shows what is not translated yet in English, and nothing that the catalog has not", () => {
    const catalog = { a: "one", b: { c: "two", d: "three" } };
    expect(translated(catalog, { a: "eins", b: { c: "zwei" }, e: "fünf" })).toEqual({
      a: "eins",
      b: { c: "zwei", d: "three" },
    });
  });
});
