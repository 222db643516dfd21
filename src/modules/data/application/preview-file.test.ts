import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Resolution } from "../domain/resolution";
import { openCsvFile } from "../infra/csv-file";
import { csvOf, someBars } from "../testing";
import { type FilePreview, previewFile } from "./preview-file";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bifrost-preview-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function preview(content: string, name = "spy.csv", resolution: Resolution | null = null): Promise<FilePreview> {
  const path = join(folder, "file.csv");
  writeFileSync(path, content);
  const file = await openCsvFile(path, name);
  const seen = await previewFile({ file, reading: null, resolution, timeZone: "UTC" });
  if (!seen.ok) throw new Error(seen.error.kind);
  return seen.value;
}

describe("previewFile", () => {
  it("refuses what no browser could show, with how many columns it has", async () => {
    const row = Array.from({ length: 10_000 }, (_, column) => String(column)).join(",");
    await expect(preview(`${row}\n${row}\n`)).rejects.toThrow("import.unreadable");
  });

  it.each([
    [60_000, "1m"],
    [300_000, "5m"],
    [3_600_000, "1h"],
    [86_400_000, "1d"],
    [7 * 86_400_000, "1w"],
  ])("takes rows %i ms apart for %s", async (stepMs, resolution) => {
    const seen = await preview(csvOf(someBars({ count: 40, stepMs, startMs: Date.UTC(2020, 0, 6) })));
    expect(seen).toMatchObject({ suggestedResolution: resolution, validRows: 40, problemCount: 0, notes: [] });
  });

  it("takes dates for days, also over weekends and with one row only", async () => {
    const row = "1,1,1,1,1";
    const fridays = await preview(
      `date,open,high,low,close,volume\n2020-01-03,${row}\n2020-01-06,${row}\n2020-01-07,${row}\n`,
    );
    expect(fridays.suggestedResolution).toBe("1d");
    expect((await preview(`date,open,high,low,close,volume\n2020-01-03,${row}\n`)).suggestedResolution).toBe("1d");
  });

  it("checks with the resolution that a person chose", async () => {
    const seen = await preview(csvOf(someBars({ count: 10, stepMs: 60_000 })), "x.csv", "5m");
    expect(seen).toMatchObject({ rows: 10, validRows: 2, problemCount: 8, suggestedResolution: "1m" });
    expect(seen.problems[0]).toMatchObject({ line: 3, kind: "bar.time_off_grid" });
  });

  it("finds repeated times wherever they stand, and counts the rest as valid", async () => {
    const lines = csvOf(someBars({ count: 5, stepMs: 86_400_000 }))
      .trim()
      .split("\n");
    const seen = await preview([...lines, lines[2], lines[4]].join("\n"));
    expect(seen).toMatchObject({ rows: 7, validRows: 5, problemCount: 2 });
    expect(seen.problems.map(({ line, kind }) => [line, kind])).toEqual([
      [7, "bar.time_duplicate"],
      [8, "bar.time_duplicate"],
    ]);
    expect(seen.notes).toEqual(["1 row is out of order and will be sorted."]);
  });

  it("says when it did not read to the end, and what volume will be", async () => {
    const minutes = someBars({ count: 1, stepMs: 60_000 });
    const start = minutes.time[0] ?? 0;
    const lines = Array.from({ length: 120_000 }, (_, index) => `${start + index * 60_000},1,1,1,1`);
    const seen = await preview(["time,open,high,low,close", ...lines].join("\n"));
    expect(seen.rows).toBeGreaterThanOrEqual(100_000);
    expect(seen.rows).toBeLessThan(120_000);
    expect(seen.isWhole).toBe(false);
    expect(seen.reading.timeFormat).toBe("epoch_ms");
    expect(seen.notes).toEqual([
      expect.stringMatching(/^The first 1\d\d,\d{3} rows were checked/),
      "There is no volume column: volume will be 0.",
    ]);
  });
});
