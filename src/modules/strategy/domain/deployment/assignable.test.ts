import { expect, it } from "vitest";
import { whyNotAssign } from "./assignable";
import { DEPLOYMENT_STATUSES } from "./deployment-state";

const WANTED = { accountId: "a-1", symbol: "ACME" };
const asked = (change: Partial<Parameters<typeof whyNotAssign>[0]> = {}) =>
  whyNotAssign(
    {
      accountId: "a-1",
      instruments: ["BOLT", "ACME"],
      mode: "live",
      standing: { status: "running" },
      ...change,
    },
    WANTED,
  );

it("gives units of an instrument to what trades it on the account", () => {
  expect(asked()).toBeNull();
  expect(asked({ instruments: ["BOLT"] })).toBe("instrument");
  expect(asked({ instruments: ["ACME.X"] })).toBe("instrument");
  expect(asked({ accountId: "a-2" })).toBe("account");
});

it("gives nothing to a shadow, which holds nothing on any account", () => {
  expect(asked({ mode: "shadow" })).toBe("shadow");
});

it("refuses what is stopped alone: everything else still holds what it holds", () => {
  const refused = DEPLOYMENT_STATUSES.filter((status) => asked({ standing: { status } }) !== null);
  expect(refused).toEqual(["stopped"]);
});

it("says first that the account is another, for then nothing else is anybody's business", () => {
  expect(asked({ accountId: "a-2", mode: "shadow", instruments: [] })).toBe("account");
});
