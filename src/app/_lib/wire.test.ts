import fc from "fast-check";
import superjson from "superjson";
import { describe, expect, it } from "vitest";
import { wire } from "./wire";

const name = fc
  .oneof(fc.string({ maxLength: 4 }), fc.constantFrom("a.b", "\\", "a\\.b", ".", "x", ".."))
  .filter((text) => !["__proto__", "constructor", "prototype"].includes(text));
const leaf = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.constantFrom(null, undefined, -0),
);
const { tree: input } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(name, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const { tree: answer } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(name, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie("tree"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(fc.string(), tie("tree")), { maxLength: 3 }).map((items) => new Map(items)),
  ),
}));
function sent(value: unknown) {
  const read: Parameters<typeof superjson.deserialize>[0] = JSON.parse(JSON.stringify(value));
  return read;
}

describe("the wire of the API", () => {
  it("reads what superjson writes", () => {
    fc.assert(
      fc.property(answer, (value) => {
        expect(wire.deserialize(sent(superjson.serialize(value)))).toEqual(value);
      }),
    );
  });

  it("writes what superjson reads", () => {
    fc.assert(
      fc.property(input, (value) => {
        expect(superjson.deserialize(sent(wire.serialize(value)))).toEqual(value);
      }),
    );
  });

  it("reads the same twice where the same stood twice", () => {
    const day = { at: new Date(0), of: [1n] };
    expect(wire.deserialize(sent(superjson.serialize({ first: day, second: day, list: [day, day] })))).toEqual({
      first: day,
      second: day,
      list: [day, day],
    });
  });

  it("says what it does not speak, either way", () => {
    expect(() => wire.serialize({ at: new Map() })).toThrow("the API takes no [object Map]");
    expect(() => wire.deserialize(sent(superjson.serialize({ at: /x/ })))).toThrow("the API answered with a regexp");
  });
});
