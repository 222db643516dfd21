import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { groupOf, groupsFor } from "./admin-groups";

const PAGES = join(import.meta.dirname, "../../(desk)/admin");

/** Every address of the area that has a page. */
const pages = readdirSync(PAGES, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("page.tsx"))
  .map((file) => `/admin/${file.replaceAll("\\", "/").replace(/\/?page\.tsx$/, "")}`.replace(/\/$/, ""));
const pathsFor = (role: "viewer" | "admin") => groupsFor(role).flatMap(({ tabs }) => tabs.map(({ path }) => path));

describe("the admin area", () => {
  it("offers an administrator every page that there is, once", () => {
    expect(pathsFor("admin").toSorted()).toEqual(pages.toSorted());
  });

  it("offers others neither people nor the audit log, and no empty group", () => {
    const hidden = pathsFor("admin").filter((path) => !pathsFor("viewer").includes(path));
    expect(hidden).toEqual(["/admin/features", "/admin/audit", "/admin/people", "/admin/publications"]);
    expect(groupsFor("viewer").map(({ name }) => name)).not.toContain("people");
  });

  it("finds the group of a page, also of one that begins like another", () => {
    const groups = groupsFor("admin");
    expect(groupOf(groups, "/admin").name).toBe("system");
    expect(groupOf(groups, "/admin/notifications/settings").name).toBe("messages");
    expect(groupOf(groups, "/admin/sessions").name).toBe("you");
  });
});
