"use client";

import { cloneElement, type HTMLAttributes, isValidElement, type ReactNode, type Ref, useCallback } from "react";
import { mergeProps } from "./merge-props";

interface Ends {
  readonly ref?: Ref<HTMLElement> | undefined;
}

export interface SlotProps extends HTMLAttributes<HTMLElement>, Ends {
  /** One element that takes a ref. */
  readonly children: ReactNode;
}

/** Tells a ref of an element, and answers with what ends that. */
function tell(ref: Ref<HTMLElement> | undefined, element: HTMLElement): () => void {
  if (typeof ref === "function") {
    const end = ref(element);
    return typeof end === "function" ? end : () => void ref(null);
  }
  if (ref === null || ref === undefined) return () => {};
  ref.current = element;
  return () => {
    ref.current = null;
  };
}

/** Draws nothing of its own: what it is given goes to its one child, whose own props stay. */
export function Slot({ children, ref, ...given }: SlotProps) {
  const child = isValidElement<Ends & Record<string, unknown>>(children) ? children : null;
  const own = child?.props.ref;
  const both = useCallback(
    (element: HTMLElement) => {
      const ends = [tell(ref, element), tell(own, element)];
      return () => {
        for (const end of ends) end();
      };
    },
    [ref, own],
  );
  if (child === null) return null;
  // oxlint-disable-next-line react/refs -- handed on, and never read here
  return cloneElement(child, { ...mergeProps({ ...given }, child.props), ref: ref === undefined ? own : both });
}
