import pg from "pg";

/**
 * Lets this process kill itself, as `kill -9` would, at the statement of a number: before it is sent where the number is even, right
 * after where it is odd. Every statement of every connection counts, for a process dies as a whole.
 *
 * @param killAt from 1; 0: never
 * @param containing only statements with this text count; empty: all
 * @returns how many were sent
 */
export function killAtStatement(killAt: number, containing = ""): { sent(): number } {
  const send: unknown = Reflect.get(pg.Client.prototype, "query");
  if (typeof send !== "function") throw new Error("the driver has no query");
  let sent = 0;
  const counting = function query(this: pg.Client, ...args: readonly unknown[]): unknown {
    if (!textOf(args[0]).includes(containing)) return Reflect.apply(send, this, args);
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

/** A statement is a text, or an object that has one. */
function textOf(statement: unknown): string {
  const text: unknown = typeof statement === "string" ? statement : Reflect.get(Object(statement), "text");
  return typeof text === "string" ? text : "";
}
