import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { strategyCatalog } from "../../domain/catalog";
import type { OwnVersion } from "../../domain/own/own-version";
import { makeSeededBars } from "../../domain/seeded-bars";
import { bundleThread } from "../../testing/bundle-thread";
import { type CodeHost, makeCodeHost } from "./code-host";
import { openCode } from "./code-strategy";
import { compileSource } from "./compile";
import { EXAMPLES } from "./sdk-text";

const BARS = makeSeededBars(2_000);
/** Enough for whatever comes back, on a busy machine; where nothing comes back a test waits less. */
const patience = { answerMs: 30_000 };
const impatient = async <T>(run: () => Promise<T>): Promise<T> => {
  const { answerMs } = patience;
  patience.answerMs = 150;
  try {
    return await run();
  } finally {
    patience.answerMs = answerMs;
  }
};
/** One call of a built-in function that no clock inside the sandbox can interrupt. */
const HANG = "const far: number[] = []; far.length = 2 ** 32 - 1; JSON.stringify({}, far as never);";

let host: CodeHost;
beforeAll(async () => {
  host = makeCodeHost({
    threadFile: await bundleThread(join(import.meta.dirname, "code-thread.ts")),
    patience,
  });
});
afterAll(() => host.close());

const pacing = (signal = new AbortController().signal, progress: (done: number) => void = () => undefined) => ({
  signal,
  progress,
  yieldTurn: () => Promise.resolve(),
});

async function versionOf(source: string): Promise<OwnVersion> {
  const { compiled } = await compileSource(source);
  return { kind: "code", name: "tried@1", version: "1", compiled: compiled ?? "" };
}
const sourceOf = (onBar: string, more = "") => `import { defineStrategy, note } from "bifrost";
export default defineStrategy({ onBar({ bar, desk }: any) { ${onBar} },
title: "Tried", description: "", category: "other", parameters: {}, warmUpBars: () => 0, ${more} });`;
const run = async (source: string, given = pacing()) =>
  host.runs.onOne(
    { own: await versionOf(source), params: {}, bars: BARS, broker: DEFAULT_BROKER, sessions: null },
    given,
  );
const silent = {
  name: "StrategyFault",
  facts: { reason: "time", message: expect.stringContaining("did not come back") },
};

describe("strategies in code in threads of their own", () => {
  it("give the bits of the built-in strategy, with what they wrote and how far they are", async () => {
    const cross = strategyCatalog.find(({ name }) => name === "sma-cross")?.prepare({});
    if (cross?.ok !== true) throw new Error("a built-in strategy");
    const example = EXAMPLES.find(({ name }) => name === "sma-cross")?.source ?? "";
    const source = example.replace("onBar({", "onFill({ order }: any) { console.log('order ' + order); }, onBar({");
    const { params } = cross.value;
    const seen: number[] = [];
    const job = { own: await versionOf(source), params, bars: BARS, broker: DEFAULT_BROKER, sessions: null };
    const traced = await host.runs.onOne(
      job,
      pacing(undefined, (done) => seen.push(done)),
    );
    const builtIn = runBacktest({ run: cross.value.start(), bars: BARS, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
    expect(traced?.result).toEqual(builtIn);
    expect(traced?.notes[0]).toMatchObject({ bar: expect.any(Number), text: "order 0" });
    expect(seen).toEqual([2_000]);
  });

  it("are ended when one call does not come back, and the next one runs", async () => {
    await impatient(() => expect(run(sourceOf(`if (bar.index === 7) { ${HANG} }`))).rejects.toMatchObject(silent));
    expect((await run(sourceOf("if (bar.index === 3) desk.buy(2);")))?.result.fills.quantity[0]).toBe(2);
  });

  it("are ended while they are asked what they are, whoever asks", async () => {
    const { compiled } = await versionOf(`${sourceOf("")}\n${HANG}`);
    expect(await impatient(() => host.describe(compiled))).toMatchObject({
      facts: null,
      faults: [{ message: expect.stringContaining("did not come back") }],
    });
    await impatient(async () => expect(() => host.ask.describe(compiled)).toThrow("did not come back"));
    const fine = await versionOf(sourceOf(""));
    expect(JSON.parse(host.ask.prepare(fine.compiled, {}))).toMatchObject({ warmUpBars: 0 });
  });

  it("are asked ahead without holding anybody up, and the answers are there when they are wanted", async () => {
    const wait = vi.spyOn(Atomics, "wait");
    const { compiled } = await versionOf(sourceOf("desk.position;"));
    await host.ask.ahead?.(compiled, {});
    expect(JSON.parse(host.ask.describe(compiled))).toMatchObject({ title: "Tried" });
    expect(JSON.parse(host.ask.prepare(compiled, {}))).toMatchObject({ warmUpBars: 0 });
    expect(wait).not.toHaveBeenCalled();
    wait.mockRestore();
    let turned = false;
    const far = (await versionOf(`${sourceOf("")}\n${HANG}`)).compiled;
    const asked = impatient(() => expect(host.ask.ahead?.(far, {})).rejects.toThrow("did not come back"));
    setImmediate(() => {
      turned = true;
    });
    await asked;
    expect(turned).toBe(true);
  });

  it("tell a fault with its line and its bar", async () => {
    const broken = run(sourceOf("if (bar.index === 5) throw new Error('enough');"));
    await expect(broken).rejects.toMatchObject({ facts: { reason: "threw", message: "enough", line: 2, bar: 5 } });
    const { compiled } = await versionOf(sourceOf("", "check: () => { throw new Error('never'); }"));
    expect(() => host.ask.prepare(compiled, {})).toThrow("never");
  });

  it("stop when they are told to, whatever they do", async () => {
    const controller = new AbortController();
    const endless = run(sourceOf("for (;;) { }"), pacing(controller.signal));
    setImmediate(() => controller.abort());
    expect(await endless).toBeNull();
    expect(await run(sourceOf(""), pacing(AbortSignal.abort()))).toBeNull();
  });

  it("have a sandbox each: what one takes, another has", async () => {
    const greedy = "const all: unknown[] = []; while (true) all.push(new Float64Array(1_000_000));";
    const [taken, other] = await Promise.allSettled([run(sourceOf(greedy)), run(sourceOf("desk.position;"))]);
    expect(taken).toMatchObject({ status: "rejected", reason: { facts: { reason: "memory" } } });
    expect(other).toMatchObject({ status: "fulfilled" });
  });

  it("are opened with what their file says", async () => {
    const own = await versionOf(sourceOf("", "check: () => [{ path: 'n', message: 'less' }] as any"));
    const described = await host.describe((await versionOf(sourceOf(""))).compiled);
    if (described.facts === null) throw new Error("it says what it is");
    expect(openCode({ ...own, facts: described.facts }, host.ask).prepare({})).toMatchObject({
      error: { kind: "strategy.params_invalid", issues: [{ path: "n", message: "less" }] },
    });
  });
});
