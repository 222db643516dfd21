import { describe, expect, it } from "vitest";
import { type LimitTerms, parseTerms, STANDING_KINDS } from "@/modules/risk";
import { percentText } from "./limit-amounts";
import { draftOfTerms, EMPTY_DRAFT, fieldsOf, termsOfDraft } from "./limit-draft";

const SOME: readonly LimitTerms[] = [
  { kind: "order_value", value: "2500.5" },
  { kind: "daily_loss", value: "0.015", steps: { warnAt: 0.55, hard: "flatten" } },
  { kind: "order_rate", value: "5", windowSeconds: 30 },
  { kind: "approval_value", value: "25000", validMinutes: 30, priceMoved: 0.005 },
  { kind: "duplicate_order", windowSeconds: 10 },
  { kind: "pattern_day_trader", value: "3", equityMin: "25000" },
  { kind: "total_risk", value: "0.06", steps: { warnAt: 0.8, hard: "alert" } },
  { kind: "restricted", symbols: ["AAPL", "TSLA"] },
  {
    kind: "blackout",
    windows: [
      { symbol: null, fromMs: Date.UTC(2026, 0, 28, 19), toMs: Date.UTC(2026, 0, 28, 20, 30) },
      { symbol: "AAPL", fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) },
    ],
  },
];

describe("the form of a limit", () => {
  it.each(SOME)("gives back what it was filled with: $kind", (terms) => {
    const asked = termsOfDraft(draftOfTerms(terms));
    expect("terms" in asked ? parseTerms(asked.terms) : asked).toEqual({ ok: true, value: terms });
  });

  it("takes percent where people say percent", () => {
    expect(termsOfDraft({ ...EMPTY_DRAFT, kind: "daily_loss", value: " 2 " })).toEqual({
      terms: { kind: "daily_loss", value: "0.02", steps: { warnAt: 0.8, hard: "alert" } },
    });
    expect(percentText("0.125")).toBe("12.5");
  });

  it("hands on what is no number, for the server to say so", () => {
    expect(termsOfDraft({ ...EMPTY_DRAFT, kind: "daily_loss", value: "two", warnPercent: "most" })).toEqual({
      terms: { kind: "daily_loss", value: "two", steps: { warnAt: "most", hard: "alert" } },
    });
    expect(termsOfDraft({ ...EMPTY_DRAFT, kind: "duplicate_order", windowSeconds: "1.5" })).toEqual({
      terms: { kind: "duplicate_order", windowSeconds: "1.5" },
    });
  });

  it.each(["tomorrow", "2026-01-01T00:00Z", "2026-01-01 2026-01-02", "2026-01-01T00:00Z 2026-13-01T00:00Z", "a b c d"])(
    "names the line of a window that cannot be read: %s",
    (line) => {
      const good = "2026-01-01T00:00Z 2026-01-02T00:00Z";
      expect(termsOfDraft({ ...EMPTY_DRAFT, kind: "blackout", windows: `${good}\n\n${line}` })).toEqual({ line: 3 });
    },
  );

  it("has a field for every kind", () => {
    expect(STANDING_KINDS.filter((kind) => !Object.values(fieldsOf(kind)).includes(true))).toEqual([]);
  });
});
