import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { bundleThread } from "../testing/bundle-thread";

const FOLDER = join(process.cwd(), "node_modules/.cache/bifrost-test/watched-thread");
/** Far longer than a process takes that does not wait for anything. */
const PATIENCE_MS = 20_000;

const THREAD = `import { parentPort } from "node:worker_threads";
parentPort?.on("message", (said: string) => parentPort?.postMessage({ done: said + "!" }));`;

/** Runs a program that has a thread, and says what it printed once it ended by itself. */
async function printed(program: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "echo-thread.ts"), THREAD);
  const thread = await bundleThread(join(FOLDER, "echo-thread.ts"));
  const source = join(FOLDER, "echo-program.ts");
  writeFileSync(
    source,
    `import { startWatchedThread } from "@/modules/strategy/infra/watched-thread";
    const thread = startWatchedThread<string, string>(${JSON.stringify(thread)});
    ${program}`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [await bundleThread(source)], {
    timeout: PATIENCE_MS,
  });
  return stdout;
}

it("holds no process that has no question for it", async () => {
  expect(await printed(`void thread; console.log("over");`)).toBe("over\n");
});

it("holds a process until its question is answered, and no longer", async () => {
  expect(await printed(`thread.ask("yes").then((answer) => console.log(answer));`)).toBe("yes!\n");
});

it("holds no process that sent what is answered another way", async () => {
  expect(await printed(`thread.send("x", []); console.log("sent");`)).toBe("sent\n");
});
