import { describe, expect, it } from "vitest";
import { isAboutOutage, makeOutage } from "../../scripts/launcher/outage.mjs";

const line = (message: string, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ level: 50, msg: "Loop failed", error: { type: "Error", message }, ...more });

describe("what is about a database that is away", () => {
  it.each([
    line("connect ECONNREFUSED 127.0.0.1:5432"),
    line("Connection terminated unexpectedly"),
    line("terminating connection due to unexpected postmaster exit"),
    line("the database system is starting up"),
    line("\nInvalid `prisma.screen.findMany()` invocation:\n\nDatabase error. Code: `57P01`."),
    JSON.stringify({ level: 40, msg: "Lost", err: { message: "read failed", code: "ECONNRESET" } }),
  ])("%s", (text) => expect(isAboutOutage(text)).toBe(true));

  it.each([
    line("duplicate key value violates unique constraint"),
    JSON.stringify({ level: 50, msg: "Loop failed" }),
    "Error: Connection terminated unexpectedly",
    "{broken",
    JSON.stringify({ msg: "no level", error: { message: "ECONNREFUSED" } }),
  ])("not %s", (text) => expect(isAboutOutage(text)).toBe(false));
});

describe("an outage on the terminal", () => {
  function scene() {
    const said: string[] = [];
    const waiting: (() => void)[] = [];
    const state = { up: false, nowMs: 0 };
    const outage = makeOutage({
      say: (text) => said.push(text),
      answers: () => Promise.resolve(state.up),
      nowMs: () => state.nowMs,
      later: (work) => waiting.push(work),
    });
    /** Lets the probe that waits look once. */
    const look = async () => {
      waiting.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { said, state, outage, look, hear: () => outage.hides(line("ECONNREFUSED")) };
  }

  it("is one line when it begins and one when it is over, however many complain", async () => {
    const { said, state, look, hear } = scene();
    expect([hear(), hear(), hear()]).toEqual([true, true, true]);
    await look();
    hear();
    await look();
    expect(said).toEqual([expect.stringContaining("does not answer")]);
    Object.assign(state, { up: true, nowMs: 12_000 });
    await look();
    expect(said.slice(1)).toEqual(["the database answers again, after 12 s"]);
  });

  it("says nothing of complaints that come late", async () => {
    const { said, state, look, hear } = scene();
    hear();
    await look();
    Object.assign(state, { up: true, nowMs: 5_000 });
    await look();
    state.nowMs = 9_000;
    expect(hear()).toBe(true);
    await look();
    expect(said).toHaveLength(2);
  });

  it("says when it is away again", async () => {
    const { said, state, look, hear } = scene();
    hear();
    await look();
    Object.assign(state, { up: true, nowMs: 5_000 });
    await look();
    Object.assign(state, { up: false, nowMs: 9_000 });
    hear();
    await look();
    expect(said.map((text) => text.includes("not answer"))).toEqual([true, false, true]);
  });

  it("hides nothing else", () => {
    expect(scene().outage.hides(line("disk full"))).toBe(false);
  });
});
