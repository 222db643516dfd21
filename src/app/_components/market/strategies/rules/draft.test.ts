import { describe, expect, it } from "vitest";
import { checkRules, numbersOf, RULE_EXAMPLES } from "@/modules/strategy";
import { asForm, type DraftParameter, keepParameters, NEW_RULES, newParameter, readDraft, textOf } from "./draft";

const pullback = asForm(RULE_EXAMPLES.pullback);
const placesOf = ({ parameters }: { readonly parameters: readonly DraftParameter[] }) =>
  parameters.map(({ name, at }) => `${name}: ${at.join(" ")}`);

describe("a rule in the form", () => {
  it("keeps its parameters at their numbers when conditions become groups", () => {
    const form = asForm(RULE_EXAMPLES.averageCross);
    expect(placesOf(form)[0]).toBe("fast: long.entry.of[0].left.params.length long.exit.of[0].left.params.length");
    expect(checkRules(form)).toMatchObject({ ok: true });
  });

  it("is read back as it was written, and nothing else is", () => {
    expect(readDraft(textOf(pullback))).toEqual(pullback);
    for (const text of ["", "null", "{", '{"format":1}', "[]"]) expect(readDraft(text)).toBeNull();
  });

  it("begins with something that lacks only its title", () => {
    const checked = checkRules(NEW_RULES);
    expect(checked.ok ? [] : checked.error.map(({ path }) => path)).toEqual(["title"]);
  });
});

describe("parameters", () => {
  const [first, second] = pullback.long?.entry.kind === "all" ? pullback.long.entry.of : [];
  if (first === undefined || second === undefined || pullback.long === null) throw new Error("it has two conditions");
  const long = pullback.long;

  it("move with the condition that they are in, and go with it", () => {
    const turned = { ...pullback, long: { ...long, entry: { kind: "all" as const, of: [second, first] } } };
    expect(placesOf(keepParameters(pullback, turned))[0]).toBe("oversold: long.entry.of[1].right.value");
    const denied = {
      ...pullback,
      long: { ...long, entry: { kind: "all" as const, of: [{ kind: "not" as const, of: first }] } },
    };
    expect(placesOf(keepParameters(pullback, denied))[0]).toBe("oversold: long.entry.of[0].of.right.value");
    const without = { ...pullback, long: { ...long, entry: { kind: "all" as const, of: [second] } }, stop: null };
    expect(placesOf(keepParameters(pullback, without))).toEqual(["reward: target.times"]);
  });

  it("are one number at all their places", () => {
    const cross = readDraft(textOf(RULE_EXAMPLES.averageCross));
    if (cross === null) throw new Error("a rule");
    const entry = structuredClone(cross.long?.entry);
    if (entry?.kind !== "all" || cross.long === null) throw new Error("a group");
    const [part] = entry.of;
    if (part?.kind !== "compare" || part.left.kind !== "indicator") throw new Error("a comparison");
    const changed = { ...part, left: { ...part.left, params: { length: 12 } } };
    const after = keepParameters(cross, { ...cross, long: { ...cross.long, entry: { ...entry, of: [changed] } } });
    const values = numbersOf(after).filter(({ path }) => path.endsWith("left.params.length"));
    expect(values.map(({ value }) => value)).toEqual([12, 12]);
  });

  it("begin with a name of their own and bounds around the number", () => {
    const made = newParameter(pullback, "stop.length");
    expect(made).toMatchObject({ name: "length", at: ["stop.length"], minimum: 4, maximum: 42 });
    expect(newParameter(pullback, "nowhere")).toBeNull();
    const refused = numbersOf(pullback).filter(({ path }) => {
      const parameter = newParameter({ ...pullback, parameters: [] }, path);
      return !checkRules({ ...pullback, parameters: [parameter] }).ok;
    });
    expect(refused).toEqual([]);
    const twice = newParameter({ ...pullback, parameters: made === null ? [] : [made] }, "trail.length");
    expect(twice).toBeNull();
  });
});
