import { describe, expect, it } from "vitest";
import { computeIndicator } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { INDICATOR_PEERS, peerBarsOf } from "./indicator-peers";

const BARS = 2000;
/** Bars after which averages that started differently are equal to 9 digits. */
const FADED = 1500;
const TOLERANCE = 1e-9;

const bars = makeSeededBars(BARS);
const peerBars = peerBarsOf(bars);

describe("indicators of npm libraries", () => {
  const agreeing = INDICATOR_PEERS.filter(({ agrees }) => agrees !== "never");

  it.each(agreeing.map((peer) => [peer.library, peer.indicator, peer.line, peer] as const))(
    "%s computes %s.%s as we do",
    (_library, indicator, line, peer) => {
      const computed = computeIndicator(indicator, peer.params, bars);
      const ours = computed.ok ? (computed.value[line] ?? new Float64Array(0)) : new Float64Array(0);
      const theirs = peer.run(peerBars);
      const shift = ours.length - theirs.length;
      const first = ours.findIndex((value) => !Number.isNaN(value));
      const from = peer.agrees === "late" ? FADED : Math.max(first, shift);
      expect(ours).toHaveLength(BARS);
      expect(from).toBeLessThan(BARS);
      const isNear = (mine: number, other: number) => Math.abs(mine - other) / Math.max(1, Math.abs(mine)) < TOLERANCE;
      const different = ours.findIndex((mine, i) => i >= from && !isNear(mine, theirs[i - shift] ?? Number.NaN));
      expect(different, "the first bar that differs").toBe(-1);
    },
  );
});
