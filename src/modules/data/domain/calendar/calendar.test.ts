import { describe, expect, it } from "vitest";
import { calendarOf } from "./calendar";

describe("24/7", () => {
  const always = calendarOf("24/7");

  it("has a session for every UTC day, weekends included", () => {
    const sessions = always?.sessions(Date.UTC(2024, 1, 28), Date.UTC(2024, 2, 3)) ?? [];
    expect(sessions.map(({ dateMs }) => new Date(dateMs).toISOString().slice(0, 10))).toEqual([
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
      "2024-03-02",
      "2024-03-03",
    ]);
    expect(sessions.every(({ openMs, closeMs, dateMs }) => openMs === dateMs && closeMs === dateMs + 86_400_000)).toBe(
      true,
    );
  });

  it("gives a moment to the day it lies in, midnight to the day that begins", () => {
    expect(always?.sessionAt(Date.UTC(2024, 0, 2))?.dateMs).toBe(Date.UTC(2024, 0, 2));
    expect(always?.sessionAt(Date.UTC(2024, 0, 2) - 1)?.dateMs).toBe(Date.UTC(2024, 0, 1));
  });
});

it("knows no calendar of another name", () => {
  expect(calendarOf("MOON")).toBeNull();
});
