import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exact, exact, toDecimalText, ZERO } from "@/modules/_kernel";
import { type AlgoChild, type AlgoFacts, type AlgoStep, nextSlice, roomOf, spokenFor } from "./next-slice";
import { planSlices } from "./schedule";

const QTY = exact(100);
const slices = planSlices({ qty: QTY, lot: exact(1), durationMs: 100_000, slices: 4, seed: null, weights: null });
const child = (number: number, change: Partial<AlgoChild> = {}): AlgoChild => ({
  number,
  qty: exact(25),
  filledQty: exact(25),
  isClosed: true,
  isSettled: true,
  isCanceling: false,
  ...change,
});
const facts = (change: Partial<AlgoFacts>): AlgoFacts => ({
  qty: QTY,
  lot: exact(1),
  slices,
  durationMs: 100_000,
  workedMs: 0,
  children: [],
  participation: null,
  volume: null,
  ...change,
});
const sends = (number: number, qty: number) => ({ do: "send", number, qty: String(qty) });
const waits = (why: string | null = null) => ({ do: "wait", why });

describe("what is to be done for a parent order", () => {
  it.each<[string, Partial<AlgoFacts>, object]>([
    ["the first slice at once", {}, sends(0, 25)],
    ["nothing until the next is due", { workedMs: 24_999, children: [child(0)] }, waits()],
    ["the next slice when it is", { workedMs: 25_000, children: [child(0)] }, sends(1, 25)],
    ["missed slices in the newest that is due", { workedMs: 60_000, children: [child(0)] }, sends(2, 50)],
    [
      "what still works is not sent again",
      { workedMs: 25_000, children: [child(0, { isClosed: false, filledQty: ZERO })] },
      sends(1, 25),
    ],
    [
      "what a canceled child did not fill comes with the next slice, once both sides agreed",
      { workedMs: 25_000, children: [child(0, { filledQty: exact(5) })] },
      sends(1, 45),
    ],
    [
      "and not before: a late fill may come",
      { workedMs: 25_000, children: [child(0, { filledQty: exact(5), isSettled: false })] },
      sends(1, 25),
    ],
    [
      "a slice that waits for that says so",
      { workedMs: 25_000, children: [child(0, { qty: exact(50), filledQty: exact(5), isSettled: false })] },
      waits("unsettled"),
    ],
    ["no more than its part of the volume", { participation: exact("0.1"), volume: exact(104) }, sends(0, 10)],
    ["nothing while the market trades nothing", { participation: exact("0.1"), volume: ZERO }, waits("volume")],
    ["nothing while nobody knows the volume", { participation: exact("0.1") }, waits("volume_unknown")],
    [
      "it is complete once all is filled",
      { workedMs: 80_000, children: [0, 1, 2, 3].map((each) => child(each)) },
      { do: "complete", reason: null },
    ],
    [
      "what still works at the end is withdrawn",
      { workedMs: 100_000, children: [child(0, { isClosed: false, filledQty: ZERO })] },
      { do: "withdraw" },
    ],
    [
      "once",
      { workedMs: 100_000, children: [child(0, { isClosed: false, filledQty: ZERO, isCanceling: true })] },
      waits(),
    ],
    ["then its time is over", { workedMs: 100_000, children: [child(0)] }, { do: "complete", reason: "time_over" }],
    ["a restart long after the end sends nothing", { workedMs: 9e9 }, { do: "complete", reason: "time_over" }],
  ])("%s", (_, change, expected) => {
    expect(toSaid(nextSlice(facts(change)))).toEqual(expected);
  });
});

/** A step with its quantity as text. */
const toSaid = (step: AlgoStep) => (step.do === "send" ? { ...step, qty: toDecimalText(step.qty) } : step);

/** A venue that does to children whatever it likes, late fills after a cancel until both sides agreed included. */
interface Played {
  number: number;
  qty: Exact;
  filledQty: Exact;
  isClosed: boolean;
  isSettled: boolean;
}
const turn = fc.record({
  passMs: fc.integer({ min: 0, max: 30_000 }),
  place: fc.nat(9),
  part: fc.integer({ min: 1, max: 100 }),
  happens: fc.constantFrom("fill", "cancel", "reject", "agree", "nothing", "ask twice"),
});

describe("children of a parent", () => {
  it("never fill more than it, whatever fills, is rejected, comes late or begins again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 12 }),
        fc.option(fc.integer({ min: 0, max: 99 })),
        fc.array(turn, { maxLength: 60 }),
        (lots, count, seed, turns) => {
          const qty = exact(lots);
          const plan = planSlices({ qty, lot: exact(1), durationMs: 100_000, slices: count, seed, weights: null });
          const children: Played[] = [];
          let workedMs = 0;
          for (const { passMs, place, part, happens } of turns) {
            workedMs += passMs;
            const asked: AlgoFacts = facts({
              qty,
              slices: plan,
              workedMs,
              children: children.map((each) => ({ ...each, isCanceling: false })),
            });
            const step = nextSlice(asked);
            // A restart asks again with the same tables, and gets the same answer.
            expect(nextSlice(asked)).toEqual(step);
            const isNew = step.do === "send" && !children.some(({ number }) => number === step.number);
            const fits = step.do === "send" && step.qty.lte(roomOf(qty, asked.children));
            expect(step.do !== "send" || (isNew && fits)).toBe(true);
            if (step.do === "send")
              children.push({ number: step.number, qty: step.qty, filledQty: ZERO, isClosed: false, isSettled: false });
            const hit = children[place % Math.max(1, children.length)];
            if (hit !== undefined) play(hit, happens, part);
            const filled = children.reduce((sum, each) => sum.plus(each.filledQty), ZERO);
            const spoken = children.reduce((sum, each) => sum.plus(spokenFor({ ...each, isCanceling: false })), ZERO);
            expect(filled.lte(qty)).toBe(true);
            expect(spoken.lte(qty)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

function play(hit: Played, happens: string, part: number): void {
  const left = hit.qty.minus(hit.filledQty);
  if (happens === "fill" && !hit.isSettled && left.isPositive()) {
    const some = exact(left.times(exact(part)).wholeTimes(exact(100)).toString());
    hit.filledQty = hit.filledQty.plus(some);
    if (hit.filledQty.eq(hit.qty)) hit.isClosed = true;
  }
  if (happens === "cancel") hit.isClosed = true;
  if (happens === "reject" && hit.filledQty.isZero() && !hit.isClosed) {
    hit.isClosed = true;
    hit.isSettled = true;
  }
  if (happens === "agree" && hit.isClosed) hit.isSettled = true;
}
