import type { FlowDeps } from "../../deps";

/** What the database says to a process that is gone. */
export class Killed extends Error {}

/** Database access of a process that dies at its statement number `at`, or right after a commit: from there on nothing of it is done. */
export function dyingAt(
  deps: Pick<FlowDeps, "sql" | "transactions">,
  at: number,
): Pick<FlowDeps, "sql" | "transactions"> {
  let count = 0;
  const step = () => {
    count += 1;
    if (count >= at) throw new Killed();
  };
  const dying = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]): unknown => {
          step();
          return Reflect.apply(value, target, given);
        };
      },
    });
  return {
    sql: dying(deps.sql),
    transactions: {
      async run(work) {
        const value = await deps.transactions.run((tx) => work(dying(tx)));
        step();
        return value;
      },
    },
  };
}
