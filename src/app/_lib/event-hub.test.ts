import { describe, expect, it } from "vitest";
import {
  type EventHub,
  type HubEvent,
  type HubMessage,
  type HubPorts,
  makeEventHub,
  reopenDelayMs,
  type StreamHandlers,
  TOPIC_RESET,
} from "./event-hub";

/** One browser: a lock that one tab holds, a channel, a store, and a server that remembers who is connected. */
function makeBrowser() {
  const waiting: { run: () => void }[] = [];
  let held = false;
  const listeners = new Map<number, (message: HubMessage) => void>();
  const timers: { delayMs: number; call: () => void }[] = [];
  let lastId: string | null = null;
  let nowMs = 1_000;
  const line = { isMute: false };
  const streams: { lastEventId: string | null; handlers: StreamHandlers; open: boolean }[] = [];

  const next = () => {
    const first = waiting.shift();
    if (first === undefined || held) return;
    held = true;
    first.run();
  };

  const openTab = (number: number, from = "0") => {
    const ports: HubPorts = {
      whenLeader(lead, stop) {
        const request = {
          run: () => {
            void lead(stop).then(() => {
              held = false;
              next();
            });
          },
        };
        stop.addEventListener("abort", () => {
          const place = waiting.indexOf(request);
          if (place >= 0) waiting.splice(place, 1);
        });
        waiting.push(request);
        if (!held) next();
      },
      channel: {
        post: (message) => {
          if (line.isMute) return;
          for (const [tab, listener] of listeners) if (tab !== number) listener(message);
        },
        listen: (listener) => {
          listeners.set(number, listener);
          return () => listeners.delete(number);
        },
      },
      from,
      lastId: {
        get: () => lastId,
        set: (id) => {
          lastId = id;
        },
      },
      open(lastEventId, handlers) {
        const stream = { lastEventId, handlers, open: true };
        streams.push(stream);
        return () => {
          stream.open = false;
        };
      },
      nowMs: () => nowMs,
      later(delayMs, call) {
        const timer = { delayMs, call };
        timers.push(timer);
        return () => {
          const place = timers.indexOf(timer);
          if (place >= 0) timers.splice(place, 1);
        };
      },
    };
    const hub = makeEventHub(ports);
    const heard: string[] = [];
    hub.onEvent((event) => heard.push(event.topic === TOPIC_RESET ? `reset ${event.id}` : event.id));
    return { hub, heard, close: hub.start() };
  };

  return {
    line,
    openTab,
    streams,
    timers,
    connected: () => streams.filter((stream) => stream.open),
    advanceTo: (ms: number) => {
      nowMs = ms;
    },
  };
}

const event = (id: string): HubEvent => ({ id, topic: "job.updated", payload: { id } });
/** Lets every promise that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const stateOf = (hub: EventHub) => hub.state().status;

describe("the event hub", () => {
  it("holds one stream however many tabs are open, and every tab hears every event once", () => {
    const browser = makeBrowser();
    const tabs = [browser.openTab(1), browser.openTab(2), browser.openTab(3)];
    expect(browser.connected()).toHaveLength(1);
    browser.streams[0]?.handlers.onEvent(event("7"));
    expect(tabs.map((tab) => tab.heard)).toEqual([["7"], ["7"], ["7"]]);
  });

  it("lets a follower take over where the leader stopped", async () => {
    const browser = makeBrowser();
    const first = browser.openTab(1);
    const second = browser.openTab(2);
    browser.streams[0]?.handlers.onEvent(event("41"));
    first.close();
    await settle();
    expect(browser.connected()).toHaveLength(1);
    expect(browser.connected()[0]?.lastEventId).toBe("41");
    browser.connected()[0]?.handlers.onEvent(event("42"));
    expect(second.heard).toEqual(["41", "42"]);
    expect(first.heard).toEqual(["41"]);
  });

  it("tells every tab since when nothing comes", () => {
    const browser = makeBrowser();
    const first = browser.openTab(1);
    const second = browser.openTab(2);
    browser.streams[0]?.handlers.onLive();
    expect([first, second].map((tab) => stateOf(tab.hub))).toEqual(["live", "live"]);
    browser.advanceTo(5_000);
    browser.streams[0]?.handlers.onLost();
    browser.advanceTo(9_000);
    browser.streams[0]?.handlers.onLost();
    expect(second.hub.state()).toEqual({ status: "lost", sinceMs: 5_000 });
  });

  it("tells a tab that opens later how the stream is", () => {
    const browser = makeBrowser();
    browser.openTab(1);
    browser.streams[0]?.handlers.onLive();
    expect(stateOf(browser.openTab(2).hub)).toBe("live");
  });

  it("opens again after an end, waiting longer each time, from the last event", () => {
    const browser = makeBrowser();
    browser.openTab(1);
    browser.streams[0]?.handlers.onEvent(event("3"));
    browser.streams[0]?.handlers.onEnd();
    expect(browser.connected()).toHaveLength(0);
    expect(browser.timers.map((timer) => timer.delayMs)).toEqual([1_000]);
    browser.timers[0]?.call();
    expect(browser.connected()[0]?.lastEventId).toBe("3");
    browser.streams[1]?.handlers.onEnd();
    expect(browser.timers.at(-1)?.delayMs).toBe(2_000);
  });

  it("begins where the page was made, so that nothing is lost between reading and listening", () => {
    const browser = makeBrowser();
    browser.openTab(1, "17");
    expect(browser.connected()[0]?.lastEventId).toBe("17");
  });

  it("begins before the page where this browser has not seen what came before it", async () => {
    const browser = makeBrowser();
    const old = browser.openTab(1, "17");
    browser.streams[0]?.handlers.onEvent(event("18"));
    old.close();
    await settle();
    browser.openTab(2, "25");
    expect(browser.connected()[0]?.lastEventId).toBe("18");
  });

  it("does not begin after its page because another tab had seen more", async () => {
    const browser = makeBrowser();
    const old = browser.openTab(1, "17");
    browser.streams[0]?.handlers.onEvent(event("30"));
    old.close();
    await settle();
    // Its page was made before event 30, and it listened after it.
    browser.openTab(2, "25");
    expect(browser.connected()[0]?.lastEventId).toBe("25");
  });

  it("tells a tab to read anew what changed after its page was made and before it listened", () => {
    const browser = makeBrowser();
    browser.openTab(1, "5");
    browser.streams[0]?.handlers.onEvent(event("9"));
    expect(browser.openTab(2, "7").heard).toEqual(["reset 9"]);
    expect(browser.openTab(3, "9").heard).toEqual([]);
  });

  it("takes over from its page on when the leading tab never answered", async () => {
    const browser = makeBrowser();
    const first = browser.openTab(1, "5");
    browser.streams[0]?.handlers.onEvent(event("9"));
    browser.line.isMute = true;
    const second = browser.openTab(2, "7");
    browser.line.isMute = false;
    browser.streams[0]?.handlers.onEvent(event("12"));
    first.close();
    await settle();
    expect(second.heard).toEqual(["12"]);
    expect(browser.connected()[0]?.lastEventId).toBe("7");
  });

  it("opens nothing more once its tab has closed", async () => {
    const browser = makeBrowser();
    const tab = browser.openTab(1);
    browser.streams[0]?.handlers.onEnd();
    tab.close();
    await settle();
    expect(browser.timers).toHaveLength(0);
    expect(browser.connected()).toHaveLength(0);
  });
});

describe("reopenDelayMs", () => {
  it("doubles to half a minute", () => {
    expect([0, 1, 2, 5, 50].map(reopenDelayMs)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
  });
});
