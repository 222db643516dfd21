import { describe, expect, it } from "vitest";
import { passwordRules } from "./password-rules";

const met = (password: string, email = "robin@example.com") =>
  passwordRules(password, email)
    .filter((rule) => rule.met)
    .map((rule) => rule.name);

describe("passwordRules", () => {
  it.each([
    ["correct horse battery", ["length", "different", "other"]],
    ["short", ["different", "other"]],
    ["aaaaaaaaaaaaaa", ["length", "other"]],
    ["my name is Robin Hood", ["length", "different"]],
    ["", []],
    ["x".repeat(257), ["other"]],
  ])("of %j meets %j", (password, names) => {
    expect(met(password)).toEqual(names);
  });

  it("leaves short names alone: they are part of too many words", () => {
    expect(met("the wind is blowing", "win@example.com")).toContain("other");
  });
});
