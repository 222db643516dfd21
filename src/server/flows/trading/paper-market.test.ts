import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import type { Quote, QuoteStore } from "@/modules/data";
import { type Deferred, deferred } from "../../infra/deferred";
import { makeLocalSignals } from "../../platform/work/testing/local-signals";
import { makeQuoteWatch } from "./paper-market";

const ACME = InstrumentId.of(7);
const sides = { bid: 9.9, ask: 10, bidSize: 100, askSize: 100, last: 9.95, lastSize: 1, reference: null } as const;
const times = { eventMs: 1_000, receivedMs: 1_000, clock: "wall", beatMs: 60_000 } as const;
const QUOTE: Quote = { instrumentId: ACME, feed: "simulated", ...sides, ...times, calendar: null, minute: null };

/** A store that answers when it is told to, and how. */
function heldStore() {
  const answers: Deferred<"answer" | "fail">[] = [];
  const store: QuoteStore = {
    put: async () => 0,
    forget: async () => undefined,
    async read() {
      const told = deferred<"answer" | "fail">();
      answers.push(told);
      if ((await told.promise) === "fail") throw new Error("database down");
      return [QUOTE];
    },
  };
  const tell = async (read: number, how: "answer" | "fail") => {
    while (answers.length < read) await new Promise((resolve) => setImmediate(resolve));
    answers[read - 1]?.resolve(how);
  };
  return { store, tell };
}

describe("a watch of quotes", () => {
  it("has nobody think that there is no quote while another is the first to read it", async () => {
    const { store, tell } = heldStore();
    const watch = makeQuoteWatch({ quotes: store, signals: makeLocalSignals() });
    const first = watch.read([ACME]);
    const second = watch.read([ACME]);
    await tell(1, "answer");
    expect([(await first).get(ACME), (await second).get(ACME)]).toEqual([QUOTE, QUOTE]);
    watch.stop();
  });

  it("asks again at once after a read that failed, and says so to all who waited", async () => {
    const { store, tell } = heldStore();
    const watch = makeQuoteWatch({ quotes: store, signals: makeLocalSignals() });
    const both = Promise.allSettled([watch.read([ACME]), watch.read([ACME])]);
    await tell(1, "fail");
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = watch.read([ACME]);
    await tell(2, "answer");
    expect((await again).get(ACME)).toEqual(QUOTE);
    watch.stop();
  });
});
