import { expect, it } from "vitest";
import { isReplaySpeed } from "@/modules/data";
import { choiceOfSpeed, SPEEDS, speedOfChoice, speedsWith } from "./speeds";

it.each([...SPEEDS, null])("offers %s, which a session may have", (speed) => {
  expect(isReplaySpeed(speed)).toBe(true);
  expect(speedOfChoice(choiceOfSpeed(speed))).toBe(speed);
});

it("shows a speed that was set otherwise in its place", () => {
  expect(speedsWith(7)).toEqual([0.1, 0.5, 1, 2, 5, 7, 10, 60, 600, 3_600, null]);
  expect(speedsWith(1)).toHaveLength(SPEEDS.length + 1);
});
