import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import { SHOCK_SCOPES, type Shock } from "./stress";

/** What somebody may write a scenario of. */
export const SHOCKS_MAX = 50;
const NAME_MAX = 80;
const CHANGE = "a fraction of the price from -1 to 10: -0.2 is 20 % down";

const shock = z
  .strictObject({
    of: z.enum(SHOCK_SCOPES),
    name: z.string().trim().max(40).default(""),
    change: z.number(CHANGE).min(-1, CHANGE).max(10, CHANGE),
    against: z.boolean().default(false),
    byBeta: z.boolean().default(false),
  })
  .refine(({ of, name }) => (of === "all") === (name === ""), {
    path: ["name"],
    error: "a kind, sector or symbol; nothing where it is for all",
  });

export const scenarioTerms = z.strictObject({
  name: z.string().trim().min(1, `1 to ${NAME_MAX} characters`).max(NAME_MAX, `1 to ${NAME_MAX} characters`),
  shocks: z.array(shock).min(1, "at least one shock").max(SHOCKS_MAX, `at most ${SHOCKS_MAX} shocks`),
});
export type ScenarioTerms = z.output<typeof scenarioTerms>;

/** Reads a scenario from outside, symbols in capitals. All faults at once, each with its place. */
export function parseScenario(
  given: unknown,
): Result<ScenarioTerms, readonly { readonly path: string; readonly message: string }[]> {
  const read = scenarioTerms.safeParse(given);
  if (!read.success)
    return err(read.error.issues.map(({ path, message }) => ({ path: path.map(String).join("."), message })));
  const { name, shocks } = read.data;
  const repeated = shocks.findIndex((one, at) =>
    shocks.slice(0, at).some((other) => other.of === one.of && other.name === one.name),
  );
  if (repeated >= 0) return err([{ path: `shocks.${repeated}.name`, message: "one shock for each" }]);
  return ok({ name, shocks: shocks.map(capitals) });
}

const capitals = (each: Shock): Shock => (each.of === "symbol" ? { ...each, name: each.name.toUpperCase() } : each);
