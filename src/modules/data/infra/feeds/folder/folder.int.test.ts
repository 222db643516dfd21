import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, EpochMs } from "@/modules/_kernel";
import { barCount } from "../../../domain/bar-columns";
import type { HistoryRequest } from "../../../domain/feed/feed";
import { DAY_MS } from "../../../domain/resolution";
import { describeFeed, type ServedMarket } from "../../../testing/feed-contract";
import { makeFeedCaller } from "../caller";
import { timers } from "../timers";
import { folderProvider } from "./folder";

const place = mkdtempSync(join(tmpdir(), "bifrost-folder-feed-"));
const root = join(place, "root");
const workDir = join(place, "work");
afterAll(() => rmSync(place, { recursive: true, force: true }));

const line = (bar: ServedMarket["bars"][number]) =>
  [new Date(bar.time).toISOString(), bar.open, bar.high, bar.low, bar.close, bar.volume]
    .map((cell) => cell ?? "")
    .join(",");
const csv = (bars: ServedMarket["bars"]) => ["time,open,high,low,close,volume", ...bars.map(line)].join("\n");

const JUNE = { nowMs: () => EpochMs.of(Date.UTC(2024, 5, 1)) };

function feedOf(baseUrls: Readonly<Record<string, string>> = {}, clock: Clock = JUNE) {
  const provider = folderProvider({ root, workDir });
  const caller = makeFeedCaller({ feed: provider.id, limits: provider.limits, clock, waiting: timers });
  const settings = { enabled: true, baseUrls, key: null };
  const feed = provider.make({ settings, clock, waiting: timers, fetch, caller, limits: provider.limits });
  return { feed, caller };
}

describeFeed({
  name: "A folder of files",
  resolution: "1m",
  alias: "SPY",
  currency: "USD",
  protocol: () => ({ answer: () => ({ status: 404, contentType: "text/plain", body: "" }) }),
  make: ({ clock }) => feedOf({}, clock).feed,
  noLine: "files on the server's own disk are read without a network",
  async publish({ bars }) {
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, "SPY_1m.csv"), csv(bars));
  },
  inexpressible: {
    "other symbol": "the file's name is the symbol; its content names none",
    "unknown currency": "a file of bars names no currency",
    "clock an hour ahead": "a file has no clock",
    "clock an hour behind": "a file has no clock",
  },
  otherwise: {
    future: { reason: null, because: "only lines inside the question are given" },
    zero: { refusal: "feed.malformed", because: "a file with a bad line is refused whole, like an uploaded one" },
    null: { refusal: "feed.malformed", because: "a file with a bad line is refused whole, like an uploaded one" },
    "corrected in the page": { reason: "time_repeats", kept: 2, because: "the lines stand apart and are both judged" },
  },
});

const NEVER = new AbortController().signal;
const REQUEST = { alias: "SPY", resolution: "1d", fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2024, 1, 1) } as const;
const day = (date: string, close = 100) => `${date},100,${close + 1},99,${close},5`;
const HEAD = "date,open,high,low,close,volume";

async function ask(request: HistoryRequest = REQUEST, set?: Readonly<Record<string, string>>) {
  const pages = [];
  for await (const page of feedOf(set).feed.history(request, NEVER)) pages.push(page);
  return pages;
}
const refusalOf = async (request?: HistoryRequest, set?: Readonly<Record<string, string>>) => {
  const [page] = await ask(request, set);
  return page?.ok === false ? page.error : null;
};

describe("a folder of files as a feed", () => {
  beforeEach(() => {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(join(root, "us"), { recursive: true });
  });
  // Whatever became of a question, no copy of a file stays behind.
  afterEach(() => {
    const left = readdirSync(workDir);
    if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
  });

  it("joins the parts of a series by time, whichever file they are in", async () => {
    writeFileSync(join(root, "us", "SPY_1d_b.csv"), [HEAD, day("2024-01-02"), day("2024-01-04")].join("\n"));
    writeFileSync(join(root, "us", "spy-daily-a.csv"), [HEAD, day("2024-01-05"), day("2024-01-03")].join("\n"));
    writeFileSync(join(root, "SPY_1m.csv"), [HEAD, "2024-01-02T15:00:00Z,1,1,1,1,1"].join("\n"));
    const [page, more] = await ask();
    expect(more).toBeUndefined();
    const days = page?.ok === true ? [...page.value.bars.time].map((time) => new Date(time).getUTCDate()) : page;
    expect(days).toEqual([2, 3, 4, 5]);
  });

  it("gives a long history in pages that do not overlap and leave nothing out", async () => {
    const bars = 120_000;
    const lines = Array.from({ length: bars }, (_, at) => `${new Date(at * 60_000).toISOString()},100,101,99,100,5`);
    writeFileSync(join(root, "SPY_1m.csv"), [HEAD, ...lines].join("\n"));
    const pages = await ask({ ...REQUEST, resolution: "1m", fromMs: 0, toMs: bars * 60_000 });
    const seen = pages.map((page) => (page.ok ? [barCount(page.value.bars), page.value.completeToMs] : page));
    expect(seen).toEqual([
      [50_000, 50_000 * 60_000],
      [50_000, 100_000 * 60_000],
      [20_000, bars * 60_000],
    ]);
  }, 30_000);

  it("finds the resolution of a file whose name says none", async () => {
    writeFileSync(join(root, "SPY.csv"), [HEAD, day("2024-01-02"), day("2024-01-03")].join("\n"));
    expect((await ask()).map((page) => page.ok && barCount(page.value.bars))).toEqual([2]);
    expect(await refusalOf({ ...REQUEST, resolution: "1h" })).toEqual({
      kind: "feed.unsupported",
      feed: "folder",
      what: "1h bars of SPY",
    });
  });

  it.each([
    ["is empty", "", "SPY_1d.csv: it is empty"],
    ["is binary", "\u0000\u0001\u0002", "SPY_1d.csv: it is a binary file"],
    ["is no table", "hello", "SPY_1d.csv: it is empty"],
    [
      "has dates that fit two formats",
      [HEAD, day("01/02/2024"), day("01/03/2024")].join("\n"),
      "SPY_1d.csv: its dates fit",
    ],
  ])("refuses a file that %s", async (_, content, what) => {
    writeFileSync(join(root, "SPY_1d.csv"), content);
    const refusal = await refusalOf();
    expect(refusal?.kind).toBe("feed.malformed");
    expect(refusal?.kind === "feed.malformed" ? refusal.what : "").toContain(what);
  });

  it("has nothing of a symbol without a file, and says what is wrong with the folder", async () => {
    expect(await refusalOf()).toEqual({ kind: "feed.symbol_unknown", feed: "folder", alias: "SPY" });
    const unreadable = { kind: "feed.folder_unreadable", feed: "folder" };
    expect(await refusalOf(REQUEST, { folder: "gone" })).toEqual({ ...unreadable, folder: "gone", why: "missing" });
    expect(await refusalOf(REQUEST, { folder: "../.." })).toEqual({ ...unreadable, folder: "../..", why: "outside" });
  });

  it("is searched by symbols, the exact one first", async () => {
    for (const name of ["XSPY.csv", "SPYG_1d.csv", "SPY_1m.csv", "SPY_1d.csv", "notes.txt"]) {
      writeFileSync(join(root, name), "x");
    }
    const found = await feedOf({ currency: "EUR", kind: "etf" }).feed.search("spy", 10, NEVER);
    expect(found.ok ? found.value.map(({ symbol, kind, currency }) => [symbol, kind, currency]) : found).toEqual([
      ["SPY", "etf", "EUR"],
      ["SPYG", "etf", "EUR"],
      ["XSPY", "etf", "EUR"],
    ]);
  });

  it("counts its questions as any feed does", async () => {
    const { feed, caller } = feedOf({ folder: "gone" });
    await feed.search("spy", 10, NEVER);
    expect(caller.health()).toMatchObject({ requests: 1, errors: 1, lastRefusal: { refusal: { why: "missing" } } });
  });

  it.each([
    ["folder", "../x", "prices/us"],
    ["folder", "prices", null],
    ["kind", "bond", "equity"],
    ["currency", "dollars", "USD"],
    ["timeZone", "Mars/Olympus", "America/New_York"],
    ["timeZone", "Europe/Berlin", null],
  ])("takes for %s the value %j: %j would pass", (name, value, example) => {
    expect(folderProvider({ root, workDir }).refuseSetting?.(name, value)).toBe(example);
  });

  it("asks for days by their dates", async () => {
    writeFileSync(join(root, "SPY_1d.csv"), [HEAD, day("2023-12-29"), day("2024-01-02"), day("2024-02-01")].join("\n"));
    const [page] = await ask({ ...REQUEST, toMs: REQUEST.toMs - DAY_MS });
    expect(page?.ok === true ? barCount(page.value.bars) : page).toBe(1);
  });
});
