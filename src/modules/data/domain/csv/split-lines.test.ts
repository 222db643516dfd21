import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LINE_CHARS_MAX, LineSplitter } from "./split-lines";

const split = (chunks: readonly string[], mark: "\n" | "\r" = "\n") => {
  const splitter = new LineSplitter(mark);
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.finish()];
};

describe("LineSplitter", () => {
  it("cuts at line ends of any kind and counts from 1", () => {
    expect(split(["a\nb\r\nc"])).toEqual([
      { line: 1, text: "a", tooLong: false },
      { line: 2, text: "b", tooLong: false },
      { line: 3, text: "c", tooLong: false },
    ]);
    expect(split(["a\rb\r"], "\r").map(({ text }) => text)).toEqual(["a", "b"]);
    expect(split([""])).toEqual([]);
  });

  it("does not care how the text is cut into chunks", () => {
    const piece = fc.constantFrom("a", "b,1", "\n", "\r\n", '"', "ü");
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 4 })),
        (pieces, cuts) => {
          const text = pieces.join("");
          const chunks: string[] = [];
          for (let at = 0; at < text.length; ) {
            const size = cuts.next().value ?? 1;
            chunks.push(text.slice(at, at + size));
            at += size;
          }
          expect(split(chunks)).toEqual(split([text]));
          expect(split(chunks).map((line) => line.line)).toEqual(split(chunks).map((_, index) => index + 1));
        },
      ),
    );
  });

  it("gives up a line that never ends, and goes on after it", () => {
    const chunks = ["ok\n", ...Array.from({ length: 10 }, () => "x".repeat(LINE_CHARS_MAX / 4)), "\nnext\n"];
    const lines = split(chunks);
    expect(lines.map(({ line, tooLong }) => [line, tooLong])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
    expect(lines[1]?.text).toHaveLength(LINE_CHARS_MAX);
  });
});
