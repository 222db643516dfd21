import { describe, expect, it } from "vitest";
import { computeIndicator } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { BARE_INDICATORS } from "./indicator-loops";
import { EXACT_INDICATORS } from "./indicator-loops-exact";

const bars = makeSeededBars(1000);

describe("hand-written loops", () => {
  it.each(BARE_INDICATORS)("compute $indicator as we do, on every bar", (bare) => {
    const { indicator, params, line } = bare;
    const computed = computeIndicator(indicator, params, bars);
    const ours = computed.ok ? [...(computed.value[line] ?? [])] : [];
    const theirs = [...bare.run(bars)];
    const rounded = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(9)));
    expect(rounded(theirs)).toEqual(rounded(ours));
  });

  it.each(EXACT_INDICATORS)("compute $indicator bit for bit as we do, where they promise the same", (exact) => {
    const computed = computeIndicator(exact.indicator, exact.params, bars);
    expect([...exact.run(bars)]).toEqual(computed.ok ? [...(computed.value[exact.line] ?? [])] : []);
  });
});
