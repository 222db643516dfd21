import format from "icu-minify/format";
import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import { TEXT_FORMATS } from "@/app/_lib/texts";
import { messages } from "@/app/messages/catalog";
import { german } from "@/app/messages/german";
import { browserTexts } from "./browser-texts";

type Value = string | number | Date | ((chunks: unknown) => string);

const SAMPLES = [0, 1, 2, 1234.5, "text"] as const;
const formatters = {
  getNumberFormat: (...given: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...given),
  getDateTimeFormat: (...given: ConstructorParameters<typeof Intl.DateTimeFormat>) => new Intl.DateTimeFormat(...given),
  getPluralRules: (...given: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...given),
};

/** Every text with where it stands. */
function textsIn(texts: object, path: readonly string[] = []): readonly (readonly [string, unknown])[] {
  return Object.entries(texts).flatMap(([key, text]: [string, unknown]) =>
    typeof text === "object" && text !== null && !Array.isArray(text)
      ? textsIn(text, [...path, key])
      : [[[...path, key].join("."), text] as const],
  );
}

/** The sample as what a placeholder asks for. */
const sampleFor = (kind: string | undefined, sample: string | number): Value => {
  if (kind === undefined || kind === "select") return sample;
  const number = Number(sample) || 0;
  return kind === "date" || kind === "time" ? new Date(number * 1e9) : number;
};

/** The same sample for each name in a text that stands for a value; a tag leaves brackets. */
const valuesFor = (text: string, sample: string | number): Record<string, Value> =>
  Object.fromEntries([
    ...[...text.matchAll(/\{\s*(\w+)\s*(?:\}|,\s*(\w+))/g)].map(
      ([, name = "", kind]) => [name, sampleFor(kind, sample)] as const,
    ),
    ...[...text.matchAll(/<(\w+)>/g)].map(
      ([, name = ""]) => [name, (chunks: unknown) => `[${[chunks].flat().join("")}]`] as const,
    ),
  ]);

const spoken = (said: unknown): string => [said].flat().join("");

describe("texts of browsers", () => {
  it.each([
    ["en", messages],
    ["de", german],
  ] as const)("say what the catalog says: %s", (locale, catalog) => {
    const read = new Map(textsIn(Object(JSON.parse(JSON.stringify(browserTexts(catalog))))));
    const texts = textsIn(catalog);
    expect(texts.length).toBeGreaterThan(3000);
    const wrong = texts.filter(([key, text]) => {
      const t = createTranslator({ locale, messages: { text }, timeZone: "UTC" });
      return (/[{<]/.test(String(text)) ? SAMPLES : [""]).some((sample) => {
        const values = valuesFor(String(text), sample);
        const options = { formatters, formats: TEXT_FORMATS, timeZone: "UTC" };
        const own: unknown = Reflect.apply(format, undefined, [read.get(key), locale, values, options]);
        // oxlint-disable-next-line typescript/unbound-method -- what a translator is made of has no this
        return spoken(own) !== spoken(Reflect.apply(t.rich, undefined, ["text", values]));
      });
    });
    expect(wrong).toEqual([]);
  });

  it("leave nothing of ICU to read", () => {
    expect(
      browserTexts({ plain: "It''s", of: { count: "{n, plural, one {# bar} other {# bars}} of <b>{symbol}</b>" } }),
    ).toEqual({
      plain: "It's",
      of: {
        count: [["n", 2, { one: [0, " bar"], other: [0, " bars"] }], " of ", ["b", ["symbol"]]],
      },
    });
  });
});
