import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Logger } from "../infra/logger";
import { loadPages } from "./load-pages";

const PAGES = {
  "/(desk)/chart/page": "globalThis.loadedPages.push('chart')",
  "/broken/page": "throw new Error('cannot be read')",
  "/page": "globalThis.loadedPages.push('home')",
};

declare global {
  var loadedPages: string[] | undefined;
}

let folder: string;
let said: unknown[];
const log = {
  error: (facts: object) => {
    said.push(facts);
  },
} as Partial<Logger> as Logger;

describe("loadPages", () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pages-"));
    said = [];
    globalThis.loadedPages = [];
    const files = Object.fromEntries(Object.keys(PAGES).map((page) => [page, `app${page}.js`]));
    const server = join(folder, ".next", "server");
    for (const [page, text] of Object.entries(PAGES)) {
      const file = join(server, files[page] ?? "");
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    await writeFile(join(server, "app-paths-manifest.json"), JSON.stringify(files));
  });
  afterEach(async () => {
    globalThis.loadedPages = undefined;
    await rm(folder, { recursive: true });
  });

  it("loads every page once, those nearest the root first, and goes on after one that cannot be read", async () => {
    await loadPages(folder, { log, signal: new AbortController().signal });
    expect(globalThis.loadedPages).toEqual(["home", "chart"]);
    expect(said).toEqual([{ page: "/broken/page", error: expect.objectContaining({ message: "cannot be read" }) }]);
  });

  it("stops between two pages when the server stops", async () => {
    const stopped = new AbortController();
    stopped.abort();
    await loadPages(folder, { log, signal: stopped.signal });
    expect(globalThis.loadedPages).toEqual([]);
  });
});
