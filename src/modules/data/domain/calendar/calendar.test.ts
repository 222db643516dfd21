import { describe, expect, it } from "vitest";
import { isoDate, isoTime } from "../civil";
import { CALENDARS, calendarOf } from "./calendar";

describe("calendarOf", () => {
  it("knows every calendar by its id, and none of another name", () => {
    expect(CALENDARS.map(({ id }) => id)).toEqual(["XNYS", "XNAS", "FX", "24/7"]);
    for (const calendar of CALENDARS) expect(calendarOf(calendar.id)).toBe(calendar);
    expect(calendarOf("MOON")).toBeNull();
    expect(calendarOf("xnys")).toBeNull();
  });
});

describe("24/7", () => {
  const always = calendarOf("24/7");

  it("has a session for every UTC day, weekends included", () => {
    const sessions = always?.sessions(Date.UTC(2024, 1, 28), Date.UTC(2024, 2, 3)) ?? [];
    expect(sessions.map(({ dateMs }) => isoDate(dateMs))).toEqual([
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
    expect(always?.sessionAt(Date.UTC(2100, 0, 1))).toBeNull();
  });
});

describe("FX", () => {
  const fx = calendarOf("FX");
  const at = (text: string) => fx?.sessionAt(Date.parse(text)) ?? null;

  it("opens on Sunday at 17:00 and closes on Friday at 17:00 in New York, in winter and in summer", () => {
    expect(at("2024-01-07T21:59:59.999Z")).toBeNull();
    expect(isoDate(at("2024-01-07T22:00:00Z")?.dateMs ?? 0)).toBe("2024-01-08");
    expect(isoDate(at("2024-01-12T21:59:59Z")?.dateMs ?? 0)).toBe("2024-01-12");
    expect(at("2024-01-12T22:00:00Z")).toBeNull();
    expect(at("2024-07-07T20:59:59Z")).toBeNull();
    expect(isoDate(at("2024-07-07T21:00:00Z")?.dateMs ?? 0)).toBe("2024-07-08");
    expect(at("2024-07-12T21:00:00Z")).toBeNull();
  });

  it("has five sessions a week that touch each other, also when the clocks change", () => {
    const week = fx?.sessions(Date.UTC(2024, 2, 9), Date.UTC(2024, 2, 17)) ?? [];
    expect(week.map(({ dateMs }) => isoDate(dateMs))).toEqual([
      "2024-03-11",
      "2024-03-12",
      "2024-03-13",
      "2024-03-14",
      "2024-03-15",
    ]);
    expect(isoTime(week[0]?.openMs ?? 0)).toBe("2024-03-10T21:00:00Z");
    expect(week.slice(1).map(({ openMs }) => openMs)).toEqual(week.slice(0, -1).map(({ closeMs }) => closeMs));
  });
});
