import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { messages } from "@/app/messages/catalog";
import { NAV } from "../nav";
import { stepTo, TOUR_STEPS } from "./tour-steps";

it("leads to pages that there are, and has words for each", () => {
  const paths = TOUR_STEPS.flatMap(({ path }) => path ?? []);
  expect(paths.filter((path) => !existsSync(`src/app/(desk)${path}/page.tsx`))).toEqual([]);
  // Each is a place that the rail names.
  const rail = NAV.map(({ href }) => href);
  expect(paths.filter((path) => !rail.includes(path))).toEqual([]);
  expect(Object.keys(messages.tour.steps)).toEqual(TOUR_STEPS.map(({ name }) => name));
});

it("goes forward and back, and not past its ends", () => {
  expect([stepTo(0, -1), stepTo(0, 1), stepTo(4, 1), stepTo(4, -1)]).toEqual([0, 1, 4, 3]);
  expect(TOUR_STEPS).toHaveLength(5);
});
