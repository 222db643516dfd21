import { describe, expect, it } from "vitest";
import { movedSizes } from "./moved-sizes";
import { flexOf, givenOf, type SplitPanel, sharesOf } from "./split-sizes";

const WATCH: SplitPanel = { id: "watch", first: { px: 248 }, leastPx: 210, keepsPx: true, isOpen: true };
const MIDDLE: SplitPanel = { id: "middle", first: null, leastPx: 420 };
const TRADE: SplitPanel = { id: "trade", first: { px: 312 }, leastPx: 292, keepsPx: true };
const COLUMNS = [WATCH, MIDDLE, TRADE];
const SHUT = [{ ...WATCH, isOpen: false }, MIDDLE, TRADE];
const TICKET: SplitPanel = { id: "ticket", first: { percent: 68 }, leastPx: 220 };
const WHAT_IF: SplitPanel = { id: "what-if", first: null, leastPx: 96 };
const ROWS = [TICKET, WHAT_IF];
const flexes = (panels: readonly SplitPanel[], given = {}) => panels.map((panel) => flexOf(panel, panels, given));

describe("flexOf", () => {
  it("gives px where they are kept, and shares of the rest elsewhere", () => {
    expect(flexes(COLUMNS)).toEqual(["0 1 248px", "100 1 0px", "0 1 312px"]);
    expect(flexes(ROWS)).toEqual(["68 1 0px", "32 1 0px"]);
    expect(flexes(ROWS, { ticket: { percent: 40 } })).toEqual(["40 1 0px", "60 1 0px"]);
    expect(flexes(SHUT)[0]).toBe("0 0 0px");
  });
});

describe("givenOf", () => {
  it("reads stored shares back, and refuses those of other panels", () => {
    expect(givenOf(COLUMNS, { watch: 20, middle: 60, trade: 20 }, 1400)).toEqual({
      watch: { px: 280 },
      trade: { px: 280 },
    });
    expect(givenOf(ROWS, { ticket: 40, "what-if": 60 }, 800)).toEqual({ ticket: { percent: 40 } });
    expect(givenOf(COLUMNS, { watch: 0, middle: 80, trade: 20 }, 1400)).toEqual({ trade: { px: 280 } });
    expect(givenOf(ROWS, { ticket: 40, other: 60 }, 800)).toBeNull();
    expect(givenOf(ROWS, {}, 800)).toBeNull();
  });

  it("is the other way of what is stored", () => {
    const shares = sharesOf(COLUMNS, [280, 840, 280]);
    expect(shares).toEqual({ watch: 20, middle: 60, trade: 20 });
  });
});

describe("movedSizes", () => {
  const sizes = [248, 840, 312];

  it("moves a line between its two panels, and keeps the whole", () => {
    expect(movedSizes(COLUMNS, sizes, 0, 30)).toEqual([278, 810, 312]);
    expect(movedSizes(COLUMNS, sizes, 1, -30)).toEqual([248, 810, 342]);
    expect(movedSizes(COLUMNS, sizes, 1, 0)).toEqual(sizes);
  });

  it("stops at the least of a panel, after those behind it gave way", () => {
    expect(movedSizes(COLUMNS, sizes, 1, 500)).toEqual([248, 860, 292]);
    expect(movedSizes(COLUMNS, sizes, 0, 430)).toEqual([678, 420, 302]);
    expect(movedSizes(COLUMNS, sizes, 0, 5000)).toEqual([688, 420, 292]);
    expect(movedSizes(ROWS, [100, 100], 0, -50)).toEqual([100, 100]);
  });

  it("shuts what may be shut past half of its least, and opens it at its least", () => {
    expect(movedSizes(COLUMNS, sizes, 0, -100)).toEqual([210, 878, 312]);
    expect(movedSizes(COLUMNS, sizes, 0, -150)).toEqual([0, 1088, 312]);
    const shut = [0, 1088, 312];
    expect(movedSizes(SHUT, shut, 0, 100)).toEqual(shut);
    expect(movedSizes(SHUT, shut, 0, 110)).toEqual([210, 878, 312]);
    expect(movedSizes(SHUT, shut, 0, -500)).toEqual(shut);
    expect(movedSizes(SHUT, [0, 500, 312], 0, 210)).toEqual([0, 500, 312]);
  });
});
