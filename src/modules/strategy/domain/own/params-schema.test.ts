import { describe, expect, it } from "vitest";
import { paramsSchema } from "./params-schema";

const words = { label: "l", description: "", unit: "" };
const schema = paramsSchema([
  { ...words, name: "fast", type: "integer", default: 3, minimum: 1, maximum: 9 },
  { ...words, name: "risk", type: "number", default: 0.5, minimum: 0, maximum: 1 },
  { ...words, name: "both", type: "boolean", default: true },
  { ...words, name: "side", type: "choice", default: "long", choices: ["long", "short"] },
]);
const faults = (raw: unknown) => schema.safeParse(raw).error?.issues.map(({ message }) => message) ?? [];

describe("the schema of own parameters", () => {
  it("fills in defaults", () => {
    expect(schema.parse({ fast: 4 })).toEqual({ fast: 4, risk: 0.5, both: true, side: "long" });
  });

  it("says what would pass", () => {
    expect(faults({ fast: 2.5, risk: 2, both: 1, side: "up" })).toEqual([
      "a whole number from 1 to 9",
      "a number from 0 to 1",
      "true or false",
      "one of long, short",
    ]);
    expect(faults({ fats: 1 })).toHaveLength(1);
    expect(faults({ risk: Number.NaN })).toEqual(["a number from 0 to 1"]);
  });
});
