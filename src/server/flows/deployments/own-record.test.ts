import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EpochMs, exact, ZERO } from "@/modules/_kernel";
import type { OrderFill } from "@/modules/execution/server";
import type { DeploymentEpoch, DeploymentOrder, ToldFill } from "@/modules/strategy";
import { heldOf, type OwnRecord, sumUp } from "./own-record";
import { recordedAccount } from "./recorded-account";

const NOW = 3;
const EPOCH: DeploymentEpoch = {
  epoch: NOW,
  params: {},
  strategy: null,
  strategyVersion: "1",
  instruments: ["A", "B"],
  warmFromMs: EpochMs.of(0),
  liveFromMs: EpochMs.of(1),
  opening: { cash: "1000", positions: { A: "2" } },
  begunAtMs: EpochMs.of(1),
};

/** A life of a deployment: orders of four epochs, each with fills that were told in its epoch, in a later one, or not yet. */
const history = fc
  .array(
    fc.record({
      epoch: fc.integer({ min: 0, max: NOW }),
      symbol: fc.constantFrom("A", "B"),
      isOpen: fc.boolean(),
      isSent: fc.boolean(),
      fills: fc.array(
        fc.record({
          side: fc.constantFrom("buy" as const, "sell" as const),
          qty: fc.integer({ min: 1, max: 9 }),
          toldAfter: fc.option(fc.integer({ min: 0, max: NOW }), { nil: null }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 12 },
  )
  .map((wanted) => {
    const orders: DeploymentOrder[] = [];
    const fills: OrderFill[] = [];
    const told: ToldFill[] = [];
    const working = new Set<string>();
    for (const [number, { epoch, symbol, isOpen, isSent, fills: filled }] of wanted.entries()) {
      const orderId = isSent ? `order-${number}` : null;
      const row = { epoch, symbol, number, momentMs: EpochMs.of(number + 1) };
      orders.push({ ...row, request: { type: "market", quantity: 1 }, state: isSent ? "sent" : "dropped", orderId });
      if (orderId === null) continue;
      if (isOpen) working.add(orderId);
      for (const [place, { side, qty, toldAfter }] of filled.entries()) {
        const [execId, at] = [`exec-${number}-${place}`, EpochMs.of(100 * number + place + 1)];
        fills.push({ execId, orderId, symbol, side, qty: exact(qty), price: exact(7), currency: "USD", fees: [], at });
        if (toldAfter !== null)
          told.push({ execId, orderId, epoch: Math.min(NOW, epoch + toldAfter), toldAtMs: EpochMs.of(at + 1) });
      }
    }
    return { orders, fills, told, working };
  });

/** What is read of it at a bar, once the past is summed up. */
function readAfter({ orders, fills, told, working }: typeof history extends fc.Arbitrary<infer T> ? T : never) {
  const earlier = orders.filter(({ epoch }) => epoch < NOW);
  const ofEarlier = fills.filter(({ orderId }) => earlier.some((order) => order.orderId === orderId));
  const past = sumUp(NOW, { working, earlier, fills: ofEarlier, told });
  const kept = orders.filter(({ epoch, orderId }) => epoch === NOW || past.orderIds.includes(orderId ?? ""));
  const record: Omit<OwnRecord, "capital"> = {
    orders: kept,
    before: past.before,
    told: [...past.told, ...told.filter(({ epoch }) => epoch === NOW)],
    fills: fills.filter(({ orderId }) => kept.some((order) => order.orderId === orderId)),
  };
  return record;
}

const accountOf = ({ orders, fills, told }: Pick<OwnRecord, "orders" | "fills" | "told">) =>
  recordedAccount(EPOCH, {
    orders,
    fills,
    moments: new Map(told.map((each) => [each.execId, each])),
    multipliers: new Map(),
    capital: [],
  });
const untoldOf = ({ fills, told }: Pick<OwnRecord, "fills" | "told">) =>
  fills.filter(({ execId }) => !told.some((each) => each.execId === execId)).map(({ execId }) => execId);
const unitsOf = (held: ReturnType<typeof heldOf>) => ["A", "B"].map((symbol) => (held.get(symbol) ?? ZERO).toNumber());

describe("what a deployment knows of itself", () => {
  it("is the same with what is over summed up as with all of it", () => {
    fc.assert(
      fc.property(history, (life) => {
        const short = readAfter(life);
        expect(accountOf(short)).toEqual(accountOf(life));
        expect(untoldOf(short)).toEqual(untoldOf(life));
        expect(unitsOf(heldOf(short))).toEqual(unitsOf(heldOf({ before: new Map(), fills: life.fills })));
        const open = life.orders.filter(({ orderId }) => orderId !== null && life.working.has(orderId));
        expect(short.orders).toEqual(expect.arrayContaining(open));
      }),
    );
  });

  it("leaves out what is over, however long it was", () => {
    const life = (count: number) => ({
      orders: Array.from({ length: count }, (_, number): DeploymentOrder => {
        const row = { epoch: number === count - 1 ? NOW : 0, symbol: "A", number, momentMs: EpochMs.of(number + 1) };
        return { ...row, request: { type: "market", quantity: 1 }, state: "sent", orderId: `order-${number}` };
      }),
      fills: [],
      told: [],
      working: new Set<string>(),
    });
    expect(readAfter(life(1_000)).orders.length).toBe(1);
  });
});
