import { describe, expect, it } from "vitest";
import { mergeProps } from "./merge-props";

describe("what an element is given", () => {
  it("leaves what it has, and fills what it has not", () => {
    expect(
      mergeProps({ id: "given", title: "tip", tabIndex: -1 }, { id: "own", title: undefined, href: "/chart" }),
    ).toEqual({
      id: "own",
      title: "tip",
      tabIndex: -1,
      href: "/chart",
    });
  });

  it("puts class names and descriptions beside each other", () => {
    const given = { className: "a b", "aria-describedby": "tip" };
    expect(mergeProps(given, { className: "c", "aria-describedby": "hint" })).toEqual({
      className: "a b c",
      "aria-describedby": "tip hint",
    });
    expect(mergeProps({ ...given, "aria-describedby": undefined }, { "aria-describedby": "hint" })).toEqual({
      className: "a b",
      "aria-describedby": "hint",
    });
  });

  it("calls both, the element's own first, and answers as that one does", () => {
    const made: string[] = [];
    const { onClick } = mergeProps(
      { onClick: (key: string) => made.push(`given ${key}`) },
      {
        onClick: (key: string) => {
          made.push(`own ${key}`);
          return "answer";
        },
      },
    );
    expect(Reflect.apply(Object(onClick), undefined, ["x"])).toBe("answer");
    expect(made).toEqual(["own x", "given x"]);
  });
});
