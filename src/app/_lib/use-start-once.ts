import { useRef } from "react";

interface Starter<Variables> {
  mutateAsync(variables: Variables): Promise<unknown>;
}

/**
 * Starts a mutation unless one of it is on its way. A double click is two clicks before the button could be drawn busy, and
 * must not start two jobs.
 */
export function useStartOnce<Variables>(mutation: Starter<Variables>): (variables: Variables) => void {
  const isOnItsWay = useRef(false);
  return (variables) => startOnce(isOnItsWay, mutation, variables);
}

/** What `useStartOnce` does, with the place where it remembers. What came of it is the mutation's own to tell. */
export function startOnce<Variables>(
  isOnItsWay: { current: boolean },
  mutation: Starter<Variables>,
  variables: Variables,
): void {
  if (isOnItsWay.current) return;
  isOnItsWay.current = true;
  const settle = () => {
    isOnItsWay.current = false;
  };
  // Its own promise: callbacks of a mutation that was reset meanwhile are never called, and nothing would start again.
  mutation.mutateAsync(variables).then(settle, settle);
}
