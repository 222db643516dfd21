import { describe, expect, it } from "vitest";
import { RESOLUTIONS } from "../resolution";
import { sessionRuleOf } from "../session-rule";
import { nextRefreshMs, refreshFromMs, usualSpan } from "./refresh";

const NEW_YORK = sessionRuleOf({ calendar: "XNYS", timeZone: "America/New_York" });

describe("a followed series", () => {
  it.each([
    ["while its market trades", Date.UTC(2024, 0, 3, 15), Date.UTC(2024, 0, 3, 21, 20)],
    ["just before the close is published", Date.UTC(2024, 0, 3, 21, 19), Date.UTC(2024, 0, 3, 21, 20)],
    ["over a weekend with a holiday", Date.UTC(2024, 0, 12, 22), Date.UTC(2024, 0, 16, 21, 20)],
    ["on a half day", Date.UTC(2024, 6, 3, 12), Date.UTC(2024, 6, 3, 17, 20)],
    ["past midnight UTC, in the same session", Date.UTC(2024, 0, 4, 0, 30), Date.UTC(2024, 0, 4, 21, 20)],
  ])("is asked for after the next close %s", (_, nowMs, expected) => {
    expect(nextRefreshMs(NEW_YORK, nowMs)).toBe(expected);
  });

  it("is asked for every day where no calendar is known", () => {
    const rule = sessionRuleOf({ calendar: null, timeZone: "UTC" });
    expect(nextRefreshMs(rule, Date.UTC(2024, 0, 6, 12))).toBe(Date.UTC(2024, 0, 7, 0, 20));
  });

  it("is asked from a few days before what is known", () => {
    const now = Date.UTC(2024, 5, 1, 12);
    expect(refreshFromMs("1d", Date.UTC(2024, 4, 30), now)).toBe(Date.UTC(2024, 4, 25));
    expect(refreshFromMs("1d", null, now)).toBe(usualSpan("1d", now).fromMs);
    expect(refreshFromMs("1m", 0, now)).toBe(usualSpan("1m", now).fromMs);
  });
});

it("has a usual span of whole days that ends with what has begun", () => {
  for (const resolution of RESOLUTIONS) {
    const { fromMs, toMs } = usualSpan(resolution, Date.UTC(2024, 5, 1, 12));
    expect(fromMs % 86_400_000).toBe(0);
    expect(toMs).toBe(["1d", "1w", "1mo"].includes(resolution) ? Date.UTC(2024, 5, 2) : Date.UTC(2024, 5, 1, 12));
  }
});
