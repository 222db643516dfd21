// What tests import from vitest, for a bundle that runs by itself: tests are collected, then run one after the other.
import { setTimeout as wait } from "node:timers/promises";
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import * as chai from "chai";
import fc from "fast-check";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
// The same tries for every mutant.
fc.configureGlobal({ seed: 20_261_127 });

const tests = [];

export const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect);
export const describe = Object.assign((_name, body) => body(), { each: eachOf((_name, body) => body()) });
export const it = Object.assign((name, body) => tests.push({ name, body }), {
  each: eachOf((name, body) => tests.push({ name, body })),
});
export const beforeAll = (body) => tests.push({ name: "before all", body });
export const afterAll = () => undefined;

function eachOf(add) {
  return (rows) => (name, body) => {
    for (const row of rows) add(`${name} ${JSON.stringify(row)?.slice(0, 40)}`, () => body(...[row].flat(1)));
  };
}

/** The name of the first test that fails; null when none does. */
export async function firstFailure() {
  if (tests.length === 0) return "there is no test";
  for (const { name, body } of tests) {
    try {
      await body();
    } catch (error) {
      return `${name}: ${String(error?.message ?? error).slice(0, 120)}`;
    }
    await wait(0);
  }
  return null;
}
