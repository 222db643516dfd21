import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FIRST_HASH, type SealedRow, sealOf } from "./seal";

const ROW: SealedRow = {
  id: "1",
  at: "1764000000000",
  actor: null,
  actorKind: "cli",
  action: "user.create",
  subjectType: "user",
  subjectId: "u1",
  requestId: "",
  details: "{}",
};

describe("sealOf", () => {
  it("is the hash of the seal before it and of the row, that anybody can compute", () => {
    const text = `["${FIRST_HASH}","1","1764000000000",null,"cli","user.create","user","u1","","{}"]`;
    expect(sealOf(FIRST_HASH, ROW)).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("is another for any change, and for another seal before it", () => {
    const all = [
      ROW,
      { ...ROW, id: "2" },
      { ...ROW, at: "1764000000001" },
      { ...ROW, actor: "" },
      { ...ROW, actorKind: "user" },
      { ...ROW, action: "user.creat" },
      // Text that wanders from one column to the next.
      { ...ROW, subjectType: "use", subjectId: "ru1" },
      { ...ROW, requestId: "r" },
      { ...ROW, details: '{"a":1}' },
    ].map((row) => sealOf(FIRST_HASH, row));
    expect(new Set([...all, sealOf("1".repeat(64), ROW)]).size).toBe(all.length + 1);
  });
});
