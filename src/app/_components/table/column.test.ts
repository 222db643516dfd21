import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareValues, isToldOnCard, rowMatches, type TableColumn, toCsv, toTsv, toWords } from "./column";

interface Row {
  readonly name: string;
  readonly size: number | null;
}

const COLUMNS: readonly TableColumn<Row>[] = [
  { id: "name", header: "Name", value: (row) => row.name },
  { id: "size", header: "Size", unit: "USD", value: (row) => row.size, align: "end" },
];

/** What decides how a field is written, among what does not. */
const character = fc.constantFrom(...Array.from('"\r\n\t,;=+-@ a1é漢'));

describe("toCsv", () => {
  it("writes a head with the unit, an unknown value as nothing, and a negative number as it is", () => {
    expect(
      toCsv(COLUMNS, [
        { name: "a", size: -1.5 },
        { name: "b", size: null },
      ]),
    ).toBe("Name,Size USD\r\na,-1.5\r\nb,\r\n");
  });

  it.each(["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x.test","y")'])(
    "keeps a spreadsheet from running a text as a formula: %j",
    (name) => {
      const rows: string[][] = parse(toCsv(COLUMNS, [{ name, size: -1 }]), { fromLine: 2, recordDelimiter: "\r\n" });
      expect(rows).toEqual([[`'${name}`, "-1"]]);
    },
  );

  it("reads back as the same rows, whatever the text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: character, maxLength: 12 }), { minLength: 1, maxLength: 5 }), (names) => {
        const csv = toCsv(
          COLUMNS,
          names.map((name) => ({ name, size: 0 })),
        );
        const rows: string[][] = parse(csv, { fromLine: 2, recordDelimiter: "\r\n" });
        expect(rows.map((row) => row[0]?.replace(/^'(?=[=+\-@\t\r])/, ""))).toEqual(names);
      }),
    );
  });
});

describe("toTsv", () => {
  it("keeps a row on its line", () => {
    expect(toTsv(COLUMNS, [{ name: "a\tb\nc", size: 2 }], true)).toBe("Name\tSize USD\na b c\t2");
  });
});

describe("rowMatches", () => {
  it("wants every word, in any column", () => {
    const row = { name: "Alpha Beta", size: 120 };
    expect(rowMatches(COLUMNS, row, toWords(" beta 12 "))).toBe(true);
    expect(rowMatches(COLUMNS, row, toWords("beta 13"))).toBe(false);
    expect(rowMatches(COLUMNS, row, toWords("  "))).toBe(true);
  });
});

describe("compareValues", () => {
  it("sorts numbers by size and numbered names as people do", () => {
    expect([10, 9, -1].toSorted(compareValues)).toEqual([-1, 9, 10]);
    expect(["a10", "a2", "B1"].toSorted(compareValues)).toEqual(["a2", "a10", "B1"]);
  });
});

describe("isToldOnCard", () => {
  const details: readonly TableColumn<Row>[] = [
    { id: "size", header: "Size", value: (row) => row.size, card: "detail", cell: ({ size }) => size ?? "" },
    { id: "name", header: "Name", value: (row) => row.name, card: "detail" },
  ];

  it("leaves out a label that nothing would follow, whatever place the column asks for", () => {
    expect(details.map((column) => isToldOnCard(column, { name: "", size: null }))).toEqual([false, false]);
  });

  it("says a zero", () => {
    expect(details.map((column) => isToldOnCard(column, { name: "a", size: 0 }))).toEqual([true, true]);
  });
});
