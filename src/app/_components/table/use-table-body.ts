"use client";

import { useEffect, useState } from "react";
import type { TableBody } from "./table-body";

type Body = typeof TableBody;

/** Narrower than this rows are cards; the same number as in `use-media.ts`. */
const DESK = "(min-width: 768px)";

let loaded: Body | null = null;
let load: Promise<Body> | null = null;

function loadBody(): Promise<Body> {
  load ??= import("./table-body").then(
    ({ TableBody: Found }) => {
      loaded = Found;
      return Found;
    },
    (error: unknown) => {
      // Whoever wants it next asks again.
      load = null;
      throw error;
    },
  );
  return load;
}

// On a desk it is asked for with the page's own code, long before rows come; a phone draws cards and never asks.
if (typeof window !== "undefined" && window.matchMedia(DESK).matches) loadBody().catch(() => undefined);

/** What draws the rows that are in sight; null until it is here. Where it cannot be loaded the page says so. */
export function useTableBody(): Body | null {
  const [body, setBody] = useState<{ readonly Found: Body } | null>(loaded === null ? null : { Found: loaded });
  useEffect(() => {
    if (body !== null) return undefined;
    let isGone = false;
    const set = (change: () => { readonly Found: Body }) => (isGone ? undefined : setBody(change));
    loadBody().then(
      (Found) => set(() => ({ Found })),
      (error: unknown) =>
        set(() => {
          throw error;
        }),
    );
    return () => {
      isGone = true;
    };
  }, [body]);
  return body?.Found ?? null;
}
