import { expect, it } from "vitest";
import { ms } from "../../testing/orders";
import { effectiveState, type SetState, TRADING_STATES, type TradingState } from "./trading-state";

const set = (state: TradingState | null, by: string): SetState | null =>
  state === null ? null : { state, reason: "", by, since: ms(1) };

it.each([
  [null, null, null],
  ["halted", null, "all"],
  [null, "reduce_only", "account"],
  ["active", "halted", "account"],
  ["halted", "active", "all"],
  ["reduce_only", "halted", "account"],
  ["halted", "halted", "all"],
] as const)("of %s for the house and %s for the account, %s holds", (all, account, holds) => {
  expect(effectiveState({ all: set(all, "all"), account: set(account, "account") })?.by ?? null).toBe(holds);
});

it("is as strict as the stricter", () => {
  for (const [a, one] of TRADING_STATES.entries())
    for (const [b, other] of TRADING_STATES.entries())
      expect(effectiveState({ all: set(one, "x"), account: set(other, "y") })?.state).toBe(
        TRADING_STATES[Math.max(a, b)],
      );
});
