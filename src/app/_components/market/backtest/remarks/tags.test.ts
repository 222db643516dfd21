import { expect, it } from "vitest";
import { tagsOf } from "./tags";

it("takes tags between commas, in lower case, each once", () => {
  expect(tagsOf(" Rotation, q4 ,,q4, second look")).toEqual(["rotation", "q4", "second look"]);
  expect(tagsOf("")).toEqual([]);
});
