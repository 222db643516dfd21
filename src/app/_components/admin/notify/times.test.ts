import { expect, it } from "vitest";
import { minuteFrom, timeText } from "./times";

it.each([
  ["00:00", 0],
  ["7:05", 425],
  [" 23:59 ", 1_439],
  ["24:00", null],
  ["12:60", null],
  ["noon", null],
  ["", null],
])("reads %j as minute %j of the day", (text, minute) => {
  expect(minuteFrom(text)).toBe(minute);
});

it("writes what it reads", () => {
  for (const minute of [0, 59, 60, 425, 1_439]) expect(minuteFrom(timeText(minute))).toBe(minute);
});
