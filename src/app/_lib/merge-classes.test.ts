import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { extendTailwindMerge } from "tailwind-merge";
import { describe, expect, it } from "vitest";
import { mergeClasses } from "./merge-classes";

const ROOT = "src/app";
const whole = extendTailwindMerge({
  cacheSize: 0,
  extend: {
    theme: {
      text: ["10", "11", "12", "13", "15", "16", "18", "24", "32"],
      radius: ["2", "4", "8"],
      shadow: ["float"],
    },
  },
});

/** What may be the name of a class in any text of the pages, without what it counts under, one for each kind of value. */
function utilities(): readonly string[] {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !/messages|merge-classes|\.test\./.test(file),
  );
  const words = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/["'`]([^"'`\n]*)["'`]/g)].flatMap(([, text = ""]) =>
      text.split(/\s+/),
    ),
  );
  const kinds = new Map<string, string>();
  for (const word of new Set(words)) {
    const utility = word.replace(/^(?:[a-z@][\w@/<-]*(?:\[[^\]]*\])?:|\[[^\]]*\]:)*/, "");
    // Known to the whole table: of the same name twice it leaves one.
    if (/^[!a-z-][^\s"']*$/.test(utility) && whole(`${utility} ${utility}`) === utility)
      kinds.set(utility.replaceAll(/\d+(?:\.\d+)?/g, "1").replace(/\[[^1].*\]/, "[x]"), utility);
  }
  return [...kinds.values()];
}

describe("joined class names", () => {
  it("leave of every two that pages write what the whole table leaves", () => {
    const all = utilities();
    expect(all.length).toBeGreaterThan(200);
    const wrong = all.flatMap((first) =>
      all
        .filter((second) => second !== first)
        .map((second) => `${first} ${second}`)
        .filter((both) => mergeClasses(both) !== whole(both))
        .map((both) => `${both}: ${mergeClasses(both)}, not ${whole(both)}`),
    );
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it.each([
    ["h-11 max-md:h-11 h-8", "max-md:h-11 h-8"],
    ["hover:bg-bg-2 bg-bg-3 hover:bg-bg-1", "bg-bg-3 hover:bg-bg-1"],
    ["data-[state=open]:p-2 data-[state=open]:px-4 p-1", "data-[state=open]:p-2 data-[state=open]:px-4 p-1"],
    ["text-left! text-right text-center", "text-left! text-center"],
    ["mt-2 -mt-px", "-mt-px"],
    ["w-[calc(100%-2px)] spinner w-(--rail-w)", "spinner w-(--rail-w)"],
    ["  num  spinner ", "num spinner"],
  ])("count under the same states only: %s", (given, left) => {
    expect(mergeClasses(given)).toBe(left);
    expect(whole(given)).toBe(left);
  });
});
