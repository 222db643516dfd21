import { describe, expect, it } from "vitest";
import { simulateCore } from "../../testing/simulate-core";

/**
 * Seeded lives of the whole core. `SOAK_RUNS` asks for more of them (fifty for each of its runs: 100 000 in `npm run soak`),
 * `DRILL_SEED` says where they begin: a life that failed is run again by `DRILL_SEED=<its seed> DRILL_LIVES=1`.
 */
const LIVES = Number(process.env["DRILL_LIVES"] ?? Number(process.env["SOAK_RUNS"] ?? 20) * 50);
/** Milliseconds a life may take on a machine that does much else; it takes six of the processor. */
const LIFE_MS_MAX = 120;
const FIRST = Number(process.env["DRILL_SEED"] ?? 1);

describe("the core on a bad day", () => {
  it(
    "sends nothing twice, loses nothing and ends with what the venue has",
    async () => {
      const total = { orders: 0, fills: 0, crashes: 0, unknowns: 0, amendments: 0 };
      for (let seed = FIRST; seed < FIRST + LIVES; seed += 1) {
        const life = await simulateCore(seed);
        for (const key of ["orders", "fills", "crashes", "unknowns", "amendments"] as const) total[key] += life[key];
      }
      // A drill in which nothing happened proves nothing; a few lives may be quiet ones.
      const least = LIVES > 100 ? LIVES / 10 : 0;
      for (const count of Object.values(total)) expect(count).toBeGreaterThanOrEqual(least);
    },
    10_000 + LIVES * LIFE_MS_MAX,
  );
});
