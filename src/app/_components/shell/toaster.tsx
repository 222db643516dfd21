"use client";

import { type ComponentType, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { toastsAsked, toastsWaiting } from "@/app/_lib/toasts";

/** A line that is cut: whoever loads what shows messages waits for it to be back. */
const AGAIN_MS = 3_000;

/**
 * Where passing words and failures appear; loaded with the first of them. Where it cannot be loaded (the line is cut, or the page is
 * from before an update and its script is gone) what was said stands on the page as it is: a press that failed must not look like one
 * that did nothing.
 */
export function Toaster() {
  const isAsked = useSyncExternalStore(toastsAsked.subscribe, toastsAsked.now, () => false);
  const [Shown, setShown] = useState<ComponentType | null>(null);
  const [isMissing, setMissing] = useState(false);
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
          if (isGone) return;
          setMissing(true);
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
  if (Shown !== null) return <Shown />;
  return isMissing ? <Plain /> : null;
}

/** What was said, without anything that would have to be loaded, and the two ways on that need no more of this page's script. */
function Plain() {
  const t = useTranslations("ui");
  const said = useSyncExternalStore(toastsWaiting.subscribe, toastsWaiting.now, toastsWaiting.now);
  if (said.length === 0) return null;
  return (
    <div className="pointer-events-none fixed inset-x-3 bottom-3 z-50 grid justify-items-center gap-2 max-md:top-15 max-md:bottom-auto">
      {said.map(({ id, draw }) => (
        <div key={id}>{draw()}</div>
      ))}
      <p className="pointer-events-auto max-w-90 rounded-8 border border-line-2 bg-bg-2 px-3 py-2.5 text-12 leading-4.5 text-tx-2 shadow-float">
        {t("outdated")}
        <span className="mt-1 flex flex-wrap gap-x-4">
          <button type="button" className={WAY} onClick={() => window.location.reload()}>
            {t("reload")}
          </button>
          {/* No link of the kit: that would ask for more script. */}
          <a className={WAY} href="/incident">
            {t("incident")}
          </a>
        </span>
      </p>
    </div>
  );
}

const WAY = "py-1 font-medium text-tx-1 underline underline-offset-2 max-md:min-h-11 max-md:content-center";
