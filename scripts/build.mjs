// Builds everything that is stale, once: for images and for machines that start later. `npm start` does it by itself.
import { buildAll, buildState, generateClient, isClientStale } from "./launcher/build.mjs";
import { waitLock } from "./launcher/lock.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { ROOT } from "./launcher/settings.mjs";
import { say, step } from "./launcher/terminal.mjs";

const lock = await waitLock(`${ROOT}/dist/setup.lock`, { what: "build" }, ({ pid }) =>
  say(`waiting for process ${pid}`),
);
try {
  if (isClientStale(ROOT)) await step("generate the database client", () => generateClient(ROOT));
  if (buildState(ROOT).stale) await step("build", () => buildAll(ROOT));
  else say("nothing has changed since the last build");
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
} finally {
  lock.release();
}
