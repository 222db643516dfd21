import { describe, expect, it } from "vitest";
import { parameterSchema } from "./parameter-schema";

describe("parameter schema", () => {
  it("says of each parameter what a form needs, and that there are no others", () => {
    const schema = parameterSchema([
      {
        name: "fast",
        label: "Fast",
        description: "d",
        type: "integer",
        unit: "bars",
        default: 3,
        minimum: 1,
        maximum: 9,
      },
      {
        name: "side",
        label: "Side",
        description: "",
        type: "choice",
        unit: "",
        default: "long",
        choices: ["long", "both"],
      },
    ]);
    expect(schema).toEqual({
      type: "object",
      additionalProperties: false,
      properties: {
        fast: { type: "integer", title: "Fast", description: "d", unit: "bars", default: 3, minimum: 1, maximum: 9 },
        side: { type: "string", title: "Side", description: "", unit: "", default: "long", enum: ["long", "both"] },
      },
    });
  });
});
