import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER } from "@/modules/execution";
import type { OwnVersion } from "../../domain/own/own-version";
import { makeSeededBars } from "../../domain/seeded-bars";
import { bundleThread } from "../../testing/bundle-thread";
import { type CodeHost, makeCodeHost } from "./code-host";
import { compileSource, scriptOf } from "./compile";
import { EXAMPLES } from "./sdk-text";
import { askChild } from "./watched-child";

const BARS = makeSeededBars(2_000);
/** Enough for whatever comes back, on a busy machine; where nothing comes back a test waits less. */
const patience = { answerMs: 30_000 };

let [host, file]: [CodeHost | null, string] = [null, ""];
beforeAll(async () => {
  file = await bundleThread(join(import.meta.dirname, "code-child.ts"), true);
  host = makeCodeHost({
    threadFile: await bundleThread(join(import.meta.dirname, "code-thread.ts")),
    childFile: file,
    childBars: { fewest: 0, most: 100_000 },
    patience,
  });
});
afterAll(() => host?.close());

const pacing = (signal = new AbortController().signal) => ({
  signal,
  progress: () => undefined,
  yieldTurn: () => Promise.resolve(),
});
const sourceOf = (onBar: string) => `import { defineStrategy, note } from "bifrost";
export default defineStrategy({ onBar({ bar, desk }: any) {
${onBar}
}, title: "Tried", description: "", category: "other", parameters: {}, warmUpBars: () => 0 });`;

async function versionOf(source: string, isTrusted: boolean): Promise<OwnVersion> {
  const { compiled } = await compileSource(source);
  return { kind: "code", name: "tried@1", version: "1", compiled: compiled ?? "", isTrusted };
}
async function run(source: string, isTrusted = true, signal?: AbortSignal) {
  const own = await versionOf(source, isTrusted);
  return host?.runs.onOne({ own, params: {}, bars: BARS, broker: DEFAULT_BROKER, sessions: null }, pacing(signal));
}
const exampleNamed = (name: string) => EXAMPLES.find((example) => example.name === name)?.source ?? "";

/** Each starts processes, on a machine that may be busy. */
const SLOW = { timeout: 60_000 };

describe("a process for a run of a trusted author", () => {
  it("gives the bits of the sandbox, with what was written", SLOW, async () => {
    const noted = exampleNamed("rsi-reversion").replace("onBar({", "onFill({ order }) { note(order); }, onBar({");
    const source = noted.replace("import { ", "import { note, ");
    const mine = await run(source);
    expect(mine?.result.fills.bar.length).toBeGreaterThan(4);
    expect(mine?.notes[0]).toMatchObject({ text: "0" });
    expect(mine).toEqual(await run(source, false));
  });

  it("is another process, which only trusted authors get", SLOW, async () => {
    // Calls itself deeper than the sandbox lets anybody, and not as deep as a process can.
    const deep = sourceOf("const down = (n: number): number => (n === 0 ? 0 : 1 + down(n - 1));\ndown(4_000);");
    expect((await run(deep))?.result.fills.bar).toHaveLength(0);
    await expect(run(deep, false)).rejects.toMatchObject({ facts: { reason: "stack", line: 3 } });
  });

  it("dies of a bomb alone, and the sandbox says at which line", SLOW, async () => {
    const bomb = "const all: number[][] = [];\nfor (;;) all.push(new Array(50_000).fill(1.5));";
    await expect(run(sourceOf(bomb))).rejects.toMatchObject({ facts: { reason: "memory", line: 4 } });
  });

  // By its patience with a strategy: with that for a start, this test would run out of its time.
  it("is ended when it does not come back, or is told to stop", { timeout: 20_000 }, async () => {
    const { compiled } = await compileSource(sourceOf("for (;;) { }"));
    const own = { ...(await versionOf("", true)), compiled: await scriptOf(compiled ?? "") };
    const job = { own, params: {}, bars: BARS, broker: DEFAULT_BROKER, sessions: null };
    const asked = askChild(
      file,
      { kind: "one", job },
      { ...pacing(), onNews: () => undefined, patience: { answerMs: 100 } },
    );
    await expect(asked).rejects.toThrow("did not come back");
    expect(await run(sourceOf(""), true, AbortSignal.abort())).toBeNull();
  });

  it(
    "has no file, other process, thread, native code or environment, even outside of the strategy's context",
    SLOW,
    async () => {
      const probe = join(dirname(file), "probe.mjs");
      await writeFile(probe, PROBE);
      const job = { own: await versionOf("", true), params: {}, bars: BARS, broker: DEFAULT_BROKER, sessions: null };
      const ignored = { ...pacing(), onNews: () => undefined, patience };
      expect(await askChild(probe, { kind: "one", job }, ignored)).toEqual({
        readFile: "ERR_ACCESS_DENIED",
        listFolder: "ERR_ACCESS_DENIED",
        writeFile: "ERR_ACCESS_DENIED",
        spawn: "ERR_ACCESS_DENIED",
        thread: "ERR_ACCESS_DENIED",
        native: "ERR_DLOPEN_DISABLED",
        text: "EvalError",
        environment: "NODE_ENV",
      });
    },
  );
});

/** What code of the process itself can do, as started for a strategy. */
const PROBE = `
import fs from "node:fs"; import { spawnSync } from "node:child_process"; import { Worker } from "node:worker_threads";
const says = (work) => { try { work(); return "it can"; } catch (error) { return error.code ?? error.name; } };
process.once("message", () => process.send({ done: {
  readFile: says(() => fs.readFileSync("/etc/hostname")),
  listFolder: says(() => fs.readdirSync("/")),
  writeFile: says(() => fs.writeFileSync("/tmp/bifrost-probe", "x")),
  spawn: says(() => spawnSync("/bin/true")),
  thread: says(() => new Worker("0", { eval: true })),
  native: says(() => process.dlopen({ exports: {} }, "/none.node")),
  text: says(() => new Function("return 1")),
  environment: Object.keys(process.env).filter((name) => !/^(NODE_CHANNEL|PWD|OLDPWD|SHLVL|_$)/.test(name)).join(),
} }));
`;
