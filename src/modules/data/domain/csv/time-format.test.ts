import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoDate, isoTime } from "../civil";
import { detectTimeFormats, parseTime, TIME_FORMAT_EXAMPLES, TIME_FORMATS } from "./time-format";

const at = (text: string) => Date.parse(text);

describe("parseTime", () => {
  it.each([
    ["2024-03-08", "iso", { kind: "date", localMs: at("2024-03-08Z") }],
    ["20240308", "iso", { kind: "date", localMs: at("2024-03-08Z") }],
    ["2024/3/8", "iso", { kind: "date", localMs: at("2024-03-08Z") }],
    ["2024-03-08T14:30:00Z", "iso", { kind: "moment", epochMs: at("2024-03-08T14:30:00Z") }],
    ["2024-03-08 14:30", "iso", { kind: "wall", localMs: at("2024-03-08T14:30:00Z") }],
    ["2024-03-08T14:30:00.123456-05:00", "iso", { kind: "moment", epochMs: at("2024-03-08T19:30:00.123Z") }],
    ["2024-03-08 14:30:00+0530", "iso", { kind: "moment", epochMs: at("2024-03-08T09:00:00Z") }],
    ["2024-03-08 14:30:00 UTC", "iso", { kind: "moment", epochMs: at("2024-03-08T14:30:00Z") }],
    ["1709908200", "epoch_s", { kind: "moment", epochMs: 1_709_908_200_000 }],
    ["1709908200.5", "epoch_s", { kind: "moment", epochMs: 1_709_908_200_500 }],
    ["-86400", "epoch_s", { kind: "moment", epochMs: -86_400_000 }],
    ["1709908200123", "epoch_ms", { kind: "moment", epochMs: 1_709_908_200_123 }],
    ["03/08/2024", "mdy", { kind: "date", localMs: at("2024-03-08Z") }],
    ["3/8/24 2:30 PM", "mdy", { kind: "wall", localMs: at("2024-03-08T14:30:00Z") }],
    ["12/31/1999 12:00 AM", "mdy", { kind: "wall", localMs: at("1999-12-31T00:00:00Z") }],
    ["08.03.2024", "dmy", { kind: "date", localMs: at("2024-03-08Z") }],
    ["08-03-2024 09:05:01", "dmy", { kind: "wall", localMs: at("2024-03-08T09:05:01Z") }],
    ["Jan 1 2000", "month_name", { kind: "date", localMs: at("2000-01-01Z") }],
    ["March 8, 2024", "month_name", { kind: "date", localMs: at("2024-03-08Z") }],
    ["8-Mar-24", "month_name", { kind: "date", localMs: at("2024-03-08Z") }],
    ["08 Sept 2024 16:00", "month_name", { kind: "wall", localMs: at("2024-09-08T16:00:00Z") }],
  ] as const)("reads %s as %s", (text, format, expected) => {
    expect(parseTime(text, format)).toEqual(expected);
  });

  it.each([
    ["", "iso"],
    ["2023-02-29", "iso"],
    ["2024-13-01", "iso"],
    ["2024-03-08T24:30:00Z", "iso"],
    ["2024-03-08T14:60", "iso"],
    ["2024-03-08 14:30 +99:00", "iso"],
    ["2024-03-08x", "iso"],
    ["03/08/2024", "iso"],
    ["13/01/2024", "mdy"],
    ["01/13/2024", "dmy"],
    ["08.03-2024", "dmy"],
    ["3/8/2024 13:00 PM", "mdy"],
    ["Foo 1 2000", "month_name"],
    ["Mayhem 1 2000", "month_name"],
    ["1.7e9", "epoch_s"],
    ["99999999999999999", "epoch_ms"],
    ["NaN", "epoch_s"],
    ["=1+1", "iso"],
  ] as const)("refuses %j as %s", (text, format) => {
    expect(parseTime(text, format)).toBeNull();
  });

  it("reads back what it can write: any minute from 1700 to 2199", () => {
    const minutes = fc.integer({ min: at("1700-01-01Z") / 60_000, max: at("2199-12-31Z") / 60_000 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const epochMs = minute * 60_000;
        expect(parseTime(isoTime(epochMs), "iso")).toEqual({ kind: "moment", epochMs });
        expect(parseTime(isoTime(epochMs).replace("Z", ""), "iso")).toEqual({ kind: "wall", localMs: epochMs });
        expect(parseTime(String(epochMs), "epoch_ms")).toEqual({ kind: "moment", epochMs });
        expect(parseTime(String(epochMs / 1000), "epoch_s")).toEqual({ kind: "moment", epochMs });
        const [year, month, day] = isoDate(epochMs).split("-");
        const localMs = at(`${isoDate(epochMs)}Z`);
        expect(parseTime(`${month}/${day}/${year}`, "mdy")).toEqual({ kind: "date", localMs });
        expect(parseTime(`${day}.${month}.${year}`, "dmy")).toEqual({ kind: "date", localMs });
      }),
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom(...TIME_FORMATS), (text, format) => {
        expect(["object"]).toContain(typeof parseTime(text, format));
      }),
    );
  });
});

describe("detectTimeFormats", () => {
  it("finds each format by its own example", () => {
    for (const format of TIME_FORMATS) {
      const samples = TIME_FORMAT_EXAMPLES[format].split(" or ");
      expect(detectTimeFormats(samples)).toContain(format);
    }
  });

  it.each([
    [
      ["03/04/2020", "05/06/2020"],
      ["mdy", "dmy"],
    ],
    [["03/04/2020", "03/25/2020"], ["mdy"]],
    [["03/04/2020", "25/03/2020"], ["dmy"]],
    [["20240308", "20240311"], ["iso"]],
    [["1709908200"], ["epoch_s"]],
    [["1709908200000"], ["epoch_ms"]],
    [["2020-01-01", "02/02/2020"], []],
    [[], []],
  ])("%j fits %j", (samples, formats) => {
    expect(detectTimeFormats(samples)).toEqual(formats);
  });
});
