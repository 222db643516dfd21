import { expect, it } from "vitest";
import { paperFees } from "./paper-fees";

const fill = { multiplier: "1", currency: "USD", qty: "100", price: "50", liquidity: "taker" } as const;

it.each([
  [{ ...fill, kind: "equity" }, [{ amount: "0.5", currency: "USD" }]],
  [{ ...fill, kind: "index" }, []],
  [{ ...fill, kind: "crypto", qty: "0.5", price: "60000" }, [{ amount: "30", currency: "USD" }]],
  [{ ...fill, kind: "fx", qty: "100000", price: "1.1" }, [{ amount: "2.2", currency: "USD" }]],
  [{ ...fill, kind: "future", qty: "2", price: "5000", multiplier: "50" }, [{ amount: "1.7", currency: "USD" }]],
] as const)("charges %j", (given, fees) => {
  expect(paperFees(given)).toEqual(fees);
});
