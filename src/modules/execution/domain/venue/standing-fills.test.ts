import { expect, it } from "vitest";
import { OrderId } from "@/modules/_kernel";
import { ms } from "../../testing/orders";
import { standingFills } from "./standing-fills";
import type { VenueEvent, VenueWord } from "./venue-word";

const trade = { symbol: "ACME", side: "buy", price: "5", currency: "USD", fees: [] } as const;
const said = (event: VenueWord): VenueEvent => ({ orderId: OrderId.of("a"), event });
const told = (execId: string, qty: string) => said({ type: "filled", at: ms(1), execId, qty, ...trade, fees: [] });
const corrected = (execId: string, revision: number, qty: string) =>
  said({ type: "corrected", at: ms(9), filledAt: ms(1), execId, revision, qty, ...trade, fees: [] });
const busted = (execId: string) => said({ type: "busted", at: ms(9), execId });
const summed = (...words: readonly VenueEvent[]) =>
  standingFills(words).map(({ execId, qty, at }) => [execId, qty, at]);

it("tells each fill by its highest correction, and none that was taken back, in whatever order they came", () => {
  const words = [told("x", "10"), told("y", "7"), corrected("x", 1, "8"), corrected("x", 2, "9"), busted("y")];
  expect(summed(...words)).toEqual([["x", "9", 1]]);
  expect(summed(...words.toReversed())).toEqual([["x", "9", 1]]);
});
