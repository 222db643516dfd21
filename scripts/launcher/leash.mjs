// Loaded into each child before its own code: ends the child when the launcher is gone, however it went.
//
// The launcher holds the other end of our standard input; it closes with the launcher.
import { isMainThread } from "node:worker_threads";

/** Time for an orderly end; then the child goes anyway. */
const GRACE_MS = 12_000;

const launcher = Number(process.env.BIFROST_LAUNCHER_PID);

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

if (isMainThread && launcher === process.ppid) {
  const letGo = () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  };
  process.stdin.once("close", letGo);
  process.stdin.on("error", () => {}); // "close" follows
  process.stdin.resume();
  process.stdin.unref?.();
} else if (isMainThread && launcher > 0 && !isAlive(launcher)) {
  process.exit(1); // it went before we had looked
}
