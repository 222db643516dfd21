import { describe, expect, it } from "vitest";
import { LIST_CHARS_MAX, LIST_ROWS_MAX, readRecords } from "./read-records";

const rows = (text: string) => readRecords(text).records.map(({ line, cells }) => [line, Object.fromEntries(cells)]);
const problems = (text: string) => readRecords(text).problems.map(({ line, message }) => `${line} ${message}`);

describe("readRecords", () => {
  it("reads CSV with a header, whatever stands between cells and at line ends", () => {
    const expected = [
      [2, { date: "2020-01-01", type: "split" }],
      [4, { date: "2020-01-02", type: "a, b" }],
    ];
    expect(rows('Date,Type\n2020-01-01,split\n\n2020-01-02,"a, b"\n')).toEqual(expected);
    expect(rows('Date; Type\r\n2020-01-01;split\r\n;\r\n2020-01-02;"a, b"')).toEqual(expected);
    expect(rows("\uFEFFdate\ttype\n2020-01-01\tsplit\n\t\n2020-01-02\ta, b")).toEqual(expected);
  });

  it("counts lines over quoted line breaks, and takes doubled quotes for one", () => {
    expect(rows('a,b\n"x\ny","say ""hi"""\nz,1')).toEqual([
      [2, { a: "x\ny", b: 'say "hi"' }],
      [4, { a: "z", b: "1" }],
    ]);
  });

  it("reads JSON: an array, or an object with one array", () => {
    const expected = [
      [1, { date: "2020-01-01", ratio: "2" }],
      [2, { date: "2020-01-02" }],
    ];
    const list = '[{"Date":"2020-01-01","ratio":2},{"date":" 2020-01-02 ","ratio":null}]';
    expect(rows(list)).toEqual(expected);
    expect(rows(`{"symbol":"A","actions":${list}}`)).toEqual(expected);
  });

  it("says what is wrong with what is no list", () => {
    expect(problems("")).toEqual(["0 The file is empty: a header and rows, or a JSON array."]);
    expect(problems("PK\u0003\0\0")).toEqual(["0 This is no text: export the list as CSV or JSON in UTF-8."]);
    expect(problems("[1,")[0]).toContain("JSON is an array of objects");
    expect(problems('{"a":[],"b":[]}')[0]).toContain("JSON is an array of objects");
    expect(problems('[{"a":1},3,{"b":{}}]')).toEqual([
      "2 An object of text and numbers.",
      "3 An object of text and numbers.",
    ]);
    expect(problems('a,b\n1,2\n"x')).toEqual(["3 A quote that is opened is closed."]);
    expect(problems("a,b\n1,2,3")).toEqual(["2 2 cells as in the header, was 3."]);
  });

  it("has a limit", () => {
    expect(problems("a".repeat(LIST_CHARS_MAX + 1))[0]).toContain("split the file");
    expect(problems(`a\n${"1\n".repeat(LIST_ROWS_MAX + 1)}`)[0]).toContain(`At most ${LIST_ROWS_MAX} rows`);
    expect(rows(`a\n${"1\n".repeat(LIST_ROWS_MAX)}`)).toHaveLength(LIST_ROWS_MAX);
  });
});
