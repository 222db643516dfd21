"use client";

import { useEffect, useRef } from "react";

/** Goes to the first control with a fault inside of what `form` selects, at each refusal, once that is drawn. */
export function useFaultFocus(form: string, refusals: number): void {
  const seen = useRef(refusals);
  useEffect(() => {
    const isNew = refusals > seen.current;
    seen.current = refusals;
    if (!isNew) return;
    const first = document.querySelector(`${form} :is([aria-invalid=true], [data-invalid=true])`);
    if (first instanceof HTMLElement) first.focus();
  }, [form, refusals]);
}
