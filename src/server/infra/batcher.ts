import { outOfScope } from "./request-scope";

/** Answers of one round, by key; a key that is missing has none. */
export type LoadAll<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;

interface Waiter<Value> {
  readonly resolve: (value: Value | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks once for many: questions that come while the database answers earlier ones wait, and then leave as one.
 *
 * Nothing is kept. An answer was always looked up after its question was asked, so this is as fresh as asking alone; a
 * hundred requests at once cost one statement instead of a hundred. A fault is everybody's who waited for it.
 *
 * @param keysMax - Keys of one round; more go in the next.
 */
export function makeBatcher<Key, Value>(
  load: LoadAll<Key, Value>,
  keysMax: number,
): (key: Key) => Promise<Value | null> {
  const waiting = new Map<Key, Waiter<Value>[]>();
  let underWay = false;

  const ask = async (taken: readonly (readonly [Key, readonly Waiter<Value>[]])[]) => {
    try {
      const found = await load(taken.map(([key]) => key));
      for (const [key, waiters] of taken) for (const { resolve } of waiters) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const [, waiters] of taken) for (const { reject } of waiters) reject(error);
    }
  };
  const rounds = async () => {
    while (waiting.size > 0) {
      const taken = [...waiting].slice(0, keysMax);
      for (const [key] of taken) waiting.delete(key);
      await ask(taken);
    }
    underWay = false;
  };

  return (key) =>
    new Promise((resolve, reject) => {
      const waiters = waiting.get(key);
      if (waiters === undefined) waiting.set(key, [{ resolve, reject }]);
      else waiters.push({ resolve, reject });
      if (underWay) return;
      underWay = true;
      // What else came in with the same look at the sockets joins.
      outOfScope(() => setImmediate(() => void rounds()));
    });
}
