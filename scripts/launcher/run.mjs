// Runs a helper program (npm, the build) that never outlives us. Needs nothing but Node.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { PRIVATE_FILE } from "./files.mjs";
import { signal } from "./processes.mjs";

/** A shell that holds our pipe; when it closes, the whole process group goes. */
const LEASH = `exec 3<&0
"$@" </dev/null 3<&- & job=$!
( trap '' TERM; read -r _ <&3; kill -TERM 0; sleep 5; kill -KILL 0 ) >/dev/null 2>&1 & watch=$!
wait $job; code=$?
kill -KILL $watch 2>/dev/null
exit $code`;

/** Process groups that run now. */
const groups = new Set();

/** Ends every helper at once: for a launcher that is told to stop. */
export function endHelpers() {
  for (const pid of groups) signal(-pid, "SIGKILL");
}

/**
 * Runs a program to its end with its output in a file.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, logFile: string }} options
 * @returns {Promise<{ code: number | null, output: () => string }>}
 */
export function run(program, args, { cwd, env = process.env, logFile }) {
  const log = openSync(logFile, "w", PRIVATE_FILE);
  const child =
    process.platform === "win32"
      ? spawn(program, args, { cwd, env, stdio: ["ignore", log, log] })
      : spawn("/bin/sh", ["-c", LEASH, "sh", program, ...args], {
          cwd,
          env,
          detached: true,
          stdio: ["pipe", log, log],
        });
  closeSync(log);
  child.stdin?.on("error", () => {}); // the shell ended first
  if (child.pid) groups.add(child.pid);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      groups.delete(child.pid);
      resolve({ code, output: () => readFileSync(logFile, "utf8") });
    });
  });
}
