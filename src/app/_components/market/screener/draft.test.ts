import { describe, expect, it } from "vitest";
import { checkDefinition, type DraftCondition } from "@/modules/data";
import { asGroup, changeAt, choiceKey, NEW_COMPARISON, NEW_DEFINITION, OPERAND_CHOICES, pathText } from "./draft";

const leaf = (limit: number): DraftCondition => ({ ...NEW_COMPARISON, right: { kind: "value", value: limit } });
const tree: DraftCondition = {
  kind: "all",
  of: [leaf(1), { kind: "not", of: { kind: "any", of: [leaf(2), leaf(3)] } }],
};

describe("a part of the tree", () => {
  it("is changed where it stands, and everything else is left alone", () => {
    const changed = changeAt(tree, [1, "of", 0], () => leaf(9));
    expect(changed).toEqual({
      kind: "all",
      of: [leaf(1), { kind: "not", of: { kind: "any", of: [leaf(9), leaf(3)] } }],
    });
    expect(changed?.kind === "all" ? changed.of[0] : null).toBe(tree.of[0]);
  });

  it("takes its empty groups with it when it goes", () => {
    const none = () => null;
    const once = changeAt(tree, [1, "of", 0], none) ?? leaf(0);
    expect(changeAt(once, [1, "of", 0], none)).toEqual({ kind: "all", of: [leaf(1)] });
    expect(changeAt({ kind: "all", of: [leaf(1)] }, [0], none)).toBeNull();
  });

  it.each([[[7]], [["of"]], [[0, 1]], [[1, 0]], [[1, "of", 5]]] as const)(
    "is not there at %j: nothing changes",
    (path) => {
      expect(changeAt(tree, path, () => leaf(9))).toEqual(tree);
    },
  );

  it("is named as faults name it", () => {
    expect(pathText([1, "of", 0])).toBe("of[1].of.of[0]");
    const broken = {
      ...NEW_DEFINITION,
      name: "x",
      condition: changeAt(tree, [1, "of", 0], () => ({ ...NEW_COMPARISON, right: { kind: "value", value: null } })),
    };
    const checked = checkDefinition(broken);
    expect(checked.ok ? null : checked.error.map(({ path }) => path)).toEqual([
      `condition.${pathText([1, "of", 0])}.right.value`,
    ]);
  });
});

describe("the builder", () => {
  it("always has a group to add to", () => {
    expect(asGroup(leaf(1))).toEqual({ kind: "all", of: [leaf(1)] });
    expect(asGroup(tree)).toBe(tree);
  });

  it("offers only what the server takes", () => {
    const faults = OPERAND_CHOICES.filter(({ operand }) => operand.kind !== "value").flatMap(({ key, operand }) => {
      const condition = { ...NEW_COMPARISON, left: operand };
      const checked = checkDefinition({ ...NEW_DEFINITION, name: "x", condition });
      return checked.ok ? [] : [key, checked.error];
    });
    expect(faults).toEqual([]);
    expect(new Set(OPERAND_CHOICES.map(({ key }) => key)).size).toBe(OPERAND_CHOICES.length);
    expect(OPERAND_CHOICES.map(({ key, operand }) => key === choiceKey(operand))).not.toContain(false);
  });
});
