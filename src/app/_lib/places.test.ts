import { describe, expect, it } from "vitest";
import { currencyOptions, guessCurrency, offsetOf, zoneOptions } from "./places";

const SUMMER = Date.UTC(2025, 6, 1);

describe("guessCurrency", () => {
  it.each([
    [["de-CH", "en-US"], "CHF"],
    [["de", "en-GB"], "GBP"],
    [["zh-Hant-HK"], "HKD"],
    [["fr-FR"], "EUR"],
    [["en"], "USD"],
    [["tlh-QX"], "USD"],
    [[], "USD"],
  ])("reads %j as %s", (languages, currency) => {
    expect(guessCurrency(languages)).toBe(currency);
  });
});

describe("zoneOptions", () => {
  it("names every zone once, UTC among them, with its offset now", () => {
    const zones = zoneOptions(SUMMER);
    expect(new Set(zones.map((zone) => zone.value)).size).toBe(zones.length);
    expect(zones.find((zone) => zone.value === "America/New_York")).toMatchObject({
      label: "America/New York",
      note: "UTC−04:00",
    });
    expect(zones.some((zone) => zone.value === "UTC")).toBe(true);
    expect(offsetOf("UTC", SUMMER)).toBe("UTC");
    expect(offsetOf("Asia/Kolkata", SUMMER)).toBe("UTC+05:30");
  });
});

describe("currencyOptions", () => {
  it("has codes with their names", () => {
    expect(currencyOptions().find((currency) => currency.value === "CHF")?.note).toBe("Swiss Franc");
  });
});
