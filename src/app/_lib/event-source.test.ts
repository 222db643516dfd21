import { describe, expect, it } from "vitest";
import { type EventSourcePort, openEventSource } from "./event-source";

/** A line whose other end is the test. */
function makeLine(lastEventId: string | null = null) {
  const listeners = new Map<string, (event: { readonly data?: unknown; readonly lastEventId?: string }) => void>();
  const source = { readyState: 0, closed: 0 };
  const timers = new Set<{ readonly delayMs: number; readonly call: () => void }>();
  const told: unknown[] = [];
  let url = "";
  const port: EventSourcePort = {
    get readyState() {
      return source.readyState;
    },
    addEventListener: (type, listener) => listeners.set(type, listener),
    close: () => {
      source.closed += 1;
    },
  };
  const close = openEventSource(
    {
      open: (address) => {
        url = address;
        return port;
      },
      later: (delayMs, call) => {
        const timer = { delayMs, call };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    { viewId: "view-0001", lastEventId },
    {
      onEvent: (event) => told.push(event),
      onLive: () => told.push("live"),
      onLost: () => told.push("lost"),
      onEnd: () => told.push("end"),
    },
  );
  const say = (type: string, data?: string, id = "7") => listeners.get(type)?.({ data, lastEventId: id });
  return { source, timers, told, close, say, url: () => url };
}

describe("the browser's end of the event stream", () => {
  it("asks for its view, after what was seen last", () => {
    expect(makeLine().url()).toBe("/api/events?viewId=view-0001");
    expect(makeLine("42").url()).toBe("/api/events?viewId=view-0001&lastEventId=42");
  });

  it("passes on news and live values with the id to resume from", () => {
    const line = makeLine();
    line.say("open");
    line.say("news", '{"topic":"job.changed","payload":{"jobId":"j"}}', "8");
    line.say("live", "@1\n[1,2]", "8");
    line.say("ping");
    line.say("news", '{"unknown":true}');
    expect(line.told).toEqual([
      "live",
      { id: "8", topic: "job.changed", payload: { jobId: "j" } },
      { id: "8", topic: "live", payload: "@1\n[1,2]" },
    ]);
  });

  it("says that a broken line is lost while it comes back by itself, and that a refused one is over", () => {
    const line = makeLine();
    line.say("error");
    line.source.readyState = 2;
    line.say("error");
    expect(line.told).toEqual(["lost", "end"]);
    expect(line.source.closed).toBe(1);
    expect(line.timers.size).toBe(0);
  });

  it("gives up a line that says nothing, and only such a one", () => {
    const line = makeLine();
    for (const type of ["open", "ping", "live", "news"]) {
      const before = [...line.timers];
      line.say(type, "{}");
      expect(line.timers.size).toBe(1);
      expect(before.some((timer) => line.timers.has(timer))).toBe(false);
    }
    const [timer] = line.timers;
    expect(timer?.delayMs).toBe(40_000);
    timer?.call();
    expect(line.told.at(-1)).toBe("end");
    expect(line.source.closed).toBe(1);
  });

  it("waits for nothing once it was closed", () => {
    const line = makeLine();
    line.close();
    expect([line.source.closed, line.timers.size]).toEqual([1, 0]);
  });
});
