import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import type { KindOfStrategy } from "@/modules/strategy";
import { pruneRemovedPresets } from "@/modules/strategy/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor } from "../contract";
import { makeCreateUser } from "../create-user";
import { makeTestDeps } from "../testing/test-house";
import { REMOVED_KEPT_MS } from "../undo";
import { makeStrategiesFlows } from "./strategies-flows";

/** A kind whose sources are wrong where they say so: what keeps versions needs no compiler to be tried. */
const scripted: KindOfStrategy = {
  check: async (source) => {
    const line = source.split("\n").findIndex((text) => text.includes("wrong"));
    if (line >= 0)
      return { diagnostics: [{ line: line + 1, column: 1, message: "is wrong", severity: "error" }], made: null };
    const facts = {
      title: "Tried",
      description: "",
      category: "other",
      source: "",
      instruments: { minimum: 1, maximum: 1 },
      series: [],
      parameters: [],
    } as const;
    return { diagnostics: [], made: { source, compiled: `compiled ${source}`, facts } };
  },
};

let database: TestDatabase;
let flows: ReturnType<typeof makeStrategiesFlows>;
let deps: ReturnType<typeof makeTestDeps>;
let [ann, bob, root]: Actor[] = [];
beforeAll(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  flows = makeStrategiesFlows(deps, { code: scripted });
  const person = async (name: string, role: "trader" | "admin"): Promise<Actor> => {
    const made = await makeCreateUser(deps)(
      { email: `${name}@example.com`, name, role, password: "correct horse battery" },
      { kind: "cli", userId: null, requestId: "r" },
    );
    return { kind: "user", userId: taken(made).userId, requestId: "r" };
  };
  ann = await person("ann", "trader");
  bob = await person("bob", "trader");
  root = await person("root", "admin");
});
afterAll(() => database.close());

function taken<T>(answer: Result<T, unknown>): T {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}
const given = (actor: Actor | undefined): Actor => {
  if (actor === undefined) throw new Error("made before the tests");
  return actor;
};
const save = (actor: Actor | undefined, slug: string, source: string, from: number | null) =>
  flows.saveStrategy(given(actor), { slug, kind: "code", source, note: "", from });

describe("own strategies", () => {
  it("keeps each version as it was, under the hash of its source", async () => {
    const first = taken(await save(ann, "kept", "one", null));
    const second = taken(await save(ann, "kept", "two", 1));
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(first.newest.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(second.newest.hash).not.toBe(first.newest.hash);
    expect(taken(await flows.readStrategyVersion(given(ann), "kept", 1))).toEqual(first.newest);
    const both = taken(await flows.compareStrategyVersions(given(ann), "kept", { left: 1, right: 2 }));
    expect([both.left.source, both.right.source]).toEqual(["one", "two"]);
    await expect(deps.sql.$executeRaw`UPDATE strategy_version SET source = 'x'`).rejects.toThrow(
      /append-only|permission denied/,
    );
  });

  it("makes no further version of the same source", async () => {
    taken(await save(ann, "same", "one", null));
    expect(taken(await save(ann, "same", "one", 1)).version).toBe(1);
  });

  it("lets nobody overwrite what somebody saved meanwhile, also at one time", async () => {
    taken(await save(ann, "raced", "one", null));
    const answers = await Promise.all(["two", "three", "four"].map((source) => save(ann, "raced", source, 1)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.flatMap((answer) => (answer.ok ? [] : [answer.error.kind]))).toEqual([
      "strategy.changed",
      "strategy.changed",
    ]);
    expect(taken(await flows.listStrategyVersions(given(ann), "raced", 10)).map(({ number }) => number)).toEqual([
      2, 1,
    ]);
  });

  it("rolls back by a new version that is equal to the old one", async () => {
    taken(await save(ann, "rolled", "one", null));
    taken(await save(ann, "rolled", "two", 1));
    const back = taken(await flows.rollBackStrategy(given(ann), { slug: "rolled", to: 1, from: 2 }));
    expect(back.version).toBe(3);
    expect(back.newest).toMatchObject({ source: "one", rolledBackTo: 1 });
    expect(await flows.rollBackStrategy(given(ann), { slug: "rolled", to: 9, from: 3 })).toMatchObject({
      error: { kind: "strategy.version_unknown", path: "to" },
    });
  });

  it("shows a strategy to its author and to admins until it is shared", async () => {
    taken(await save(ann, "private", "one", null));
    const slugs = async (actor: Actor | undefined) =>
      (await flows.listCatalog(given(actor), { archived: false })).map(({ slug }) => slug);
    expect(await slugs(ann)).toContain("private");
    expect(await slugs(root)).toContain("private");
    expect(await slugs(bob)).not.toContain("private");
    expect(await flows.findStrategyDetail(given(bob), "private")).toMatchObject({
      error: { kind: "strategy.unknown" },
    });
    expect(await save(bob, "private", "two", 1)).toMatchObject({ error: { kind: "strategy.unknown" } });
    expect(await save(bob, "private", "two", null)).toMatchObject({ error: { kind: "strategy.slug_taken" } });
    taken(await flows.shareStrategy(given(ann), "private", true));
    expect(taken(await flows.readStrategyVersion(given(bob), "private", 1)).source).toBe("one");
    expect(await save(bob, "private", "two", 1)).toMatchObject({ error: { kind: "strategy.not_yours" } });
    expect(await flows.shareStrategy(given(bob), "private", false)).toMatchObject({
      error: { kind: "strategy.not_yours" },
    });
    expect(taken(await save(root, "private", "two", 1)).newest.author).toBe("root");
  });

  it("archives and brings back", async () => {
    taken(await save(ann, "old-one", "one", null));
    expect(taken(await flows.archiveStrategy(given(ann), "old-one", true)).archived).toBe(true);
    const listed = async (archived: boolean) =>
      (await flows.listCatalog(given(ann), { archived })).some(({ slug }) => slug === "old-one");
    expect([await listed(false), await listed(true)]).toEqual([false, true]);
    taken(await flows.archiveStrategy(given(ann), "old-one", false));
    expect(await listed(false)).toBe(true);
  });

  it("names what is wrong and where, and keeps nothing", async () => {
    expect(await save(ann, "broken", "fine\nwrong", null)).toMatchObject({
      error: { kind: "strategy.source_invalid", issues: [{ path: "line 2, column 1", message: "is wrong" }] },
    });
    expect(await save(ann, "x", "one", null)).toMatchObject({ error: { kind: "strategy.slug_invalid", path: "slug" } });
    expect(await save(ann, "sma-cross", "one", null)).toMatchObject({ error: { kind: "strategy.slug_invalid" } });
    expect(await save(ann, "huge", "x".repeat(262_145), null)).toMatchObject({
      error: { kind: "strategy.source_too_large" },
    });
    expect(await flows.findStrategyDetail(given(ann), "broken")).toMatchObject({ error: { kind: "strategy.unknown" } });
  });

  it("writes who did what", async () => {
    const rows = await deps.sql.$queryRaw`
      SELECT DISTINCT action FROM audit_log WHERE subject_type = 'strategy' ORDER BY action LIMIT 20`;
    expect(rows).toEqual(
      ["archive", "create", "restore", "roll_back", "save", "share"].map((verb) => ({ action: `strategy.${verb}` })),
    );
  });
});

describe("presets", () => {
  const preset = (actor: Actor | undefined, name: string, presetId: string | null = null) =>
    flows.saveStrategyPreset(given(actor), { presetId, strategy: "sma-cross", name, params: { fast: 5 } });

  it("are kept by name, each its owner's", async () => {
    const kept = taken(await preset(ann, " quick "));
    expect(kept).toMatchObject({ name: "quick", params: { fast: 5 } });
    expect(await preset(ann, "quick")).toMatchObject({ error: { kind: "preset.name_taken" } });
    expect(taken(await preset(ann, "quicker", kept.presetId)).name).toBe("quicker");
    expect(taken(await flows.listStrategyPresets(given(bob), "sma-cross"))).toEqual([]);
    expect(await preset(bob, "mine", kept.presetId)).toMatchObject({ error: { kind: "preset.not_found" } });
    expect(await flows.deleteStrategyPreset(given(bob), kept.presetId)).toMatchObject({
      error: { kind: "preset.not_found" },
    });
    taken(await flows.deleteStrategyPreset(given(ann), kept.presetId));
    expect(taken(await flows.listStrategyPresets(given(ann), "sma-cross"))).toEqual([]);
    expect(await flows.restoreStrategyPreset(given(bob), kept.presetId)).toMatchObject({
      error: { kind: "preset.not_found" },
    });
    expect(taken(await flows.restoreStrategyPreset(given(ann), kept.presetId))).toMatchObject({
      presetId: kept.presetId,
      name: "quicker",
      params: { fast: 5 },
    });
    taken(await flows.deleteStrategyPreset(given(ann), kept.presetId));
    const other = taken(await preset(ann, "quicker"));
    expect(await flows.restoreStrategyPreset(given(ann), kept.presetId)).toMatchObject({
      error: { kind: "preset.name_taken" },
    });
    taken(await flows.deleteStrategyPreset(given(ann), other.presetId));
    await deps.sql.$executeRaw`
      UPDATE strategy_preset SET removed_at = now() - interval '61 minutes' WHERE id = ${kept.presetId}`;
    expect(await pruneRemovedPresets(deps.sql, REMOVED_KEPT_MS, 10)).toBe(1);
    expect(await preset(ann, " ")).toMatchObject({ error: { kind: "preset.name_malformed", path: "name" } });
  });

  it("take one name once, also at one time", async () => {
    const answers = await Promise.all([preset(ann, "twice"), preset(ann, "twice"), preset(ann, "twice")]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
