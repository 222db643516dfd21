import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, withTestDatabase } from "../../../infra/testing/database";
import { makeTestDeps } from "../../testing/test-house";
import { type SimulationTerms, simulate } from "./simulate";

let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());

it("plays strategies on one and on several instruments, agrees with the engine, and its books with their events", async () => {
  const terms: SimulationTerms = {
    days: 1,
    strategies: ["sma-cross", "dual-momentum"],
    instruments: 2,
    seed: 5,
    resolution: "1h",
    chaos: false,
  };
  const report = await simulate(makeTestDeps(database), terms);
  expect(report).toMatchObject({ deployments: 3, states: { running: 3 }, unaccounted: [], decisions: 72 });
  // The same of these terms whenever and wherever they are played.
  expect([report.orders, report.fills]).toEqual([12, 11]);
  expect(report.parity).toEqual({ decisions: 72, alike: 72, fills: report.fills, fillsAlike: report.fills });
  expect(report.projections.filter(({ differences }) => differences > 0)).toEqual([]);
  expect(report.projections.length).toBeGreaterThan(0);
});
