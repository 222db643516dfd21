import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Result, UserId } from "@/modules/_kernel";
import { insertUser, setScope } from "../../../platform/identity";
import { listNotifications } from "../../../platform/notify";
import type { Actor, BacktestSpecInput } from "../../contract";
import type { PublishInput } from "../../contract/publications";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "../../deployments/testing/deployment-house";
import { makeChangeSearches } from "../../search/submit-search";
import { makeSubmitBacktest } from "../../submit-backtest";
import { STRATEGY_KINDS } from "../kinds";
import { makeStrategiesFlows } from "../strategies-flows";

/** Alice writes a strategy, Root publishes it, Bob runs what is published to him. */

const SLUG = "alices-cross";
const SPEC: Omit<BacktestSpecInput, "strategy" | "params"> = {
  symbol: "ACME",
  resolution: "1m",
  from: null,
  to: null,
  adjustment: "raw",
  cash: 10_000,
  commissionPercent: 0,
  slippageBps: 0,
};
const ROOT: Actor = { kind: "user", userId: UserId.of("root"), requestId: "test" };
const NOTHING: PublishInput = { strategy: SLUG, presets: [], bounds: {}, isFree: false, people: null, note: "" };

let house: DeploymentHouse;
let strategies: ReturnType<typeof makeStrategiesFlows>;
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(60);
  const { deps, alice } = house;
  strategies = makeStrategiesFlows(deps, STRATEGY_KINDS);
  await deps.records.run((tx) =>
    insertUser(tx, {
      userId: UserId.of("root"),
      email: "root@example.com",
      name: "Root",
      role: "admin",
      passwordHash: "",
      timeZone: "UTC",
    }),
  );
  const made = must(await strategies.createStrategyFromExample(alice, { slug: SLUG, example: "sma-cross" }));
  must(
    await strategies.saveStrategy(alice, {
      slug: SLUG,
      kind: "code",
      source: `${made.newest.source}\n// second\n`,
      note: "",
      from: 1,
    }),
  );
});
afterAll(() => house.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const publish = async (change: Partial<PublishInput>) => {
  // Newest first is by the moment.
  house.clock.pass(1);
  return must(await strategies.publishStrategy(ROOT, { ...NOTHING, ...change }));
};
const withdraw = async (publicationId: string) => must(await strategies.withdrawPublication(ROOT, publicationId));
const entryOf = async (actor: Actor, slug: string) =>
  (await strategies.listCatalog(actor, { archived: false })).find((entry) => entry.slug === slug);
let made = 0;
const deploy = (actor: Actor, change: Parameters<typeof someDeployment>[0]) => {
  made += 1;
  const accountId = actor === house.bob ? "bob-1" : "alice-1";
  return house.flows.createDeployment(
    actor,
    someDeployment({ name: `D${made}`, strategy: SLUG, accountId, ...change }),
  );
};
const CALM = { fast: 2, slow: 5, quantity: 10 };

describe("a strategy of somebody else", () => {
  it("is not there until it is published, and then in exactly that version with exactly those values", async () => {
    const { bob, deps } = house;
    const test = makeSubmitBacktest(deps);
    expect(await entryOf(bob, SLUG)).toBeUndefined();
    expect(await deploy(bob, {})).toMatchObject({ error: { kind: "strategy.unknown", path: "strategy" } });
    const { publicationId } = await publish({
      strategy: `${SLUG}@1`,
      presets: [{ name: "Calm", params: CALM }],
      bounds: { quantity: { least: 1, most: 10 } },
      people: ["bob"],
      note: "Begin small",
    });
    const entry = await entryOf(bob, SLUG);
    expect(entry).toMatchObject({ version: 1, readable: false, mine: false });
    expect(entry?.published).toMatchObject([{ publicationId, name: `${SLUG}@1`, by: "Root", note: "Begin small" }]);
    expect(await strategies.readStrategyVersion(bob, SLUG, 1)).toMatchObject({ error: { kind: "strategy.unknown" } });
    expect(await strategies.findStrategyDetail(bob, SLUG)).toMatchObject({ error: { kind: "strategy.unknown" } });
    expect(must(await strategies.readStrategyFacts(bob, SLUG, 1)).facts.parameters.length).toBeGreaterThan(0);
    expect(await strategies.readStrategyFacts(bob, SLUG, 2)).toMatchObject({ error: { kind: "strategy.unknown" } });

    const by = { publicationId, strategy: `${SLUG}@1` };
    const created = must(await deploy(bob, { params: CALM }));
    expect(created).toMatchObject({ strategy: by.strategy, params: CALM });
    must(await deploy(bob, { params: { ...CALM, quantity: 1 } }));
    expect(await deploy(bob, { params: { ...CALM, quantity: 11 } })).toMatchObject({
      error: { kind: "publication.outside", path: "params.quantity", facts: { expected: "1 to 10" } },
    });
    expect(await deploy(bob, { params: { ...CALM, slow: 6 } })).toMatchObject({
      error: { kind: "publication.outside", path: "params.slow", facts: { expected: "5" } },
    });
    expect(await deploy(bob, { strategy: `${SLUG}@2`, params: CALM })).toMatchObject({
      error: { kind: "publication.other_version", facts: { published: `${SLUG}@1` } },
    });
    const spec = { ...SPEC, strategy: SLUG };
    expect(await test(bob, { ...spec, params: { ...CALM, slow: 6 } })).toMatchObject({
      error: { kind: "publication.outside" },
    });
    must(await test(bob, { ...spec, params: CALM }));
    const [run] = await deps.prisma.backtestRun.findMany({ take: 1, orderBy: { createdAt: "desc" } });
    expect(run?.spec).toMatchObject({ strategy: `${SLUG}@1` });
    expect(
      await makeChangeSearches(deps).submitSearch(bob, {
        ...SPEC,
        strategy: SLUG,
        ranges: {},
        method: { kind: "grid" },
      } as never),
    ).toMatchObject({ error: { kind: "publication.no_search" } });
  });

  it("is taken by its preset, whatever version the name alone would be", async () => {
    const { bob } = house;
    await publish({ strategy: `${SLUG}@2`, presets: [{ name: "Newer", params: CALM }], people: ["bob"] });
    const presets = must(await strategies.listStrategyPresets(bob, SLUG));
    expect(presets.map(({ name, publication }) => [name, publication?.name, publication?.by])).toEqual([
      ["Newer", `${SLUG}@2`, "Root"],
      ["Calm", `${SLUG}@1`, "Root"],
    ]);
    const presetId = presets[1]?.presetId ?? "";
    expect(must(await deploy(bob, { presetId, params: {} }))).toMatchObject({ strategy: `${SLUG}@1`, params: CALM });
    expect(must(await deploy(bob, { params: CALM })).strategy).toBe(`${SLUG}@2`);
    // To others the preset is nowhere.
    expect(await deploy(house.alice, { presetId })).toMatchObject({ error: { kind: "preset.not_found" } });
    expect(await strategies.deleteStrategyPreset(bob, presetId)).toMatchObject({
      error: { kind: "preset.not_found" },
    });
  });

  it("begins nowhere any more once it is withdrawn; what runs goes on, is said, and its owner hears of it", async () => {
    const { bob, flows, deps } = house;
    const { publicationId } = await publish({ strategy: `${SLUG}@1`, isFree: true, people: ["bob"] });
    for (const line of must(await strategies.listPublications(ROOT, { withdrawn: false })))
      if (line.publicationId !== publicationId) await withdraw(line.publicationId);
    const { deploymentId } = must(await deploy(bob, { params: { fast: 3, slow: 8, quantity: 2 } }));
    must(await flows.startDeployment(bob, deploymentId));
    const ended = await withdraw(publicationId);
    expect(ended).toMatchObject({ publication: { running: 1 }, deployments: [{ deploymentId, owner: "bob" }] });
    expect(await strategies.withdrawPublication(ROOT, publicationId)).toMatchObject({
      error: { kind: "publication.withdrawn" },
    });
    expect(await deploy(bob, { params: CALM })).toMatchObject({ error: { kind: "strategy.unknown" } });
    await house.decide(deploymentId);
    for (let at = 0; at < 3; at += 1) {
      await house.minute();
      await house.decide(deploymentId);
    }
    expect(must(await flows.readDeployment(bob, deploymentId))).toMatchObject({ state: "running", decisions: 3 });
    const told = await listNotifications(deps.prisma, UserId.of("bob"), 20);
    expect(told.map(({ messageKey }) => messageKey)).toEqual(
      expect.arrayContaining(["strategy.published", "strategy.withdrawn"]),
    );
    await expect(
      deps.sql.$executeRaw`DELETE FROM strategy_withdrawal WHERE publication_id = ${publicationId}`,
    ).rejects.toMatchObject({ code: "42501" });
    const audit = await deps.sql.$queryRaw`
      SELECT action, actor FROM audit_log WHERE subject_id = ${publicationId} ORDER BY audit_log.id`;
    expect(audit).toMatchObject([{ action: "strategy.publish" }, { action: "strategy.withdraw" }]);
  });
});

describe("who publishes, and to whom", () => {
  it("is for administrators alone", async () => {
    const { alice } = house;
    const refused = { error: { kind: "publication.not_yours" } };
    expect(await strategies.publishStrategy(alice, NOTHING)).toMatchObject(refused);
    expect(await strategies.listPublications(alice, { withdrawn: true })).toMatchObject(refused);
    expect(await strategies.readPublication(alice, "p")).toMatchObject(refused);
    expect(await strategies.withdrawPublication(alice, "p")).toMatchObject(refused);
    expect(await strategies.setPublicationTerms(alice, { isRequired: true })).toMatchObject(refused);
  });

  it("says which field cannot be", async () => {
    const asked = async (change: Partial<PublishInput>) => {
      const answer = await strategies.publishStrategy(ROOT, { ...NOTHING, ...change });
      return answer.ok ? null : [answer.error.kind, answer.error.path];
    };
    const two = [
      { name: "A", params: {} },
      { name: " A ", params: {} },
    ];
    expect(await asked({ strategy: "nobodys" })).toEqual(["strategy.not_found", "strategy"]);
    expect(await asked({ presets: two })).toEqual(["publication.preset", "presets.1.name"]);
    expect(await asked({ presets: [{ name: "A", params: { fast: 9, slow: 3 } }] })).toEqual([
      "strategy.params_invalid",
      "presets.0.params.fast",
    ]);
    expect(await asked({ bounds: { fast: { least: 9, most: 1 } } })).toEqual(["publication.bounds", "bounds.fast"]);
    expect(await asked({ people: [] })).toEqual(["publication.person", "people"]);
    expect(await asked({ people: ["vic"] })).toEqual(["publication.person", "people"]);
    expect(await asked({ people: ["nobody"] })).toEqual(["publication.person", "people"]);
    expect(await asked({ note: "x".repeat(501) })).toEqual(["strategy.note_too_long", "note"]);
  });

  it("goes by what somebody is narrowed to", async () => {
    const { bob, deps } = house;
    const { publicationId } = await publish({ isFree: true });
    expect((await entryOf(bob, SLUG))?.published).toHaveLength(1);
    await setScope(deps.sql, UserId.of("bob"), { accountIds: null, strategies: ["turtle"] });
    expect(await strategies.publishStrategy(ROOT, { ...NOTHING, people: ["bob"] })).toMatchObject({
      error: { kind: "publication.narrowed", path: "people", facts: { email: "bob@example.com" } },
    });
    expect(await entryOf(bob, SLUG)).toBeUndefined();
    expect(await deploy(bob, {})).toMatchObject({ error: { kind: "deployment.strategy_not_yours" } });
    await setScope(deps.sql, UserId.of("bob"), { accountIds: null, strategies: null });
    await withdraw(publicationId);
  });

  it("holds for built-in and shared strategies once the house says so, for traders alone", async () => {
    const { alice, bob, deps } = house;
    must(await deploy(bob, { strategy: "turtle", params: {} }));
    must(await strategies.setPublicationTerms(ROOT, { isRequired: true }));
    expect(await deploy(bob, { strategy: "turtle", params: {} })).toMatchObject({
      error: { kind: "publication.required", facts: { strategy: "turtle" } },
    });
    // What is one's own needs nobody's leave, and stored bars are nobody's money.
    must(await deploy(alice, { params: CALM }));
    must(await makeSubmitBacktest(deps)(bob, { ...SPEC, strategy: "turtle", params: {} }));
    const preset = { name: "Short", params: { entry: 8 } };
    const { publicationId, presets } = await publish({ strategy: "turtle", presets: [preset] });
    expect(await deploy(bob, { strategy: "turtle", params: {} })).toMatchObject({
      error: { kind: "publication.outside", path: "params.entry", facts: { expected: "8" } },
    });
    must(await deploy(bob, { strategy: "turtle", presetId: presets[0]?.presetId ?? "", params: {} }));
    const lines = must(await strategies.listPublications(ROOT, { withdrawn: false }));
    expect(lines.find((line) => line.publicationId === publicationId)).toMatchObject({
      title: "Turtle",
      people: null,
      running: 1,
    });
    must(await strategies.setPublicationTerms(ROOT, { isRequired: false }));
    must(await deploy(bob, { strategy: "turtle", params: {} }));
  });
});
