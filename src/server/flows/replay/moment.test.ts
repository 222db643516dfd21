import { expect, it } from "vitest";
import { parseMoment } from "./moment";

it.each([
  ["2024-01-31", false, Date.UTC(2024, 0, 31)],
  ["2024-01-31", true, Date.UTC(2024, 1, 1)],
  ["2024-01-31T14:30Z", true, Date.UTC(2024, 0, 31, 14, 30)],
  ["2024-01-31T14:30:05.5Z", false, Date.UTC(2024, 0, 31, 14, 30, 5, 500)],
])("reads %s (end: %s)", (text, end, ms) => {
  expect(parseMoment(text, "from", end)).toEqual({ ok: true, value: ms });
});

it.each(["", "yesterday", "2024-02-31", "2024-01-31T14:30", "2024-01-31T25:00Z", "2024-1-1", "9999999999"])(
  "refuses %s and names the field",
  (text) => {
    expect(parseMoment(text, "from")).toMatchObject({
      ok: false,
      error: { kind: "replay.moment_malformed", path: "from" },
    });
  },
);
