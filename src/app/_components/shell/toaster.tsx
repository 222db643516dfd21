"use client";

import { type ComponentType, useEffect, useState, useSyncExternalStore } from "react";
import { toastsAsked } from "@/app/_lib/toasts";

/** A line that is cut: whoever loads what shows messages waits for it to be back. */
const AGAIN_MS = 3_000;

/** Where passing words and failures appear; loaded with the first of them. */
export function Toaster() {
  const isAsked = useSyncExternalStore(toastsAsked.subscribe, toastsAsked.now, () => false);
  const [Shown, setShown] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (!isAsked) return undefined;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      import("./toasts-shown").then(
        ({ ToastsShown }) => {
          if (!isGone) setShown(() => ToastsShown);
        },
        () => {
          timer = setTimeout(load, AGAIN_MS);
        },
      );
    };
    load();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isAsked]);
  return Shown === null ? null : <Shown />;
}
