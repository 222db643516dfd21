import type { ReactElement } from "react";
import type { ExternalToast, toast } from "sonner";

/**
 * Passing words. What shows them is loaded with the first of them: most pages are left before anything is said. What is said
 * meanwhile waits, and what cannot be loaded is tried again, so that no failure is lost with the line that caused it.
 */

/** What shows them. */
export type Show = Pick<typeof toast, "custom" | "dismiss">;
type ToastOptions = Omit<ExternalToast, "id">;

interface Said {
  readonly id: string;
  readonly draw: () => ReactElement;
  readonly options: ToastOptions;
}

let show: Show | null = null;
let waiting: readonly Said[] = [];
let isAsked = false;
let made = 0;
const listeners = new Set<() => void>();

function wait(next: readonly Said[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

/** Shows what `draw` makes until it passes or is dismissed; answers the name it is dismissed by. */
export function showToast(draw: (id: string) => ReactElement, options: ToastOptions): string {
  made += 1;
  const id = `toast-${made}`;
  const said: Said = { id, draw: () => draw(id), options };
  if (show === null) {
    isAsked = true;
    wait([...waiting, said]);
  } else tell(show, said);
  return id;
}

function tell(on: Show, { id, draw, options }: Said): void {
  on.custom(draw, { ...options, id });
}

/** Takes one away; one that is gone stays gone. */
export function dismissToast(id: string): void {
  if (show === null) wait(waiting.filter((said) => said.id !== id));
  else show.dismiss(id);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether anything was ever said here, and news of it: what shows it need not be there before. */
export const toastsAsked = { subscribe, now: (): boolean => isAsked };

/** What was said and waits for what shows it, oldest first, and news of it. */
export const toastsWaiting = { subscribe, now: (): readonly Said[] => waiting };

/** What shows them stands on the page now: says what waited. */
export function showWaiting(on: Show): void {
  show = on;
  const said = waiting;
  wait([]);
  for (const one of said) tell(on, one);
}
