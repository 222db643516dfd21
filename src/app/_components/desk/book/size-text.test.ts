import { expect, it } from "vitest";
import { sizeText } from "./size-text";

it("tells a size with the digits it has, and no noise of its binary form", () => {
  expect([5, 0.5, 1_200, 0.1 + 0.2, 0.0000001].map(sizeText)).toEqual(["5", "0.5", "1,200", "0.3", "0"]);
});
