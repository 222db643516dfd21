import { expect, it } from "vitest";
import { CashPool } from "./cash-pool";

it("counts shorts against equity and towards gross", () => {
  const pool = new CashPool(100);
  const [long, short] = [{ value: 60 }, { value: -25 }];
  pool.join(long);
  pool.join(short);
  expect(pool.equity).toBe(135);
  expect(pool.gross).toBe(85);
  expect([pool.valueBeside(long), pool.grossBeside(long)]).toEqual([-25, 25]);
});
