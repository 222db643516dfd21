import { Text } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fault, placeFaults, spanOf } from "./place-faults";

const DOC = Text.of(["const fast = 10;", "  if (slow) buy(", ""]);
const textAt = (line: number, column: number) => {
  const { from, to } = spanOf(DOC, { line, column });
  return DOC.sliceString(from, to);
};

describe("the place of a fault", () => {
  it.each([
    ["the word that begins there", 1, 7, "fast"],
    ["the rest of a word from inside it", 1, 9, "st"],
    ["one character where no word begins", 1, 12, "="],
    ["the text of a line when it stands at its end", 2, 17, "if (slow) buy("],
    ["nothing on an empty line", 3, 1, ""],
    ["the nearest line when there are fewer by now", 9, 1, ""],
    ["the nearest column when the line is shorter by now", 1, 99, "const fast = 10;"],
    ["the beginning when the place is before it", 0, -5, "const"],
  ])("covers %s", (_rule, line, column, text) => {
    expect(textAt(line, column)).toBe(text);
  });

  it("lies inside the text, whatever the compiler says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        fc.integer(),
        fc.integer(),
        (lines, line, column) => {
          const doc = Text.of(lines.map((text) => text.replaceAll(/[\r\n]/g, " ")));
          const { from, to } = spanOf(doc, { line, column });
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(doc.length);
        },
      ),
    );
  });
});

it("marks faults in the order of the text", () => {
  const fault = (line: number, message: string): Fault => ({ line, column: 1, message, severity: "error" });
  expect(placeFaults(DOC, [fault(2, "second"), fault(1, "first")]).map(({ message }) => message)).toEqual([
    "first",
    "second",
  ]);
});
