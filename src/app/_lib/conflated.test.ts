import { expect, it } from "vitest";
import { makeConflated } from "./conflated";

function make() {
  const timers: { delayMs: number; call: () => void }[] = [];
  let done = 0;
  const conflated = makeConflated(
    () => {
      done += 1;
    },
    1_000,
    {
      later(delayMs, call) {
        const timer = { delayMs, call };
        timers.push(timer);
        return () => {
          const place = timers.indexOf(timer);
          if (place >= 0) timers.splice(place, 1);
        };
      },
    },
  );
  return { ...conflated, timers, done: () => done, pass: () => timers.shift()?.call() };
}

it("works at once for the first call, and once more for all that come while it rests", () => {
  const one = make();
  one.call();
  expect(one.done()).toBe(1);
  for (let i = 0; i < 500; i += 1) one.call();
  expect(one.done()).toBe(1);
  one.pass();
  expect(one.done()).toBe(2);
  one.pass();
  expect(one.done()).toBe(2);
  expect(one.timers).toHaveLength(0);
  one.call();
  expect(one.done()).toBe(3);
});

it("does nothing more once it is stopped", () => {
  const one = make();
  one.call();
  one.call();
  one.stop();
  expect(one.timers).toHaveLength(0);
  expect(one.done()).toBe(1);
});
