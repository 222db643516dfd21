import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, type Exact, exact, quotient, toDecimalText, ZERO } from "@/modules/_kernel";
import { LOT_METHODS, type Lot, type LotMethod, type LotTransaction } from "./lot";
import { type LotBook, LotTracker, trackLots } from "./lot-book";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
type Row = readonly [date: string, side: "buy" | "sell", qty: string, price: string, fees?: string];
const transactionOf = (
  [date, side, qty, price, fees = "0"]: Row,
  id: string | null = null,
  lotIds: readonly string[] = [],
) =>
  ({
    id,
    dateMs: day(date),
    side,
    qty: exact(qty),
    price: exact(price),
    fees: exact(fees),
    lotIds,
  }) satisfies LotTransaction;
const lotOf = (id: string, date: string, qty: string, price: string, fees = "0"): Lot => ({
  id,
  dateMs: day(date),
  qty: exact(qty),
  price: exact(price),
  fees: exact(fees),
});
const LOTS = [
  lotOf("a", "2020-01-10", "10", "100", "1"),
  lotOf("b", "2020-02-10", "10", "120"),
  lotOf("c", "2020-03-10", "10", "90"),
];

function track(method: LotMethod, lots: readonly Lot[], transactions: readonly LotTransaction[]): LotBook {
  const book = trackLots(method, lots, transactions);
  if (!book.ok) throw new Error(book.error.kind);
  return book.value;
}
const disposals = ({ disposals: all }: LotBook) =>
  all.map(({ lotId, qty, proceeds, cost, gain, term }) =>
    [lotId, ...[qty, proceeds, cost, gain].map(toDecimalText), term].join(" "),
  );
const open = ({ lots }: LotBook) =>
  lots.map(({ id, qty, price, fees }) => [id, ...[qty, price, fees].map(toDecimalText)].join(" "));
const kindOf = (method: LotMethod, lots: readonly Lot[], transactions: readonly LotTransaction[]) => {
  const book = trackLots(method, lots, transactions);
  return book.ok ? "ok" : book.error;
};

describe("trackLots", () => {
  // By hand: 15 units sold at 110 with fees of 3, so 0.2 a unit.
  const sale = transactionOf(["2021-01-11", "sell", "15", "110", "3"]);
  it.each<readonly [LotMethod, readonly string[], readonly string[]]>([
    ["fifo", ["a 10 1098 1001 97 long", "b 5 549 600 -51 short"], ["b 5 120 0", "c 10 90 0"]],
    ["lifo", ["c 10 1098 900 198 short", "b 5 549 600 -51 short"], ["a 10 100 1", "b 5 120 0"]],
    ["hifo", ["b 10 1098 1200 -102 short", "a 5 549 500.5 48.5 long"], ["a 5 100 0.5", "c 10 90 0"]],
  ])("closes by %s", (method, closed, left) => {
    const book = track(method, LOTS, [sale]);
    expect(disposals(book)).toEqual(closed);
    expect(open(book)).toEqual(left);
  });

  it("pools by average", () => {
    // 3100 and fees of 1 over 30 units; half is sold.
    const book = track("average", LOTS, [sale]);
    expect(disposals(book)).toEqual(["a 15 1647 1550.5 96.5 long"]);
    expect(open(book)).toEqual([`a 15 103.${"3".repeat(57)} 0.5`]);
  });

  it("closes the lots named, in the order named", () => {
    const named = transactionOf(["2021-01-11", "sell", "15", "110", "3"], null, ["c", "a"]);
    expect(disposals(track("specific", LOTS, [named]))).toEqual(["c 10 1098 900 198 short", "a 5 549 500.5 48.5 long"]);
    const all = transactionOf(["2021-01-11", "sell", "30", "110"]);
    expect(disposals(track("specific", LOTS, [all]))).toHaveLength(3);
  });

  it("crosses zero: closes every lot, opens the rest short, fees in proportion", () => {
    const book = track(
      "fifo",
      [lotOf("a", "2020-01-01", "2", "10")],
      [transactionOf(["2020-02-01", "sell", "5", "12", "1"], "s")],
    );
    expect(disposals(book)).toEqual(["a 2 23.6 20 3.6 short"]);
    expect(open(book)).toEqual(["s -3 12 0.6"]);
    const covered = track("fifo", book.lots, [transactionOf(["2020-03-01", "buy", "3", "11", "0.3"])]);
    // Sold at 12 with fees of 0.6, bought back at 11 with 0.3.
    expect(disposals(covered)).toEqual(["s 3 35.4 33.3 2.1 short"]);
    expect(open(covered)).toEqual([]);
  });

  it("shares fees that do not end, and loses nothing of them", () => {
    const book = track(
      "fifo",
      [lotOf("a", "2020-01-01", "3", "1", "1")],
      [
        transactionOf(["2020-01-02", "sell", "1", "1"]),
        transactionOf(["2020-01-02", "sell", "0.5", "1"]),
        transactionOf(["2020-01-02", "sell", "1.5", "1"]),
      ],
    );
    expect(toDecimalText(book.realized)).toBe("-1");
    expect(toDecimalText(book.disposals[0]?.cost ?? ZERO)).toMatch(/^1\.3{40}/);
    expect(toDecimalText(book.disposals[2]?.cost ?? ZERO)).toBe("2");
  });

  it("is exact with the longest texts", () => {
    const tiny = `0.${"0".repeat(29)}1`;
    const huge = `${"9".repeat(30)}.${"9".repeat(30)}`;
    const book = track(
      "fifo",
      [lotOf("a", "2020-01-01", huge, tiny)],
      [transactionOf(["2020-01-02", "sell", huge, huge])],
    );
    const [whole, step] = [BigInt(huge.replace(".", "")), 1n];
    expect(book.realized.times(exact("1e60")).toFixed()).toBe((whole * whole - whole * step).toString());
  });

  it("takes transactions by date, those of one date as given", () => {
    const rows = [transactionOf(["2020-03-01", "sell", "1", "3"]), transactionOf(["2020-01-01", "buy", "1", "1"])];
    expect(track("fifo", [], rows)).toMatchObject({ lots: [], disposals: [{ lotId: "transaction-2" }] });
  });

  it("holds long after the same day of the next year", () => {
    const terms = (bought: string, sold: string) =>
      track("fifo", [lotOf("a", bought, "1", "1")], [transactionOf([sold, "sell", "1", "1"])]).disposals[0]?.term;
    expect([terms("2023-01-15", "2024-01-15"), terms("2023-01-15", "2024-01-16")]).toEqual(["short", "long"]);
    expect([terms("2024-02-29", "2025-02-28"), terms("2024-02-29", "2025-03-01")]).toEqual(["short", "long"]);
  });

  it("refuses what it cannot know", () => {
    const [a, b] = [lotOf("a", "2020-01-01", "1", "1"), lotOf("b", "2020-01-01", "-1", "1")];
    const sell = (lotIds: readonly string[], qty = "1") => transactionOf(["2020-02-01", "sell", qty, "1"], "t", lotIds);
    expect(kindOf("fifo", [a, a], [])).toEqual({ kind: "lots.duplicate_id", in: "lots", index: 1 });
    expect(kindOf("fifo", [a, b], [])).toEqual({ kind: "lots.mixed_sides", in: "lots", index: 1 });
    expect(kindOf("fifo", [lotOf("a", "2020-01-01", "0", "1")], [])).toMatchObject({ kind: "lots.empty_lot" });
    expect(kindOf("fifo", [], [sell([]), sell([])])).toEqual({
      kind: "lots.duplicate_id",
      in: "transactions",
      index: 1,
    });
    expect(kindOf("specific", LOTS, [sell(["a", "x"])])).toMatchObject({
      kind: "lots.unknown_lot",
      index: 0,
      place: 1,
    });
    expect(kindOf("specific", LOTS, [sell(["a"], "11")])).toMatchObject({ kind: "lots.not_enough", index: 0 });
    expect(kindOf("specific", LOTS, [sell([])])).toMatchObject({ kind: "lots.not_enough", index: 0 });
  });

  it("finds wash sales before and after, each unit once", () => {
    const rows = (...all: readonly Row[]) => all.map((row, index) => transactionOf(row, `t${index}`));
    // 10 lost 5 each on the 10th of March; 4 bought three weeks before and kept, 3 two weeks after, 9 too late.
    const { washSales } = track(
      "fifo",
      [],
      rows(
        ["2020-01-01", "buy", "10", "20"],
        ["2020-02-20", "buy", "4", "16"],
        ["2020-03-10", "sell", "10", "15"],
        ["2020-03-25", "buy", "3", "14"],
        ["2020-04-20", "buy", "9", "14"],
      ),
    );
    expect(
      washSales.map(({ lotId, replacementLotId, qty, disallowed }) => [
        lotId,
        replacementLotId,
        qty.toFixed(),
        disallowed.toFixed(),
      ]),
    ).toEqual([
      ["t0", "t1", "4", "20"],
      ["t0", "t3", "3", "15"],
    ]);
    // What was sold in the same sale, or is left of the very lot, replaces nothing.
    expect(
      track("fifo", [], rows(["2020-03-01", "buy", "10", "20"], ["2020-03-05", "sell", "4", "15"])).washSales,
    ).toEqual([]);
    expect(
      track(
        "fifo",
        [],
        rows(["2020-03-01", "buy", "1", "20"], ["2020-03-02", "buy", "1", "19"], ["2020-03-05", "sell", "2", "15"]),
      ).washSales,
    ).toEqual([]);
  });
});

const amount = fc.integer({ min: 1, max: 9999 }).map((cents) => exact(cents).times(exact("0.01")));
const anyTransaction = fc.record({
  side: fc.constantFrom("buy" as const, "sell" as const),
  qty: amount,
  price: amount,
  fees: amount,
  days: fc.nat(500),
});

describe("LotTracker", () => {
  it("keeps money: what was paid in equals what is open and what was closed, by every method", () => {
    fc.assert(
      fc.property(fc.array(anyTransaction, { maxLength: 40 }), fc.constantFrom(...LOT_METHODS), (rows, method) => {
        const tracker = new LotTracker(method);
        let [cash, position] = [ZERO, ZERO];
        for (const [index, row] of rows.toSorted((left, right) => left.days - right.days).entries()) {
          const lotIds = method === "specific" ? tracker.book().lots.map(({ id }) => id) : [];
          const dateMs = row.days * 86_400_000;
          expect(tracker.apply({ ...row, id: null, dateMs, lotIds }, index)).toBeNull();
          const signed = row.side === "buy" ? row.qty : row.qty.neg();
          position = position.plus(signed);
          cash = cash.minus(exact(signed).times(row.price)).minus(row.fees);
          expect(tracker.qty.eq(position)).toBe(true);
        }
        const { lots, realized, disposals: closed } = tracker.book();
        const held = lots.reduce((sum, { qty }) => sum.plus(qty), ZERO);
        expect(held.eq(position)).toBe(true);
        const { gross, fees } = tracker.openCost();
        const invested = (position.isNegative() ? gross.neg() : gross).plus(fees);
        // To the last digit, also where a share of fees does not end.
        expect(realized.minus(invested).eq(cash)).toBe(true);
        expect(closed.reduce((sum, { gain }) => sum.plus(gain), ZERO).eq(realized)).toBe(true);
        expect(lots.length).toBeLessThanOrEqual(method === "average" ? 1 : rows.length);
      }),
      { numRuns: 200 },
    );
  });
});

describe("LotTracker.split", () => {
  const ratioOrRow = fc.oneof(anyTransaction, fc.constantFrom("2", "0.5", "5", "0.2"));

  it("leaves what a book of already split quantities and prices has, by every method", () => {
    fc.assert(
      fc.property(fc.array(ratioOrRow, { maxLength: 40 }), fc.constantFrom(...LOT_METHODS), (steps, method) => {
        const [tracker, model] = [new LotTracker(method), new LotTracker(method)];
        for (const [index, step] of steps.entries()) {
          if (typeof step === "string") {
            tracker.split(exact(step));
            continue;
          }
          // One new unit is the unit of the end.
          const factor = steps
            .slice(index)
            .reduce((all, each) => (typeof each === "string" ? all.times(exact(each)) : all), exact(1));
          const price = quotient(step.price, factor);
          const lotIds = method === "specific" ? tracker.book().lots.map(({ id }) => id) : [];
          const row = { ...step, id: null, dateMs: index * 86_400_000, lotIds };
          expect(tracker.apply(row, index)).toBeNull();
          expect(model.apply({ ...row, qty: step.qty.times(factor), price }, index)).toBeNull();
        }
        // A share that does not end is rounded at its sixtieth digit, before a split or after it.
        const said = (value: Exact) => toDecimalText(new Decimal(value.toFixed()).toSignificantDigits(40));
        const facts = ({ qty, price, fees }: Lot) => [qty, price, fees].map(said);
        expect(tracker.book().lots.map(facts)).toEqual(model.book().lots.map(facts));
        expect(tracker.qty.toFixed()).toBe(model.qty.toFixed());
        const gains = (each: LotTracker) => each.book().disposals.map(({ gain }) => said(gain));
        expect(gains(tracker)).toEqual(gains(model));
      }),
      { numRuns: 200 },
    );
  });
});
