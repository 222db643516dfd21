import { describe, expect, it } from "vitest";
import { barColumnsOf, indicatorList } from "@/modules/data";
import {
  findIndicator,
  formatIndicators,
  INDICATORS_MAX,
  indicatorFields,
  indicatorLabel,
  indicatorLines,
  parseIndicators,
  withDefaults,
} from "./indicators";

const bars = barColumnsOf(
  [1, 2, 3, 4].map((close, index) => ({ time: index, open: close, high: close, low: close, close, volume: 1 })),
);

describe("indicator forms", () => {
  it.each(indicatorList.map((definition) => definition.name))("%s has defaults that its own schema takes", (name) => {
    const definition = findIndicator(name);
    expect(definition).toBeDefined();
    if (definition === undefined) return;
    expect(definition.params.safeParse(withDefaults(definition).params).success).toBe(true);
  });

  it("takes bounds and whole numbers from the schema", () => {
    const sma = findIndicator("sma");
    const fields = sma === undefined ? [] : indicatorFields(sma);
    expect(fields).toEqual([
      {
        name: "length",
        label: "Length",
        description: "",
        type: "integer",
        unit: "bars",
        default: 20,
        minimum: 1,
        maximum: 100_000,
        step: 1,
      },
    ]);
  });
});

describe("indicators in the address", () => {
  it("come back as they were written", () => {
    const list = indicatorList.slice(0, INDICATORS_MAX).map(withDefaults);
    expect(parseIndicators(formatIndicators(list))).toEqual(list);
  });

  it("reads what the desk starts with", () => {
    expect(formatIndicators(parseIndicators("sma:50,rsi:14"))).toBe("sma:50,rsi:14");
  });

  it.each(["", "nope:3", "sma:0", "sma:x", "sma:1.5", "sma:20:3", "macd:30:26:9", ":::", "<script>"])(
    "leaves %j out",
    (text) => {
      expect(parseIndicators(text)).toEqual([]);
    },
  );

  it("keeps one of two equal ones, fills what is missing, and takes no more than fit", () => {
    expect(formatIndicators(parseIndicators("sma:20,sma,rsi"))).toBe("sma:20,rsi:14");
    const many = Array.from({ length: 20 }, (_, index) => `sma:${index + 1}`).join(",");
    expect(parseIndicators(many)).toHaveLength(INDICATORS_MAX);
  });

  it("is named in words", () => {
    expect(parseIndicators("macd:12:26:9,bollinger:20:2").map(indicatorLabel)).toEqual([
      "MACD 12 26 9",
      "Bollinger 20 2",
    ]);
  });
});

describe("indicatorLines", () => {
  it("computes one value a bar, NaN while warming up", () => {
    const [sma] = indicatorLines(parseIndicators("sma:3"), bars);
    expect(sma).toMatchObject({ key: "sma:3", title: "SMA 3", scale: "price" });
    expect([...(sma?.lines[0]?.values ?? [])]).toEqual([Number.NaN, Number.NaN, 2, 3]);
  });
});
