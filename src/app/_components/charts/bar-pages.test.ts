import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { routeError } from "@/app/_lib/route-error";
import { type BarColumns, barColumnsOf, encodeBarColumns } from "@/modules/data";
import { BarFeed } from "./bar-feed";
import {
  barPageReader,
  EMPTY_WINDOW,
  firstPageBars,
  lowerBound,
  mergeBars,
  type ReadBarPage,
  withNewer,
  withNewest,
  withOlder,
} from "./bar-pages";

const bar = (time: number, close = time) => ({ time, open: close, high: close, low: close, close, volume: 1 });
const barsAt = (times: readonly number[], mark = 0): BarColumns =>
  barColumnsOf(times.map((time) => bar(time, time + mark)));
const timesOf = (bars: BarColumns) => [...bars.time];
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("firstPageBars", () => {
  const DAY = 86_400_000;

  it("holds a range and half as much left of it, so that nothing more is asked for at once", () => {
    expect(firstPageBars("1Y", DAY)).toBe(1_000);
    expect(firstPageBars("5Y", DAY)).toBeGreaterThan(1.5 * 1_827);
    expect(firstPageBars("1M", DAY / 24)).toBeGreaterThan(1.5 * 31 * 24);
  });

  it("is a page at the most, but of everything", () => {
    expect(firstPageBars("1M", 60_000)).toBe(5_000);
    expect(firstPageBars("All", DAY)).toBe(20_000);
  });
});

describe("mergeBars", () => {
  it("puts older bars before and newer bars after what is held", () => {
    expect(timesOf(mergeBars(barsAt([5, 6]), barsAt([1, 2])))).toEqual([1, 2, 5, 6]);
    expect(timesOf(mergeBars(barsAt([1, 2]), barsAt([5, 6])))).toEqual([1, 2, 5, 6]);
  });

  it("takes the page's word for every time it spans, and drops what the page lacks there", () => {
    const merged = mergeBars(barsAt([1, 2, 3, 4]), barsAt([2, 4], 0.5));
    expect(timesOf(merged)).toEqual([1, 2, 4]);
    expect([...merged.close]).toEqual([1, 2.5, 4.5]);
  });

  it("gives strictly increasing times that are all from one of the two, whatever the overlap", () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
      .map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(times, times, (held, page) => {
        const merged = timesOf(mergeBars(barsAt(held), barsAt(page)));
        expect(merged).toEqual([...new Set(merged)].toSorted((a, b) => a - b));
        for (const time of page) expect(merged).toContain(time);
        for (const time of merged) expect(held.includes(time) || page.includes(time)).toBe(true);
      }),
    );
  });
});

describe("lowerBound", () => {
  it("is the index of the first time at or after the one asked for", () => {
    const times = Float64Array.of(10, 20, 30);
    expect([5, 10, 11, 30, 31].map((time) => lowerBound(times, time))).toEqual([0, 0, 1, 2, 3]);
  });
});

describe("windows", () => {
  it("knows the first bar by a page that is shorter than asked for", () => {
    const window = { bars: barsAt([5, 6]), atStart: false, atEnd: true };
    expect(withOlder(window, barsAt([3, 4]), 2).atStart).toBe(false);
    expect(withOlder(window, barsAt([4]), 2).atStart).toBe(true);
    expect(withOlder(window, barsAt([]), 2)).toEqual({ ...window, atStart: true });
  });

  it("starts over when the newest page would leave a hole", () => {
    const window = { bars: barsAt([1, 2]), atStart: true, atEnd: true };
    const next = withNewest(window, barsAt([8, 9]), 2);
    expect(timesOf(next.bars)).toEqual([8, 9]);
    expect(next.atStart).toBe(false);
  });

  it("drops bars that an undo took away when the page holds all there is", () => {
    const window = { bars: barsAt([1, 2, 3]), atStart: true, atEnd: true };
    expect(timesOf(withNewest(window, barsAt([1]), 10).bars)).toEqual([1]);
  });

  it("joins on the right only a page that reaches back", () => {
    const window = { bars: barsAt([1, 2]), atStart: true, atEnd: false };
    expect(timesOf(withNewer(window, barsAt([2, 3]), false).bars)).toEqual([1, 2, 3]);
    expect(timesOf(withNewer(window, barsAt([8, 9]), false).bars)).toEqual([1, 2]);
  });
});

/** Lets every promise that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Serves a series from memory by the rule of the server: the newest `limit` bars before `toMs`. */
function serve(times: readonly number[]) {
  const asked: (number | null)[] = [];
  const read: ReadBarPage = async ({ toMs, limit }) => {
    asked.push(toMs);
    const before = toMs === null ? times : times.filter((time) => time < toMs);
    return barsAt(before.slice(-limit));
  };
  return { read, asked };
}

describe("BarFeed", () => {
  it("opens at the newest bars and walks left to the first one", async () => {
    const feed = new BarFeed({ read: serve(upTo(10)).read, barMs: 1, pageBars: 4 });
    await feed.open(null);
    expect(timesOf(feed.state().window.bars)).toEqual([7, 8, 9, 10]);
    await feed.older();
    await feed.older();
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(10));
    expect(feed.state().window.atStart).toBe(true);
  });

  it("asks no more once the first bar is reached", async () => {
    const { read, asked } = serve([1, 2, 3]);
    const feed = new BarFeed({ read, barMs: 1, pageBars: 4 });
    await feed.open(null);
    await feed.older();
    expect(asked).toEqual([null]);
  });

  it("reaches back to a time in few requests, each of several pages", async () => {
    const { read, asked } = serve(upTo(40));
    const feed = new BarFeed({ read, barMs: 1, pageBars: 4 });
    await feed.open(null);
    await feed.reach(3);
    expect(feed.state().window.bars.time[0]).toBe(3);
    expect(asked).toEqual([null, 37, 17]);
  });

  it("walks right without a hole, over a pause of the market, to the newest bar", async () => {
    const times = [...upTo(8), 100, 101, 102];
    const feed = new BarFeed({ read: serve(times).read, barMs: 1, pageBars: 4 });
    await feed.open(5);
    expect(timesOf(feed.state().window.bars)).toEqual([1, 2, 3, 4]);
    for (let page = 0; page < 6 && !feed.state().window.atEnd; page += 1) await feed.newer();
    expect(timesOf(feed.state().window.bars)).toEqual(times);
  });

  it("stops at the most bars a chart holds and says so", async () => {
    const feed = new BarFeed({ read: serve(upTo(40)).read, barMs: 1, pageBars: 4, barsMax: 8 });
    await feed.open(null);
    await feed.reach(1);
    expect(feed.state()).toMatchObject({ full: true, error: null });
    expect(feed.state().window.bars.time.length).toBe(8);
  });

  it("keeps what it holds when an older page fails, and goes on when asked again", async () => {
    const { read } = serve(upTo(8));
    let fail = false;
    const feed = new BarFeed({
      read: (query, signal) => (fail ? Promise.reject(routeError(500, null, null)) : read(query, signal)),
      barMs: 1,
      pageBars: 4,
    });
    await feed.open(null);
    fail = true;
    await feed.older();
    expect(feed.state()).toMatchObject({ status: "ready", error: { status: 500 } });
    expect(feed.state().window.bars.time.length).toBe(4);
    fail = false;
    await feed.older();
    expect(feed.state().error).toBeNull();
    expect(feed.state().window.bars.time.length).toBe(8);
  });

  it("fails as a whole when the first page fails", async () => {
    const feed = new BarFeed({
      read: () => Promise.reject(routeError(404, { error: { kind: "instrument.not_found" } }, null)),
      barMs: 1,
    });
    await feed.open(null);
    expect(feed.state()).toMatchObject({ status: "failed", error: { failure: { kind: "instrument.not_found" } } });
  });

  it("ignores the answer to a question that was replaced", async () => {
    const releases: (() => void)[] = [];
    const read: ReadBarPage = ({ toMs }) =>
      new Promise((resolve) => {
        releases.push(() => resolve(barsAt(toMs === null ? [9] : [1])));
      });
    const feed = new BarFeed({ read, barMs: 1 });
    const first = feed.open(null);
    const second = feed.open(5);
    for (const release of releases) release();
    await Promise.all([first, second]);
    expect(timesOf(feed.state().window.bars)).toEqual([1]);
  });

  it("reaches its time even when another page is asked for after each of its own", async () => {
    const feed = new BarFeed({ read: serve(upTo(60)).read, barMs: 1, pageBars: 4 });
    await feed.open(null);
    feed.subscribe(() => {
      if (feed.state().busy === null) void feed.older();
    });
    await feed.reach(3);
    expect(feed.state().window.bars.time[0]).toBeLessThanOrEqual(3);
  });

  it("settles on the last of several openings", async () => {
    const feed = new BarFeed({ read: serve(upTo(40)).read, barMs: 1, pageBars: 4 });
    void feed.open(null);
    void feed.open(11);
    await feed.settled();
    expect(timesOf(feed.state().window.bars)).toEqual([7, 8, 9, 10]);
  });

  it("takes in new bars on refresh and keeps the old ones", async () => {
    const times = upTo(8);
    const feed = new BarFeed({ read: (query, signal) => serve(times).read(query, signal), barMs: 1, pageBars: 4 });
    await feed.open(null);
    await feed.older();
    times.push(9, 10);
    await feed.refresh();
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(10));
  });

  it("reads again what was on its way when the news came", async () => {
    const times = [7, 8, 9];
    const releases: (() => void)[] = [];
    // Each answer is what there was when it was asked for, however late it comes.
    const read: ReadBarPage = ({ limit }) => {
      const page = barsAt(times.slice(-limit));
      return new Promise((resolve) => releases.push(() => resolve(page)));
    };
    const feed = new BarFeed({ read, barMs: 1, pageBars: 20 });
    const opened = feed.open(null);
    times.unshift(...upTo(6));
    const told = feed.refresh();
    releases.shift()?.();
    await opened;
    expect(timesOf(feed.state().window.bars)).toEqual([7, 8, 9]);
    await settle();
    releases.shift()?.();
    await told;
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(9));
  });

  it("tries again to read news, and only a few times", async () => {
    const times = [7, 8, 9];
    let failures = 2;
    const pauses: number[] = [];
    const feed = new BarFeed({
      read: (query, signal) => {
        if (times.length > 3 && failures > 0) {
          failures -= 1;
          return Promise.reject(routeError(503, null, null));
        }
        return serve(times).read(query, signal);
      },
      barMs: 1,
      pageBars: 20,
      pause: async (delayMs) => {
        pauses.push(delayMs);
      },
    });
    await feed.open(null);
    times.unshift(...upTo(6));
    await feed.refresh();
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(9));
    failures = 100;
    await feed.refresh();
    expect(pauses).toEqual([1_000, 4_000, 1_000, 4_000, 15_000]);
    expect(feed.state().error).not.toBeNull();
    failures = 0;
    times.push(10);
    // The next bar that closes is an occasion: it does not hide that the news was not read.
    feed.append(barsAt([10]));
    await settle();
    expect(feed.state().error).toBeNull();
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(10));
  });

  it("asks no more once it was closed, however many tries are left", async () => {
    let asked = 0;
    let isOpen = false;
    const feed: BarFeed = new BarFeed({
      read: () => {
        asked += 1;
        return isOpen ? Promise.reject(routeError(503, null, null)) : Promise.resolve(barsAt([1]));
      },
      barMs: 1,
      pause: async () => feed.close(),
    });
    await feed.open(null);
    isOpen = true;
    await feed.refresh();
    expect(asked).toBe(2);
  });

  it("shows the first bar that closes in a series that had none", async () => {
    const times: number[] = [];
    const feed = new BarFeed({ read: (query, signal) => serve(times).read(query, signal), barMs: 1 });
    await feed.open(null);
    times.push(1);
    feed.append(barsAt([1]));
    await settle();
    await feed.settled();
    expect(timesOf(feed.state().window.bars)).toEqual([1]);
  });

  it("asks for all that lies between when the bar that closed is far from those held", async () => {
    const times = upTo(20);
    const feed = new BarFeed({ read: (query, signal) => serve(times).read(query, signal), barMs: 1 });
    await feed.open(null);
    times.push(...upTo(100).slice(20));
    feed.append(barsAt([100]));
    await settle();
    await feed.settled();
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(100));
  });

  it("loses no news that came while it was opened anew with others waiting", async () => {
    const times = upTo(3);
    const releases: (() => void)[] = [];
    const read: ReadBarPage = ({ limit }) => {
      const page = barsAt(times.slice(-limit));
      return new Promise((resolve) => releases.push(() => resolve(page)));
    };
    const feed = new BarFeed({ read, barMs: 1, pageBars: 20 });
    void feed.open(null);
    const waiting = feed.refresh();
    void feed.open(null);
    times.push(4);
    const told = feed.refresh();
    for (let round = 0; round < 4; round += 1) {
      for (const release of releases.splice(0)) release();
      await settle();
    }
    await Promise.all([waiting, told]);
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(4));
  });

  it("keeps what the newest page brought while an older one was on its way", async () => {
    const times = upTo(12);
    let release = () => {};
    const feed = new BarFeed({
      read: (query, signal) =>
        query.toMs === null
          ? serve(times).read(query, signal)
          : new Promise((resolve) => {
              release = () => resolve(serve(times).read(query, signal));
            }),
      barMs: 1,
      pageBars: 4,
    });
    await feed.open(null);
    const older = feed.older();
    const tail = feed.tail();
    feed.append(barsAt([13]));
    times.push(13, 14);
    release();
    await Promise.all([older, tail]);
    expect(timesOf(feed.state().window.bars)).toEqual(upTo(14).slice(4));
  });

  it("starts empty", () => {
    expect(EMPTY_WINDOW.bars.time.length).toBe(0);
  });
});

describe("barPageReader", () => {
  const answer = (response: Response) => {
    const asked: string[] = [];
    const realFetch = globalThis.fetch;
    globalThis.fetch = async (input) => {
      asked.push(
        new Request(new URL(input instanceof Request ? input.url : input, "http://desk")).url.slice(
          "http://desk".length,
        ),
      );
      return response;
    };
    return {
      asked,
      restore: () => {
        globalThis.fetch = realFetch;
      },
    };
  };

  it("asks with the symbol encoded and reads binary columns", async () => {
    const wire = answer(new Response(encodeBarColumns(barsAt([1, 2]))));
    const bars = await barPageReader("^GSPC", "1d")({ toMs: 5, limit: 2 }, new AbortController().signal);
    wire.restore();
    expect(wire.asked).toEqual(["/api/bars?symbol=%5EGSPC&resolution=1d&limit=2&hours=stored&toMs=5"]);
    expect(timesOf(bars)).toEqual([1, 2]);
  });

  it.each([
    ["takes what was asked for ahead, once", "/api/bars?symbol=SPY&resolution=1d&limit=2&hours=stored", [1, 2], 1],
    ["leaves what was asked for another chart", "/api/bars?symbol=QQQ&resolution=1d&limit=2&hours=stored", [7], 2],
  ])("%s", async (_rule, address, first, asks) => {
    vi.stubGlobal("window", {
      bifrostAhead: { address, bytes: Promise.resolve(encodeBarColumns(barsAt([1, 2])).buffer) },
    });
    const read = barPageReader("SPY", "1d");
    const page = { toMs: null, limit: 2 };
    const wire = answer(new Response(encodeBarColumns(barsAt([7]))));
    expect(timesOf(await read(page, new AbortController().signal))).toEqual(first);
    wire.restore();
    const again = answer(new Response(encodeBarColumns(barsAt([8]))));
    expect(timesOf(await read(page, new AbortController().signal))).toEqual([8]);
    again.restore();
    vi.unstubAllGlobals();
    expect(wire.asked.length + again.asked.length).toBe(asks);
  });

  it("asks itself where what was asked for ahead did not come", async () => {
    const address = "/api/bars?symbol=SPY&resolution=1d&limit=2&hours=stored";
    vi.stubGlobal("window", { bifrostAhead: { address, bytes: Promise.reject(new Error("bars answered 503")) } });
    const wire = answer(new Response(encodeBarColumns(barsAt([7]))));
    const bars = await barPageReader("SPY", "1d")({ toMs: null, limit: 2 }, new AbortController().signal);
    wire.restore();
    vi.unstubAllGlobals();
    expect(timesOf(bars)).toEqual([7]);
  });

  it("throws the refusal's kind", async () => {
    const wire = answer(Response.json({ error: { kind: "instrument.not_found" } }, { status: 404 }));
    const asked = barPageReader("NOPE", "1d")({ toMs: null, limit: 2 }, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ status: 404, failure: { kind: "instrument.not_found" } });
    wire.restore();
  });

  it("throws when the bytes are not bars", async () => {
    const wire = answer(new Response("hello"));
    const asked = barPageReader("A", "1d")({ toMs: null, limit: 2 }, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ failure: { kind: "server.fault" } });
    wire.restore();
  });
});
