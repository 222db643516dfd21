import { describe, expect, it } from "vitest";
import { nameOfVersion, slugOf, versionOf } from "./names";

it.each([
  ["sma-cross", "sma-cross"],
  ["my-cross@12", "my-cross"],
  ["", ""],
])("the strategy of %s is %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

describe("a version's name", () => {
  it("names its strategy and its number", () => {
    expect(versionOf(nameOfVersion("my-cross", 12))).toEqual({ slug: "my-cross", number: 12 });
  });

  it.each(["sma-cross", "my-cross@", "my-cross@0", "my-cross@1.5", "my-cross@x", "@3", "a@1@2"])(
    "is not %s",
    (name) => {
      expect(versionOf(name)).toBeNull();
    },
  );
});
