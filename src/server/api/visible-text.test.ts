import { expect, it } from "vitest";
import { hiddenIn } from "./visible-text";

it.each([
  [{ name: "a\u202eb" }, "name", "U+202E"],
  [{ change: { name: "zero\u200bwidth" } }, "change.name", "U+200B"],
  [{ rows: ["fine", "is\u2066olated"] }, "rows.1", "U+2066"],
  [{ note: "nul\u0000" }, "note", "U+0000"],
  [{ params: { "na\u2060me": 1 } }, "params", "U+2060"],
  ["mark\ufeff inside", "", "U+FEFF"],
])("finds what cannot be seen in %j", (input, path, character) => {
  expect(hiddenIn(input)).toEqual({ path, character });
});

it.each([
  [{ note: "two\nlines\tand a tab\r\n" }],
  [{ name: "سلام‌علیکم" }],
  [{ name: "👩‍👩‍👧 שלום" }],
  [{ password: "\u202e\u0000", current: "\u200b", key: { secret: "\u200b" } }],
  [{ text: "\ufefftime,open" }],
  [{ count: 5, nothing: null, flag: true }],
  [undefined],
])("lets through %j", (input) => {
  expect(hiddenIn(input)).toBeNull();
});
