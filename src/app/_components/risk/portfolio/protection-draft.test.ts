import { expect, it } from "vitest";
import { draftOf, termsOf } from "./protection-draft";

const TERMS = { mode: "rearm", afterSeconds: 60, distance: 0.07, surplus: "keep" } as const;

it("goes from terms into a form and back without a change", () => {
  expect(draftOf(TERMS)).toMatchObject({ afterSeconds: "60", distancePercent: "7" });
  expect(termsOf(draftOf(TERMS))).toEqual(TERMS);
});

it("takes a comma for a point, and leaves what is no number as it is", () => {
  const draft = { ...draftOf(TERMS), distancePercent: "2,5", afterSeconds: "soon" };
  expect(termsOf(draft)).toMatchObject({ distance: 0.025, afterSeconds: "soon" });
});
