import { toast } from "sonner";
import { afterEach, describe, expect, it, vi } from "vitest";
import { copyText } from "./copy-text";
import { showWaiting } from "./toasts";

const SAID = { copied: "It is copied", notCopied: "It could not be copied" };
showWaiting(toast);
afterEach(() => vi.unstubAllGlobals());

/** How long what was said stays: for good where it is a failure. */
const saidFor = async (navigator: object) => {
  vi.stubGlobal("navigator", navigator);
  const before = toast.getHistory().length;
  await copyText("secret", SAID);
  const said = toast.getHistory().slice(before);
  return said.map((one) => ("duration" in one ? one.duration : null));
};

describe("a text that is copied", () => {
  it("is on the clipboard, and that is said for a while", async () => {
    const writeText = vi.fn(async () => undefined);
    expect(await saidFor({ clipboard: { writeText } })).toEqual([expect.any(Number)]);
    expect(writeText).toHaveBeenCalledExactlyOnceWith("secret");
    expect(Number.isFinite((await saidFor({ clipboard: { writeText } }))[0] ?? Number.NaN)).toBe(true);
  });

  it.each([
    ["the browser has no clipboard", {}],
    ["the browser refuses", { clipboard: { writeText: () => Promise.reject(new Error("not allowed")) } }],
  ])("is not where %s, and that stays until it is read", async (_case, navigator) => {
    expect(await saidFor(navigator)).toEqual([Number.POSITIVE_INFINITY]);
  });
});
