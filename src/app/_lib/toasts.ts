import type { ReactElement } from "react";
import type { ExternalToast, toast } from "sonner";

/**
 * Passing words. What shows them is loaded with the first of them: most pages are left before anything is said. What is said
 * meanwhile waits, and what cannot be loaded is tried again, so that no failure is lost with the line that caused it.
 */

/** What shows them. */
export type Show = Pick<typeof toast, "custom" | "dismiss">;
type ToastOptions = Omit<ExternalToast, "id">;

let show: Show | null = null;
let waiting: readonly ((on: Show) => void)[] = [];
let isAsked = false;
let made = 0;
const listeners = new Set<() => void>();

function tell(call: (on: Show) => void): void {
  if (show !== null) {
    call(show);
    return;
  }
  waiting = [...waiting, call];
  isAsked = true;
  for (const listener of listeners) listener();
}

/** Shows what `draw` makes until it passes or is dismissed; answers the name it is dismissed by. */
export function showToast(draw: (id: string) => ReactElement, options: ToastOptions): string {
  made += 1;
  const id = `toast-${made}`;
  tell((on) => on.custom(() => draw(id), { ...options, id }));
  return id;
}

/** Takes one away; one that is gone stays gone. */
export function dismissToast(id: string): void {
  tell((on) => on.dismiss(id));
}

/** Whether anything was ever said here, and news of it: what shows it need not be there before. */
export const toastsAsked = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  now: (): boolean => isAsked,
};

/** What shows them stands on the page now: says what waited. */
export function showWaiting(on: Show): void {
  show = on;
  const calls = waiting;
  waiting = [];
  for (const call of calls) call(on);
}
