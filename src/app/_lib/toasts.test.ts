import { createElement } from "react";
import { toast } from "sonner";
import { expect, it, vi } from "vitest";

it("keeps what is said until something can show it, in order", async () => {
  // Other files of this process have shown something before.
  vi.resetModules();
  const { dismissToast, showToast, showWaiting, toastsAsked } = await import("./toasts");
  const before = toast.getHistory().length;
  let heard = 0;
  const stop = toastsAsked.subscribe(() => {
    heard += 1;
  });
  const first = showToast(() => createElement("p"), { duration: 1 });
  const second = showToast(() => createElement("p"), { duration: 2 });
  stop();
  expect([toastsAsked.now(), heard, toast.getHistory().length - before]).toEqual([true, 2, 0]);
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => call());
  dismissToast(second);
  showWaiting(toast);
  vi.unstubAllGlobals();
  const said = toast.getHistory().slice(before);
  expect(said.map(({ id }) => id)).toEqual([first, second]);
  expect(toast.getToasts().map(({ id }) => id)).toEqual([first]);
});
