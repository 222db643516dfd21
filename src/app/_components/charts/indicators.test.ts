import { describe, expect, it } from "vitest";
import { barColumnsOf, findIndicator, INDICATOR_CATEGORIES, indicatorList } from "@/modules/data";
import { INDICATORS_MAX } from "./indicator-lines";
import {
  chartIndicators,
  formatIndicators,
  indicatorKey,
  indicatorLabel,
  indicatorLines,
  nextInstance,
  parseIndicators,
  withDefaults,
} from "./indicators";

const bars = barColumnsOf(
  [1, 2, 3, 4].map((close, index) => ({ time: index, open: close, high: close, low: close, close, volume: 1 })),
);

describe("indicator forms", () => {
  it.each(indicatorList.map((definition) => definition.name))("%s has defaults that it takes", (name) => {
    const definition = findIndicator(name);
    expect(definition).toBeDefined();
    if (definition === undefined) return;
    expect(definition.check(withDefaults(definition).params).ok).toBe(true);
  });

  it("offers every indicator of one instrument, in the order of the categories", () => {
    expect([...chartIndicators.keys()]).toEqual([...INDICATOR_CATEGORIES]);
    const offered = [...chartIndicators.values()].flat().map(({ name }) => name);
    const ofTwo = indicatorList.filter(({ name }) => !offered.includes(name)).map(({ name }) => name);
    expect(ofTwo).toEqual(["correlation", "beta"]);
  });

  it("adds another instance with a length of its own, which the indicator takes", () => {
    for (const definition of indicatorList.filter(({ fields }) => fields.length > 0)) {
      const first = withDefaults(definition);
      const second = nextInstance(definition, [first]);
      expect(definition.check(second.params).ok).toBe(true);
    }
    const sma = indicatorList.filter(({ name }) => name === "sma");
    const keys = sma.map((definition) => indicatorKey(nextInstance(definition, parseIndicators("sma:20,sma:30"))));
    expect(keys).toEqual(["sma:40"]);
  });
});

describe("indicators in the address", () => {
  it("come back as they were written", () => {
    for (const definition of [...chartIndicators.values()].flat()) {
      const list = [withDefaults(definition)];
      expect(parseIndicators(formatIndicators(list))).toEqual(list);
    }
  });

  it("reads what the desk starts with", () => {
    expect(formatIndicators(parseIndicators("sma:50,rsi:14"))).toBe("sma:50,rsi:14");
  });

  it.each(["", "nope:3", "sma:0", "sma:x", "sma:1.5", "sma:20:3", "macd:30:26:9", "beta:50", ":::", "<script>"])(
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

  it("gives indicators over the price an ink each, those of many lines one a line, and every pane its own", () => {
    const lines = indicatorLines(parseIndicators("sma:2,bollinger:2:2,macd:1:2:1,ichimoku:1:2:3"), bars);
    expect(lines.map((each) => each.lines.map(({ ink }) => ink))).toEqual([[0], [1, 1, 1], [0, 1, 2], [2, 3, 4, 5, 6]]);
  });
});
