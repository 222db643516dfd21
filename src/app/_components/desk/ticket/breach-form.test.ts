import { describe, expect, it } from "vitest";
import { breachForm } from "./breach-form";

describe("a broken limit", () => {
  it.each([
    ["restricted", "1", "barred"],
    ["blackout", null, "barred"],
    ["concentration_sector", null, "unknown"],
    ["buying_power", null, "unknown"],
    ["buying_power", "74310", "power"],
    ["approval_value", "74310", "approval"],
    ["gross_exposure", "123447.575", "over"],
  ])("of kind %s with %s is told as %s", (kind, actual, form) => {
    expect(breachForm({ kind, actual })).toBe(form);
  });
});
