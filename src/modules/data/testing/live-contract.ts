import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Clock, EpochMs } from "@/modules/_kernel";
import type { Feed, FeedMessage } from "../domain/feed/feed";
import type { LineTiming } from "../infra/feeds/live-line";
import { type FaultServer, type ServedProtocol, startFaultServer } from "./fault-server";
import { Venue, type VenuePair } from "./venues/venue";

export interface LiveSetting {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly timing: LineTiming;
}

/** An adapter that streams, with its protocol, as the suite drives it. */
export interface LiveUnderTest {
  readonly name: string;
  readonly pair: VenuePair;
  /** The feed's own name of the pair. */
  readonly alias: string;
  /** One that the feed does not have. */
  readonly unknownAlias: string;
  protocol(venue: Venue): ServedProtocol;
  make(setting: LiveSetting): Feed;
  /** How the feed names the trade that the venue calls by this number; as text unless said otherwise. */
  readonly idOf?: (id: number) => string;
  /** Whether trades that were missed while the line was down come afterwards. */
  readonly resumes: boolean;
  /** How many sockets of one stream hear the venue when all is subscribed. */
  readonly sockets: number;
}

/** Short enough that a test waits for nothing it need not, long enough for a busy machine to keep up. */
const TIMING: LineTiming = {
  beatMs: 300,
  giveUpMs: 900,
  resumeAfterMs: 20,
  pollMs: 20,
  reconnect: { pauseMs: 5, pauseMaxMs: 10 },
};

/** What a test waits for comes at once, but a busy machine takes its time. */
const TEST_TIMEOUT_MS = 30_000;

/** Reads a stream into a list and lets a test wait for what it needs to see. */
class Reader {
  readonly seen: FeedMessage[] = [];
  private readonly over = new AbortController();
  private readonly reading: Promise<void>;
  private wake: () => void = () => undefined;

  constructor(feed: Feed, aliases: readonly string[]) {
    this.reading = this.read(feed.stream(aliases, this.over.signal));
  }

  private async read(stream: AsyncIterable<FeedMessage>): Promise<void> {
    for await (const message of stream) {
      this.seen.push(message);
      this.wake();
    }
  }

  /** Resolves when the list passes; the test's own timeout is the limit. Fails when the stream throws. */
  async until(passes: (seen: readonly FeedMessage[]) => boolean): Promise<void> {
    while (!passes(this.seen)) {
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      await Promise.race([woken, this.reading.then(() => Promise.reject(new Error("the stream ended")))]);
    }
  }

  async stop(): Promise<void> {
    this.over.abort();
    await this.reading;
  }

  get tradeIds(): readonly (string | null)[] {
    return this.seen.flatMap((message) => (message.type === "trade" ? [message.tradeId] : []));
  }

  get states(): readonly string[] {
    return this.seen.flatMap((message) => (message.type === "line" ? [message.state] : []));
  }
}

/** The rules that every live feed keeps. Call it at the top of the adapter's test. */
export function describeLive(under: LiveUnderTest): void {
  describe(`${under.name} keeps the contract of live feeds`, { timeout: TEST_TIMEOUT_MS }, () => {
    const { pair } = under;
    let server: FaultServer;
    let venue: Venue;
    let readers: Reader[];
    let nextId = 1;
    let subscribed: () => Promise<void>;

    beforeEach(async () => {
      venue = new Venue([pair], () => []);
      server = await startFaultServer(under.protocol(venue));
      readers = [];
      nextId = 1;
      subscribed = () => venue.heard(under.sockets);
    });
    afterEach(async () => {
      await Promise.all(readers.map((reader) => reader.stop()));
      await server.close();
    });

    const listen = (aliases: readonly string[] = [under.alias], timing = TIMING) => {
      const clock: Clock = { nowMs: () => EpochMs.of(Date.now()) };
      const reader = new Reader(under.make({ baseUrl: server.url, clock, timing }), aliases);
      readers.push(reader);
      return reader;
    };
    const trade = (price = 100) => {
      const id = nextId++;
      venue.happen({ type: "trade", pair, id, price, size: 2, atMs: Date.now() });
      return under.idOf?.(id) ?? String(id);
    };
    const has = (ids: readonly string[]) => () => {
      const got = readers.at(-1)?.tradeIds ?? [];
      return ids.every((id) => got.includes(id));
    };

    it("passes on trades with the source's ids, prices and times, and quotes", async () => {
      const reader = listen();
      await subscribed();
      const atMs = Date.now();
      venue.happen({ type: "quote", pair, bid: 99, ask: 101, bidSize: 3, askSize: 4, atMs });
      const id = trade(100.5);
      await reader.until((seen) => has([id])() && seen.some(({ type }) => type === "quote"));
      const told = reader.seen.find((message) => message.type === "trade");
      expect(told).toMatchObject({ alias: under.alias, price: 100.5, size: 2, tradeId: id });
      expect(told?.type === "trade" && told.eventMs).toBeGreaterThanOrEqual(atMs - 1);
      expect(reader.seen.find((message) => message.type === "quote")).toMatchObject({ bid: 99, ask: 101 });
      expect(reader.states.slice(0, 2)).toEqual(["connecting", "live"]);
    });

    it("opens a line that was cut again, and says so", async () => {
      const reader = listen();
      await subscribed();
      const before = trade();
      await reader.until(has([before]));
      server.drop();
      await venue.deserted();
      await subscribed();
      const after = trade();
      await reader.until(has([before, after]));
      const states = reader.states.slice(reader.states.indexOf("down"));
      expect(states.slice(0, 3)).toEqual(["down", "connecting", "live"]);
    });

    it.runIf(under.resumes)("asks for the trades that it missed, and gives none twice", async () => {
      const reader = listen();
      await subscribed();
      const before = [trade(), trade()];
      await reader.until(has(before));
      server.drop();
      await venue.deserted();
      const missed = [trade(), trade(), trade()];
      await subscribed();
      const after = [trade()];
      await reader.until(has([...missed, ...after]));
      expect(reader.tradeIds.length).toBe(before.length + missed.length + after.length);
      expect(new Set(reader.tradeIds)).toEqual(new Set([...before, ...missed, ...after]));
    });

    it("gives a trade that comes twice or late once", async () => {
      const reader = listen();
      await subscribed();
      const [first, second] = [trade(), trade()];
      const [late] = venue.trades;
      if (late !== undefined) venue.happen({ type: "trade", ...late });
      const third = trade();
      await reader.until(has([first, second, third]));
      expect(reader.tradeIds).toEqual([first, second, third]);
    });

    it("calls a line mute that is open and silent, gives it up, and comes back", async () => {
      const reader = listen();
      await subscribed();
      await reader.until(has([trade()]));
      venue.mute(true);
      await reader.until((seen) => seen.some((message) => message.type === "line" && message.state === "down"));
      const states = reader.states;
      expect(states.slice(states.indexOf("mute"), states.indexOf("down") + 1)).toEqual(["mute", "down"]);
      expect(reader.seen.find((message) => message.type === "line" && message.state === "down")).toMatchObject({
        why: { kind: "feed.timeout" },
      });
      venue.mute(false);
      await venue.deserted();
      await subscribed();
      await reader.until(has([trade()]));
    });

    it("survives frames of rubbish", async () => {
      const reader = listen();
      await subscribed();
      for (const frame of ["<html>", "{", "[]", "null", '{"a":1}', '[{"T":"t"}]', "\u0000", ""]) {
        for (const socket of server.sockets) socket.send(frame);
      }
      await venue.heard(under.sockets);
      let id = trade();
      // A frame that ends the line is answered with a new one: then the trade before it is not promised, the next one is.
      while (!has([id])()) {
        await Promise.race([reader.until(has([id])), venue.deserted().then(() => venue.heard(under.sockets))]);
        if (!has([id])()) id = trade();
      }
      expect(reader.tradeIds).toContain(id);
    });

    it("says a symbol that the source does not have, and goes on with the others", async () => {
      const reader = listen([under.unknownAlias, under.alias]);
      await subscribed();
      const id = trade();
      await reader.until(
        (seen) =>
          has([id])() && seen.some((message) => message.type === "line" && message.why?.kind === "feed.symbol_unknown"),
      );
      expect(reader.states).not.toContain("down");
    });

    it("ends soon when nobody listens any more, with nothing left open", async () => {
      const reader = listen();
      await subscribed();
      await reader.until(has([trade()]));
      await reader.stop();
      await venue.deserted();
      expect(venue.heardBy).toBe(0);
      await server.idle();
    });

    it("opens nothing when it was canceled before", async () => {
      const clock: Clock = { nowMs: () => EpochMs.of(Date.now()) };
      const feed = under.make({ baseUrl: server.url, clock, timing: TIMING });
      const seen: FeedMessage[] = [];
      for await (const message of feed.stream([under.alias], AbortSignal.abort())) seen.push(message);
      expect([seen, server.requests]).toEqual([[], []]);
    });

    it("says why, again and again, while the source refuses", async () => {
      server.break("503", 1000);
      const reader = listen();
      await reader.until(
        (seen) => seen.filter((message) => message.type === "line" && message.state === "down").length > 1,
      );
      expect(reader.seen.find((message) => message.type === "line" && message.state === "down")).toMatchObject({
        why: { kind: "feed.unavailable" },
      });
    });
  });
}
