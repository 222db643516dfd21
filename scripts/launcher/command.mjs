// What `./bifrost` does before the command itself runs. On the usual day: a hash and some file times, about 10 ms.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sentenceFor } from "./checks.mjs";
import { neededInstall } from "./install.mjs";
import { Refusal } from "./processes.mjs";
import { dataFolder, ROOT } from "./settings.mjs";

/** Installs, generates and bundles what is missing; loads the code for it only then. */
async function prepare() {
  const { speakOnStandardError, step, say } = await import("./terminal.mjs");
  const { waitLock } = await import("./lock.mjs");
  speakOnStandardError();
  const lock = await waitLock(join(ROOT, "dist", "setup.lock"), { what: "command" }, ({ pid }) =>
    say(`waiting for process ${pid}, which installs or builds in this folder`),
  );
  try {
    const { install } = await import("./install.mjs");
    const { checkMachine } = await import("./checks.mjs");
    const { bundleCli, generateClient, isClientStale, isCliStale } = await import("./build.mjs");
    const kind = neededInstall(ROOT, "runtime");
    if (kind !== null) {
      checkMachine({ root: ROOT, dataDir: dataFolder(), mustInstall: true });
      await step("install packages", () => install(ROOT, kind));
    }
    if (isClientStale(ROOT)) await step("generate the database client", () => generateClient(ROOT));
    if (isCliStale(ROOT)) await step("bundle the commands", () => bundleCli(ROOT));
  } finally {
    lock.release();
  }
}

async function isReady() {
  if (neededInstall(ROOT, "runtime") !== null) return false;
  const { isCliStale } = await import("./build.mjs");
  return !isCliStale(ROOT);
}

export async function main() {
  const doctor = process.argv[2] === "doctor";
  // A reader that has read enough (`| head`) is no fault.
  process.stdout.on("error", (error) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  process.env.BIFROST_DATA_DIR = dataFolder(); // relative to where the command was typed, for everything that follows
  try {
    // The doctor must speak when nothing else works, so it needs no install and no bundle.
    if (doctor) {
      await (await import("../doctor.mjs")).main(process.argv.slice(3));
      return;
    }
    if (!(await isReady())) await prepare();
    await import(pathToFileURL(join(ROOT, "dist", "cli.mjs")).href);
  } catch (error) {
    const sentence = error instanceof Refusal ? error.message : sentenceFor(error);
    process.stderr.write(`${sentence ?? error.stack}\n`);
    process.exitCode = error instanceof Refusal ? error.exitCode : 1;
  }
}
