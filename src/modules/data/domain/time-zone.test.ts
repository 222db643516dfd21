import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timeZoneOf } from "./time-zone";

const zone = (name: string) => {
  const found = timeZoneOf(name);
  if (!found.ok) throw new Error(`no zone ${name}`);
  return found.value;
};
const at = (text: string) => Date.parse(`${text}Z`);

describe("timeZoneOf", () => {
  it("refuses a place that has no clocks", () => {
    expect(timeZoneOf("Mars/Olympus")).toEqual({
      ok: false,
      error: { kind: "time_zone.unknown", timeZone: "Mars/Olympus" },
    });
    expect(timeZoneOf("")).toMatchObject({ ok: false });
  });

  it("makes the clocks of a place once, and makes them again after many others were asked for", () => {
    const first = zone("Europe/Paris");
    expect(zone("Europe/Paris")).toBe(first);
    for (const other of Intl.supportedValuesOf("timeZone").slice(0, 200)) zone(other);
    const again = zone("Europe/Paris");
    expect(again.offsetAt(at("2024-07-05T12:00:00"))).toBe(first.offsetAt(at("2024-07-05T12:00:00")));
    expect(again).not.toBe(first);
  });

  it.each([
    ["America/New_York", "2024-01-05T09:30:00", "2024-01-05T14:30:00"],
    ["America/New_York", "2024-07-05T09:30:00", "2024-07-05T13:30:00"],
    ["Europe/Berlin", "2024-07-05T09:00:00", "2024-07-05T07:00:00"],
    ["Asia/Kolkata", "2024-07-05T09:15:00", "2024-07-05T03:45:00"],
    ["Pacific/Auckland", "2024-01-05T10:00:00", "2024-01-04T21:00:00"],
    ["UTC", "2024-01-05T10:00:00", "2024-01-05T10:00:00"],
    // The day clocks change: before and after.
    ["America/New_York", "2024-03-10T01:59:00", "2024-03-10T06:59:00"],
    ["America/New_York", "2024-03-10T03:00:00", "2024-03-10T07:00:00"],
    // Came twice: the first.
    ["America/New_York", "2024-11-03T01:30:00", "2024-11-03T05:30:00"],
    ["Europe/London", "2024-10-27T01:30:00", "2024-10-27T00:30:00"],
  ])("%s: clocks at %s mean %s UTC", (name, local, utc) => {
    expect(zone(name).toEpochMs(at(local))).toBe(at(utc));
  });

  it("has no moment for a time that clocks jumped over", () => {
    expect(zone("America/New_York").toEpochMs(at("2024-03-10T02:30:00"))).toBeNull();
    expect(zone("Europe/Berlin").toEpochMs(at("2024-03-31T02:00:00"))).toBeNull();
  });

  it("comes back from every moment that was not the second coming of its wall time", () => {
    const names = fc.constantFrom(
      "America/New_York",
      "Europe/London",
      "Asia/Tokyo",
      "Australia/Lord_Howe",
      "America/St_Johns",
    );
    const moments = fc.integer({ min: at("1950-01-01T00:00:00"), max: at("2030-01-01T00:00:00") });
    fc.assert(
      fc.property(names, moments, (name, raw) => {
        const place = zone(name);
        const moment = Math.floor(raw / 60_000) * 60_000;
        const wall = moment + place.offsetAt(moment);
        const back = place.toEpochMs(wall);
        expect(back).not.toBeNull();
        expect((back ?? 0) + place.offsetAt(back ?? 0)).toBe(wall);
        expect(back ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(moment);
      }),
      { numRuns: 300 },
    );
  });
});
