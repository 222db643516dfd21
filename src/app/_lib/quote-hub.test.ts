import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import { depthKeyOf, encodeDepth, encodeQuote, type Quote } from "@/modules/data";
import { makeQuoteHub, type QuoteHubMessage } from "./quote-hub";

const quoteOf = (id: number, last: number): Quote => ({
  instrumentId: InstrumentId.of(id),
  feed: "simulated",
  bid: null,
  ask: null,
  bidSize: null,
  askSize: null,
  last,
  lastSize: null,
  reference: null,
  eventMs: 0,
  receivedMs: 0,
  clock: "wall",
  beatMs: 1,
  calendar: null,
  minute: null,
});

/** Tabs of one browser on one channel, and the server they talk to. */
function makeBrowser() {
  const listeners = new Map<string, (message: QuoteHubMessage) => void>();
  const shown: (readonly number[])[] = [];
  const frames: (() => void)[] = [];
  const later: (() => void)[] = [];
  const world = { nowMs: 1_000_000, refuses: false };
  const settle = async () => {
    for (let call = later.shift(); call !== undefined; call = later.shift()) call();
    await Promise.resolve();
  };
  const openTab = (tab: string) => {
    const hub = makeQuoteHub({
      tab,
      channel: {
        post: (message) => {
          for (const [name, listener] of listeners) if (name !== tab) listener(message);
        },
        listen: (handler) => {
          listeners.set(tab, handler);
          return () => listeners.delete(tab);
        },
      },
      show: async (ids) => {
        if (world.refuses) throw new Error("away");
        shown.push(ids);
      },
      frame: (call) => frames.push(call),
      soon: (call) => later.push(call),
      nowMs: () => world.nowMs,
    });
    return { hub, close: hub.start() };
  };
  const draw = () => {
    for (const call of frames.splice(0)) call();
  };
  return { openTab, shown, settle, draw, world };
}

const NOTHING = () => undefined;

describe("what a browser shows", () => {
  it("is told once for all its tabs, by the one that holds the stream", async () => {
    const { openTab, shown, settle } = makeBrowser();
    const [one, two] = [openTab("one"), openTab("two")];
    one.hub.stream(true, true);
    one.hub.watch([3, 1], NOTHING);
    two.hub.watch([2], NOTHING);
    const stop = two.hub.watch([1, 2], NOTHING);
    await settle();
    expect(shown.at(-1)?.toSorted()).toEqual([1, 2, 3]);
    const count = shown.length;
    stop();
    await settle();
    expect(shown, "1 and 2 are still shown").toHaveLength(count);
    two.close();
    await settle();
    expect(shown.at(-1)).toEqual([1, 3]);
  });

  it("is nothing in a hidden tab", async () => {
    const { openTab, shown, settle } = makeBrowser();
    const one = openTab("one");
    one.hub.stream(true, true);
    one.hub.watch([1], NOTHING);
    await settle();
    one.hub.setVisible(false);
    await settle();
    one.hub.setVisible(true);
    await settle();
    expect(shown).toEqual([[1], [], [1]]);
  });

  it("is asked for by a tab that takes over the stream", async () => {
    const { openTab, shown, settle } = makeBrowser();
    const [one, two] = [openTab("one"), openTab("two")];
    one.hub.stream(true, true);
    two.hub.watch([2], NOTHING);
    await settle();
    one.close();
    const three = openTab("three");
    three.hub.watch([3], NOTHING);
    three.hub.stream(true, true);
    await settle();
    expect(shown.at(-1)?.toSorted()).toEqual([2, 3]);
  });

  it("is told again when the stream came back, and after a refusal at the next change", async () => {
    const { openTab, shown, settle, world } = makeBrowser();
    const { hub } = openTab("one");
    hub.watch([1], NOTHING);
    hub.stream(true, false);
    await settle();
    expect(shown, "not while the stream is down").toEqual([]);
    hub.stream(true, true);
    await settle();
    hub.stream(true, false);
    world.refuses = true;
    hub.stream(true, true);
    await settle();
    world.refuses = false;
    hub.setVisible(true);
    await settle();
    expect(shown).toEqual([[1], [1]]);
  });

  it("forgets a tab that died without a word", async () => {
    const { openTab, shown, settle, world } = makeBrowser();
    const [one, two] = [openTab("one"), openTab("two")];
    one.hub.stream(true, true);
    two.hub.watch([2], NOTHING);
    await settle();
    world.nowMs += 601_000;
    one.hub.watch([1], NOTHING);
    await settle();
    expect(shown.at(-1)).toEqual([1]);
  });
});

describe("quotes in a tab", () => {
  it("reach who watches them, once a frame, and only the newest", () => {
    const { openTab, draw } = makeBrowser();
    const { hub } = openTab("one");
    const heard: string[] = [];
    hub.watch([1], () => heard.push(`a ${hub.heard().quotes.get(1)?.last}`));
    hub.watch([2, 1], () => heard.push(`b ${hub.heard().quotes.get(1)?.last}`));
    hub.watch([2], () => heard.push("c"));
    hub.hear(`@5\n${encodeQuote(quoteOf(1, 10))}`);
    hub.hear(encodeQuote(quoteOf(1, 11)));
    draw();
    expect(heard).toEqual(["a 11", "b 11"]);
    expect([...hub.heard().quotes.keys()]).toEqual([1]);
  });

  it("come with depth where that is watched, under a key of its own", async () => {
    const { openTab, draw, shown, settle } = makeBrowser();
    const { hub } = openTab("one");
    hub.stream(true, true);
    const heard: string[] = [];
    hub.watch([1], () => heard.push("quote"));
    const stop = hub.watch([depthKeyOf(1)], () => heard.push(`depth ${hub.heard().depths.get(1)?.bids[0]?.[0]}`));
    await settle();
    const id = InstrumentId.of(1);
    hub.hear(encodeDepth({ instrumentId: id, feed: "a", bids: [[9, 1]], asks: [], depthMs: 1, trades: [] }));
    draw();
    hub.hear(encodeQuote(quoteOf(1, 10)));
    draw();
    expect(heard).toEqual(["depth 9", "quote"]);
    stop();
    await settle();
    expect(shown).toEqual([[-1, 1], [1]]);
  });

  it.each([[null], [{ id: 1 }], [""], ["nonsense\n[1,2]"]])("ignore %j", (payload) => {
    const { openTab, draw } = makeBrowser();
    const { hub } = openTab("one");
    let calls = 0;
    hub.watch([1], () => {
      calls += 1;
    });
    hub.hear(payload);
    draw();
    expect(calls).toBe(0);
  });

  it("tell the server's time from the batch that came fastest, and learn it anew when a clock was set", () => {
    const { openTab, world, draw } = makeBrowser();
    const { hub } = openTab("one");
    const aheadAfter = (aheadMs: number) => {
      hub.hear(`@${world.nowMs + aheadMs}\n${encodeQuote(quoteOf(1, aheadMs))}`);
      draw();
      return hub.heard().aheadMs;
    };
    expect([300, 350, 320].map(aheadAfter)).toEqual([300, 350, 350]);
    expect(aheadAfter(-60_000)).toBe(-60_000);
  });
});
