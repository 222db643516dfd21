import pg from "pg";

/**
 * Lets this process kill itself, as `kill -9` would, at the statement of a number: before it is sent where the number is even, right
 * after where it is odd. Every statement of every connection counts, for a process dies as a whole.
 *
 * @param killAt from 1; 0: never
 * @returns how many were sent
 */
export function killAtStatement(killAt: number): { sent(): number } {
  const send: unknown = Reflect.get(pg.Client.prototype, "query");
  if (typeof send !== "function") throw new Error("the driver has no query");
  let sent = 0;
  const counting = function query(this: pg.Client, ...args: readonly unknown[]): unknown {
    sent += 1;
    if (killAt === 0 || sent < killAt) return Reflect.apply(send, this, args);
    if (killAt % 2 === 0) process.kill(process.pid, "SIGKILL");
    const answer: unknown = Reflect.apply(send, this, args);
    setImmediate(() => process.kill(process.pid, "SIGKILL"));
    return answer;
  };
  Object.defineProperty(pg.Client.prototype, "query", { value: counting });
  return { sent: () => sent };
}
