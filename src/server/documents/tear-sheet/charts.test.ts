import { describe, expect, it } from "vitest";
import { barChart, datesOf, lineChart } from "./charts";

const WRITE = (value: number) => value.toFixed(1);

describe("charts of the document", () => {
  it("draw every value, and lift the pen over a gap", () => {
    const made = lineChart({
      label: "Equity",
      lines: [{ name: "Run", values: [1, null, 3, 2], kind: "run" }],
      dates: ["2020", "2021"],
      write: WRITE,
    });
    const path = /class="line run" d="([^"]*)"/.exec(made)?.[1] ?? "";
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path.match(/L/g)).toHaveLength(1);
    // The highest value is at the top edge, the lowest at the bottom one.
    expect(path).toContain(" 10.0");
    expect(path).toContain(" 220.0");
    expect(made).toContain('aria-label="Equity"');
  });

  it("say in words that there is nothing to draw", () => {
    const empty = { label: "Beta", dates: [], write: WRITE };
    expect(lineChart({ ...empty, lines: [{ name: "", values: [null, Number.NaN], kind: "run" }] })).toContain(
      "too little",
    );
    expect(lineChart({ ...empty, lines: [{ name: "", values: [2, 2], kind: "run" }] })).not.toContain("NaN");
  });

  it("draw a bar a bin, losses apart", () => {
    const made = barChart({ label: "Returns", from: -1, width: 1, counts: [2, 4], write: WRITE });
    expect(made.match(/class="loss"/g)).toHaveLength(1);
    expect(made.match(/class="gain"/g)).toHaveLength(1);
    expect(made).toContain('height="140.0"');
    expect(made).toContain('height="70.0"');
  });

  it("date a chart at both ends", () => {
    expect(datesOf([0, 1, 2, 3, 4], String)).toEqual(["0", "1", "2", "3", "4"]);
    expect(datesOf([], String)).toEqual([]);
  });
});
