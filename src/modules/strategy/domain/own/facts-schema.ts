import { z } from "zod";
import { RESOLUTIONS } from "@/modules/data";
import { STRATEGY_CATEGORIES, type StrategyFacts } from "./own-strategy";

/** Instruments of one strategy. */
const INSTRUMENTS_MAX = 100;
const PARAMETERS_MAX = 50;

const name = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/, "1 to 40 of a-z, A-Z, 0-9 and _, the first a letter");
const words = (most: number) => z.string(`text of at most ${most} characters`).max(most, `at most ${most} characters`);
const bound = z.number("both bounds: .min(...).max(...)");

const shown = {
  name,
  label: words(80).min(1, "a title, or none: then its name is one"),
  description: words(400).default(""),
  unit: words(40).default(""),
};
const numeric = { minimum: bound, maximum: bound, step: z.number().positive("above 0").exactOptional() };
const within = ({ minimum, maximum, default: value }: { minimum: number; maximum: number; default: number }) =>
  minimum <= maximum && value >= minimum && value <= maximum;
const inside = "a default between min and max";

const field = z.discriminatedUnion("type", [
  z
    .object({ ...shown, ...numeric, type: z.literal("integer"), default: z.int("a default that is a whole number") })
    .refine(within, inside),
  z.object({ ...shown, ...numeric, type: z.literal("number"), default: z.number("a default") }).refine(within, inside),
  z.object({ ...shown, type: z.literal("boolean"), default: z.boolean("a default: true or false") }),
  z
    .object({
      ...shown,
      type: z.literal("choice"),
      choices: z.array(words(40).min(1)).min(1, "a choice").max(50, "at most 50 choices"),
      default: z.string("a default among its choices"),
    })
    .refine(({ choices, default: value }) => choices.includes(value), "a default among its choices"),
]);

const count = z.int("a whole number").min(1, "1 or more").max(INSTRUMENTS_MAX, `at most ${INSTRUMENTS_MAX}`);

/** What a strategy may say of itself: everything it says comes from outside. */
const FactsSchema = z.object({
  title: words(80).min(1, "a title"),
  description: words(1_000),
  category: z.enum(STRATEGY_CATEGORIES, `one of ${STRATEGY_CATEGORIES.join(", ")}`),
  source: words(400),
  instruments: z
    .object({ minimum: count, maximum: count })
    .refine(({ minimum, maximum }) => minimum <= maximum, "a minimum that is not above the maximum"),
  series: z.array(z.enum(RESOLUTIONS, `resolutions: ${RESOLUTIONS.join(", ")}`)).max(RESOLUTIONS.length),
  parameters: z.array(field).max(PARAMETERS_MAX, `at most ${PARAMETERS_MAX} parameters`),
});

/** The names of parameters, where they have any. */
const NamedSchema = z.object({ parameters: z.array(z.object({ name: z.string() })) });

/** The facts, or for each fault where it is and what would pass. */
export function readFacts(
  said: unknown,
):
  | { readonly facts: StrategyFacts; readonly faults: null }
  | { readonly facts: null; readonly faults: readonly string[] } {
  const parsed = FactsSchema.safeParse(said);
  if (parsed.success) return { facts: parsed.data, faults: null };
  const nameOf = (path: readonly PropertyKey[]) => {
    const [first, place, ...rest] = path;
    if (first !== "parameters" || typeof place !== "number") return path.map(String).join(".");
    const named = NamedSchema.safeParse(said);
    const called = named.success ? named.data.parameters[place]?.name : undefined;
    // The name that its source gives it.
    const below = rest.map((each) => (each === "label" ? "title" : String(each)));
    return ["parameters", called ?? String(place), ...below].join(".");
  };
  return { facts: null, faults: parsed.error.issues.map(({ path, message }) => `${nameOf(path)} takes ${message}`) };
}
