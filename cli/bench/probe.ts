import { spawn } from "node:child_process";
import { z } from "zod";
import { makeSeededBars } from "@/modules/strategy";
import { bareLoop } from "./bare-loop";
import { checkAnswer, runWorkload, WORKLOAD } from "./fixture";

/** What is measured in a process of its own, so that it starts cold and its memory is its own. */
export const PROBES = ["engine", "bare"] as const;
export type Probe = (typeof PROBES)[number];

const Measured = z.object({ tookMs: z.number(), peakMb: z.number() });
export type Measured = z.infer<typeof Measured>;

/** Longest a probe may take: a hundred times what it does. */
const PROBE_TIMEOUT_MS = 120_000;

/** Runs in the child: bars first, then the one cold run on the clock, then the check of its answer. */
export function runProbe(probe: Probe, count: number): Measured {
  const bars = makeSeededBars(count);
  const startedMs = performance.now();
  const { equity, fills } = probe === "bare" ? bareLoop(bars, WORKLOAD) : engineAnswer(bars);
  const tookMs = performance.now() - startedMs;
  // Kilobytes on every system that Node runs on; taken before the check, which makes a curve of its own.
  const peakMb = process.resourceUsage().maxRSS / 1024;
  checkAnswer(bars, { fills, equity });
  return { tookMs, peakMb };
}

function engineAnswer(bars: ReturnType<typeof makeSeededBars>) {
  const result = runWorkload(bars);
  return { equity: result.equity.at(-1) ?? Number.NaN, fills: result.fills.bar.length };
}

/** Starts a probe as a child of this command and takes its measurement. */
export function startProbe(probe: Probe, count: number): Promise<Measured> {
  const [script] = process.argv.slice(1, 2);
  if (script === undefined) throw new Error("a probe is started by the bifrost command");
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, "bench", "--probe", probe, "--bars", String(count)],
    {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: PROBE_TIMEOUT_MS,
    },
  );
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve(Measured.parse(JSON.parse(Buffer.concat(parts).toString())));
      else reject(new Error(`probe ${probe} of ${count} bars ended with ${signal ?? `code ${code}`}`));
    });
  });
}
