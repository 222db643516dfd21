import { DECLARATIONS } from "./sdk-text";

/** A name that the SDK exports, with what its documentation says of it. */
export interface SdkName {
  readonly name: string;
  readonly kind: "function" | "value" | "type";
  readonly help: string;
}

const EXPORT = /^(?:\/\*\*\s*([\s\S]*?)\s*\*\/\s*)?export (?:declare )?(function|const|interface|type) (\w+)/gmu;
const KIND: ReadonlyMap<string, SdkName["kind"]> = new Map([
  ["function", "function"],
  ["const", "value"],
]);

/** What `import { ... } from "bifrost"` can name, read off the declarations: there is no second list. */
export function sdkNames(): readonly SdkName[] {
  return [...DECLARATIONS.matchAll(EXPORT)].map(([, comment = "", word = "type", name = ""]) => ({
    name,
    kind: KIND.get(word) ?? "type",
    // A comment that is not next to the name belongs to something before it.
    help: comment.includes("*/") ? "" : comment.replaceAll(/\s*\n\s*\*\s?/gu, " ").trim(),
  }));
}

/** A strategy that compiles and decides nothing yet. */
export const BLANK_STRATEGY = `import { defineStrategy, sma, z } from "bifrost";

export default defineStrategy({
  title: "My strategy",
  description: "What it does, in a sentence.",
  category: "other",
  parameters: {
    length: z.int().min(1).max(500).default(20).meta({ title: "Length", unit: "bars" }),
  },
  warmUpBars: ({ length }) => length,
  indicators: ({ length }) => ({ average: sma(length) }),
  onBar({ bar, desk, indicators }) {
    // Called at each close. Orders are live from the next bar on: desk.buy(10), desk.sell(desk.position), desk.bracket({ ... })
  },
});
`;
