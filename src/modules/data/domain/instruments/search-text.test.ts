import { expect, it } from "vitest";
import { foldText, readSearchText } from "./search-text";

it.each([
  ["Société Générale", "societe generale"],
  ["NESTLÉ", "nestle"],
  ["ﬁnance", "finance"],
  ["S&P 500", "s&p 500"],
])("folds %j to %j", (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

it("finds nothing to look for in spaces", () => {
  expect([readSearchText(""), readSearchText("  \t"), readSearchText("\u0000")]).toEqual([null, null, null]);
});

it.each([
  ["a", { symbol: "A", words: [], inside: null }],
  ["ap", { symbol: "AP", words: ["ap"], inside: null }],
  ["apple inc", { symbol: null, words: ["apple", "inc"], inside: "apple inc" }],
  ["btc/usdt", { symbol: "BTC/USDT", words: ["btc", "usdt"], inside: "btc/usdt" }],
  ["^gspc", { symbol: "^GSPC", words: ["gspc"], inside: "^gspc" }],
  ["'; DROP", { symbol: null, words: ["drop"], inside: "'; drop" }],
  ["100%", { symbol: null, words: ["100"], inside: "100%" }],
])("reads %j", (typed, expected) => {
  expect(readSearchText(typed)).toMatchObject(expected);
});

it("bounds what it looks for", () => {
  const read = readSearchText("word ".repeat(1_000));
  expect([read?.text.length, read?.words.length]).toEqual([200, 6]);
});
