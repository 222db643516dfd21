import { expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import { encodeQuote, type Quote } from "../../domain/quote/quote";
import { makeLineReader } from "./line-reader";

const quoteOf = (id: number, bid: number): Quote => ({
  instrumentId: InstrumentId.of(id),
  feed: "simulated",
  bid,
  ask: bid + 1,
  bidSize: 1,
  askSize: 2,
  last: null,
  lastSize: null,
  reference: null,
  eventMs: 1,
  receivedMs: 2,
  clock: "wall",
  beatMs: 1_000,
  calendar: null,
  minute: null,
});

it("reads each line to its quote, and the same line to the same one", () => {
  const read = makeLineReader();
  const [seven, eight, later] = [quoteOf(7, 10), quoteOf(8, 10), quoteOf(7, 11)].map(encodeQuote);
  const first = read(seven ?? "");
  expect(first).toEqual(quoteOf(7, 10));
  expect(read(eight ?? "")).toEqual(quoteOf(8, 10));
  expect(read(seven ?? "")).toBe(first);
  expect(read(later ?? "")).toEqual(quoteOf(7, 11));
  expect(read(seven ?? "")).toEqual(quoteOf(7, 10));
});

it.each(["", "[7", "[7]", "{}", "7", "[7,1,2,3,4,5,6,7,8,9,10,11,12,13,14]"])("takes no other line: %s", (line) => {
  expect(makeLineReader()(line)).toBeNull();
});
