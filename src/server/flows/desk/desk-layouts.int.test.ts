import { afterAll, beforeAll, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import type { DeskFlows, DeskLayoutBody } from "../contract/desk";
import type { AppError } from "../errors";
import { openTradingHouse, type TradingHouse } from "../trading/testing/trading-house";
import { LAYOUTS_MAX, makeDeskFlows } from "./desk-layouts";

let house: TradingHouse;
let flows: DeskFlows;
beforeAll(async () => {
  house = await openTradingHouse();
  flows = makeDeskFlows(house.deps);
});
afterAll(() => house.database.close());

const some = (change: Partial<DeskLayoutBody> = {}): DeskLayoutBody => ({
  charts: 2,
  others: [{ symbol: "BOLT", resolution: "1m" }],
  lists: true,
  sizes: { columns: { "desk-watch": 20, "desk-middle": 80 }, middle: {}, trade: {} },
  ...change,
});
function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const names = async (who: "alice" | "bob" | "vic") =>
  (await flows.readDeskLayouts(house.actor(who))).saved.map(({ name, body }) => `${name} ${body.charts}`);

it("finds a person's layouts wherever they sign in, and nobody else's", async () => {
  const saved = must(
    await flows.saveDeskLayout(house.actor("alice"), { name: " Mornings ", device: "desktop", body: some() }),
  );
  expect(saved).toMatchObject({ name: "Mornings", device: "desktop", body: some() });
  // Viewers have a desk as well.
  must(await flows.saveDeskLayout(house.actor("vic"), { name: "Mornings", device: "wide", body: some({ charts: 4 }) }));
  expect([await names("alice"), await names("bob"), await names("vic")]).toEqual([["Mornings 2"], [], ["Mornings 4"]]);
});

it("takes the place of one of the same name, however that is written", async () => {
  const [before] = (await flows.readDeskLayouts(house.actor("alice"))).saved;
  const again = must(
    await flows.saveDeskLayout(house.actor("alice"), { name: "MORNINGS", device: "wide", body: some({ charts: 1 }) }),
  );
  expect(again.layoutId).toBe(before?.layoutId);
  expect(await names("alice")).toEqual(["MORNINGS 1"]);
});

it("keeps how the desk was last on each kind of screen, beside what has a name", async () => {
  const alice = house.actor("alice");
  must(await flows.keepDeskLayout(alice, { device: "desktop", body: some({ lists: false }) }));
  must(await flows.keepDeskLayout(alice, { device: "wide", body: some({ charts: 4 }) }));
  must(await flows.keepDeskLayout(alice, { device: "desktop", body: some({ charts: 1 }) }));
  const { saved, last } = await flows.readDeskLayouts(alice);
  expect(saved).toHaveLength(1);
  expect(last).toEqual({ desktop: some({ charts: 1 }), wide: some({ charts: 4 }) });
  expect((await flows.readDeskLayouts(house.actor("bob"))).last).toEqual({});
});

it("leaves out what an older version kept and nobody can read any more", async () => {
  await house.database.db.pool.query(
    "UPDATE desk_layout SET body = '{\"charts\": 3}' WHERE owner_id = 'alice' AND device = 'desktop' AND name IS NULL",
  );
  const { last } = await flows.readDeskLayouts(house.actor("alice"));
  expect(Object.keys(last)).toEqual(["wide"]);
});

it("deletes one's own alone, and says what a name is", async () => {
  const [mine] = (await flows.readDeskLayouts(house.actor("alice"))).saved;
  const layoutId = mine?.layoutId ?? "";
  const gone = { error: { kind: "desk.layout_not_found", path: "layoutId" } };
  expect(await flows.deleteDeskLayout(house.actor("bob"), layoutId)).toMatchObject(gone);
  must(await flows.deleteDeskLayout(house.actor("alice"), layoutId));
  expect(await flows.deleteDeskLayout(house.actor("alice"), layoutId)).toMatchObject(gone);
  for (const name of ["", "   ", "x".repeat(41)])
    expect(await flows.saveDeskLayout(house.actor("alice"), { name, device: "wide", body: some() })).toMatchObject({
      error: { kind: "desk.layout_name", path: "name" },
    });
});

it("holds as many as a menu tells apart, and another save of one of them passes", async () => {
  const bob = house.actor("bob");
  const save = (at: number) => flows.saveDeskLayout(bob, { name: `Layout ${at}`, device: "wide", body: some() });
  const all = await Promise.all(Array.from({ length: LAYOUTS_MAX + 3 }, (_, at) => save(at)));
  expect(all.filter(({ ok }) => ok)).toHaveLength(LAYOUTS_MAX);
  const kept = (await flows.readDeskLayouts(bob)).saved;
  expect(kept).toHaveLength(LAYOUTS_MAX);
  expect(await save(Number(kept[0]?.name.split(" ")[1]))).toMatchObject({ ok: true });
});
