import { useRef } from "react";

interface Starter<Variables> {
  mutate(variables: Variables, options: { readonly onSettled: () => void }): void;
}

/**
 * Starts a mutation unless one of it is on its way. A double click is two clicks before the button could be drawn busy, and
 * must not start two jobs.
 */
export function useStartOnce<Variables>(mutation: Starter<Variables>): (variables: Variables) => void {
  const isOnItsWay = useRef(false);
  return (variables) => {
    if (isOnItsWay.current) return;
    isOnItsWay.current = true;
    mutation.mutate(variables, {
      onSettled: () => {
        isOnItsWay.current = false;
      },
    });
  };
}
