import { createElement } from "react";
import { expect, it, vi } from "vitest";
import type { Show } from "./toasts";

it("keeps what is said until something can show it, in order", async () => {
  // Other files of this process have said something before.
  vi.resetModules();
  const { dismissToast, showToast, showWaiting, toastsAsked, toastsWaiting } = await import("./toasts");
  const told: unknown[] = [];
  const show: Show = {
    custom: (_, options) => {
      told.push(options);
      return "";
    },
    dismiss: (id) => {
      told.push(id);
      return "";
    },
  };
  let heard = 0;
  const stop = toastsAsked.subscribe(() => {
    heard += 1;
  });
  const first = showToast(() => createElement("p"), { duration: 1 });
  const second = showToast(() => createElement("p"), { duration: 2 });
  const unwanted = showToast(() => createElement("p"), { duration: 3 });
  dismissToast(unwanted);
  stop();
  expect([toastsAsked.now(), heard, told]).toEqual([true, 4, []]);
  expect(toastsWaiting.now().map(({ id }) => id)).toEqual([first, second]);
  showWaiting(show);
  expect([toastsWaiting.now(), told]).toEqual([
    [],
    [
      { id: first, duration: 1 },
      { id: second, duration: 2 },
    ],
  ]);
  const third = showToast(() => createElement("p"), { duration: 3 });
  expect(told.at(-1)).toEqual({ id: third, duration: 3 });
  dismissToast(third);
  expect(told.at(-1)).toBe(third);
});
