import { describe, expect, it } from "vitest";
import { readText } from "./read-text";

const TEXT = "date,title\n2020-01-02,Zürich CPI\n";

describe("readText", () => {
  it.each([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16 of a spreadsheet", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
    ["UTF-16 the other way round", Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16()],
  ])("reads %s", async (_, bytes) => {
    expect(await readText(new Blob([bytes]))).toBe(TEXT);
  });

  it("takes an empty file for an empty text", async () => {
    expect(await readText(new Blob([]))).toBe("");
  });
});
