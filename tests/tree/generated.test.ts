import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { isClientStale } from "../../scripts/launcher/build.mjs";

/** Installations run on the client that is in the tree: they have no command to make another. */
it("has the database client that its schema makes", () => {
  expect(isClientStale("."), "npm run generate").toBe(false);
});

it.skipIf(!existsSync(".git"))("keeps no other database client than the one that is committed", () => {
  const changed = execFileSync("git", ["status", "--porcelain", "--", "src/generated"], { encoding: "utf8" });
  const unstaged = changed.split("\n").filter((line) => /^(.[^ ]|\?\?)/.test(line));
  expect(unstaged, "git add src/generated: npm test made it anew").toEqual([]);
});
