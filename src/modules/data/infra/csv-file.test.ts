import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LINE_CHARS_MAX } from "../domain/csv/split-lines";
import type { CsvRow } from "../ports";
import { openCsvFile } from "./csv-file";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bifrost-csv-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function fileOf(content: string | Uint8Array, name = "bars.csv") {
  const path = join(folder, name);
  writeFileSync(path, content);
  return openCsvFile(path, name);
}

async function rowsOfText(content: string | Uint8Array): Promise<readonly CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const batch of (await fileOf(content)).rows(",", () => undefined)) rows.push(...batch);
  return rows;
}

const cellsOf = (rows: readonly CsvRow[]) =>
  rows.map((row) => ("cells" in row ? [row.line, ...row.cells] : [row.line, null]));

describe("openCsvFile: rows", () => {
  it("numbers rows by their line, leaves empty lines out, takes any line end and a byte order mark", async () => {
    expect(cellsOf(await rowsOfText("\ufeffa,b\r\n1,2\n\n   \r\n3,4"))).toEqual([
      [1, "a", "b"],
      [2, "1", "2"],
      [5, "3", "4"],
    ]);
    expect(cellsOf(await rowsOfText("a,b\r1,2\r"))).toEqual([
      [1, "a", "b"],
      [2, "1", "2"],
    ]);
  });

  it("reads quoted cells: delimiters, doubled quotes and line breaks inside", async () => {
    expect(cellsOf(await rowsOfText('a,"x, y",c\n"say ""hi""","two\nlines",3\n4,5,6'))).toEqual([
      [1, "a", "x, y", "c"],
      [2, 'say "hi"', "two\nlines", "3"],
      [4, "4", "5", "6"],
    ]);
  });

  it("reads back what is written by the rules, whatever the cells", async () => {
    const quoted = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", '"', "\n", "ü", "€", " ", ";"), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, async (raw) => {
        const rows = raw.map((cells, index) => [`row ${index}`, ...cells]); // a row of blanks would be an empty line
        const read = await rowsOfText(rows.map((cells) => cells.map(quoted).join(",")).join("\n"));
        expect(cellsOf(read).map(([, ...cells]) => cells)).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });

  it("names a line with a stray quote and reads on", async () => {
    const rows = await rowsOfText('1,2\n7,8"9,"1\n3,4\n"x"y,5\n6,7');
    expect(cellsOf(rows)).toEqual([
      [1, "1", "2"],
      [2, null],
      [3, "3", "4"],
      [4, null],
      [5, "6", "7"],
    ]);
  });

  it("gives up a quote that is never closed, without swallowing the file", async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `${index},1`);
    const rows = await rowsOfText(['"open,1', ...lines].join("\n"));
    expect(rows).toHaveLength(101);
    expect(rows[0]).toMatchObject({ line: 1, broken: expect.stringContaining("never closed") });
    expect(rows.at(-1)).toEqual({ line: 101, cells: ["99", "1"] });
    expect(await rowsOfText('1,2\n"open')).toMatchObject([{ line: 1 }, { line: 2, broken: expect.any(String) }]);
  });

  it("gives up a line without end and reads on", async () => {
    const rows = await rowsOfText(`1,2\n${"9".repeat(LINE_CHARS_MAX * 3)}\n3,4`);
    expect(cellsOf(rows)).toEqual([
      [1, "1", "2"],
      [2, null],
      [3, "3", "4"],
    ]);
  });

  it("cuts no letter in two at the edge of a read", async () => {
    const line = `${"é".repeat(1000)},€\n`;
    const rows = await rowsOfText(line.repeat(400));
    expect(rows).toHaveLength(400);
    expect(new Set(rows.map((row) => ("cells" in row ? row.cells.join() : "")))).toEqual(new Set([line.trim()]));
  });

  it("holds little of a large file: it reads on only when its rows were taken", async () => {
    const path = join(folder, "huge.csv");
    const file = await open(path, "w");
    const isSoak = process.env["SOAK_RUNS"] !== undefined;
    const blocks = isSoak ? 400 : 8; // of 1 MB
    const line = "2020-01-02T09:30:00Z,100.25,101.5,99.75,100.5,123456\n";
    const block = Buffer.from(line.repeat(20_000));
    for (let i = 0; i < blocks; i += 1) await file.write(block);
    await file.close();
    const huge = await openCsvFile(path, "huge.csv");
    let [rows, held, bytes, peak] = [0, 0, 0, 0];
    const before = process.memoryUsage().rss;
    for await (const batch of huge.rows(",", (read) => (bytes = read))) {
      held = Math.max(held, bytes - rows * line.length);
      rows += batch.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    rmSync(path);
    expect([rows, bytes]).toEqual([blocks * 20_000, block.length * blocks]);
    // Of the whole process, which other tests fill too: only where the file is far larger than what they take.
    expect(isSoak ? peak - before : 0).toBeLessThan(0.9 * bytes);
    // One read and the line that it cut, however large the file is.
    expect(held).toBeLessThan(300_000);
  }, 120_000);
});

describe("openCsvFile: head", () => {
  it.each([
    ["an empty file", "", "import.empty"],
    ["blank lines", "\n\n  \n", "import.empty"],
    ["a byte order mark alone", "\ufeff\n", "import.empty"],
    ["zeros", new Uint8Array(1000), "import.not_text"],
    ["a ZIP archive", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0), "import.not_text"],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8), "import.not_text"],
    ["UTF-16", Buffer.from("\ufeffdate,open\n", "utf16le"), "import.not_text"],
    ["Latin-1", Buffer.from("Datum,Eröffnung\n", "latin1"), "import.not_text"],
  ])("refuses %s", async (_, content, kind) => {
    expect(await (await fileOf(content)).head()).toMatchObject({ ok: false, error: { kind, fileName: "bars.csv" } });
  });

  it("says what a refused file looks like", async () => {
    const workbook = await fileOf(Uint8Array.of(0x50, 0x4b, 3, 4), "prices.csv");
    expect(await workbook.head()).toMatchObject({ error: { looksLike: expect.stringContaining("Excel") } });
  });

  it("gives the first lines, also when the head ends inside a letter", async () => {
    const file = await fileOf(`a,b\n\n1,2\n${"é".repeat(100_000)}`);
    const head = await file.head();
    expect(head.ok ? head.value.lines.slice(0, 2) : []).toEqual(["a,b", "1,2"]);
  });

  it("hashes the bytes as they are", async () => {
    const file = await fileOf("abc");
    expect(await file.sha256()).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});
