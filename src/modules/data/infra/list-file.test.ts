import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSymbolList } from "../application/instruments/import-symbols";
import { openListFile } from "./list-file";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bifrost-list-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(content: string) {
  const path = join(folder, "list");
  writeFileSync(path, content);
  return readSymbolList(await openListFile(path, "list"), () => undefined);
}

describe("a list of symbols", () => {
  it("reads the same from JSON as from CSV", async () => {
    const csv = await read("symbol,name,tick,isin\nAAA,Alpha,0.01,\nBBB,,0.5,US0378331005\n");
    const json = await read(
      '\uFEFF [{"symbol":"AAA","name":"Alpha","tick":0.01},{"symbol":"BBB","name":null,"tick":"0.5","isin":"US0378331005"}]',
    );
    if (!csv.ok || !json.ok) throw new Error("both are lists");
    const plain = (list: typeof csv) => list.value.rows.map(({ line: _line, ...row }) => row);
    expect(plain(json)).toEqual(plain(csv));
    expect(json.value.rows.map(({ line }) => line)).toEqual([1, 2]);
  });

  it("takes an object with one array", async () => {
    expect(await read('{"count":1,"symbols":[{"symbol":"AAA"}]}')).toMatchObject({ value: { lines: 1 } });
  });

  it("names the entry and what would pass", async () => {
    expect(await read('[{"symbol":"AAA"},{"symbol":"B B","kind":{"a":1}}]')).toMatchObject({
      value: { problemCount: 2, problems: [{ line: 2 }, { line: 2 }] },
    });
  });

  it.each([
    ["[1,2]", "import.not_text"],
    ['[{"symbol":"A"}', "import.not_text"],
    ['{"a":[],"b":[]}', "import.not_text"],
    ["[]", "import.empty"],
    ["", "import.empty"],
  ])("refuses %j", async (content, kind) => {
    expect(await read(content)).toMatchObject({ ok: false, error: { kind } });
  });
});
