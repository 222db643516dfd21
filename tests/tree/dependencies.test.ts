import { describe, expect, it } from "vitest";
import { read } from "./files";

/** The first versions without a weakness that was published: nothing falls below them again. */
const FIXED_IN: Readonly<Record<string, readonly [number, number, number]>> = {
  next: [16, 2, 6],
  react: [19, 2, 6],
  "react-dom": [19, 2, 6],
  "@trpc/server": [11, 8, 0],
};

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}
const lock: Lock = JSON.parse(read("package-lock.json"));

const isAtLeast = (version: string, floor: readonly number[]): boolean => {
  const parts = (version.split("-", 1)[0] ?? "").split(".").map(Number);
  for (const [at, least] of floor.entries()) {
    const part = parts[at] ?? Number.NaN;
    if (part !== least) return part > least;
  }
  return true;
};

describe("dependencies", () => {
  it("compares numbers, not letters", () => {
    expect(isAtLeast("16.10.0", [16, 2, 6])).toBe(true);
    expect(isAtLeast("16.2.5", [16, 2, 6])).toBe(false);
    expect(isAtLeast("9.0.0", [16, 2, 6])).toBe(false);
    expect(isAtLeast("canary", [16, 2, 6])).toBe(false);
  });

  it.each(Object.entries(FIXED_IN))("has every %s at or above what was fixed", (name, floor) => {
    const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(copies.length).toBeGreaterThan(0);
    for (const [path, { version = "" }] of copies) expect(isAtLeast(version, floor), `${path} ${version}`).toBe(true);
  });

  it("is audited where the service is reachable", () => {
    expect(read(".github/workflows/audit.yml")).toContain("npm audit");
  });
});
