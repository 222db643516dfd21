"use client";

import { type ComponentType, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { Banner } from "./panel";

interface Lazily<Props> {
  (props: Props): ReactNode;
  /** Asks for it before it is shown. What fails is tried again where it is shown. */
  readonly ahead: () => void;
}

const nothing = () => null;

/**
 * A part of a page that is loaded where it is first shown: until then `Waiting` stands there, and where the line is cut that is said,
 * with a way to try again. For what most visits do not open, and for what lies under the foot of a small screen.
 *
 * @param load - Asks for the part; after a failure it is asked again.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Waiting: ComponentType,
): Lazily<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const ask = () => {
    loading ??= load().then(
      (part) => {
        loaded = part;
        for (const listener of listeners) listener();
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };

  function Part(props: Props) {
    const t = useTranslations("ui");
    // A page is written without it and wakes up as it was written, even where it has come by then.
    const Shown = useSyncExternalStore<ComponentType<Props> | null>(subscribe, () => loaded, nothing);
    const [isCut, setCut] = useState(false);
    const wants = Shown === null && !isCut;
    useEffect(() => {
      if (!wants) return undefined;
      let isGone = false;
      ask().catch(() => {
        if (!isGone) setCut(true);
      });
      return () => {
        isGone = true;
      };
    }, [wants]);
    if (Shown !== null) return <Shown {...props} />;
    if (!isCut) return <Waiting />;
    return (
      <div className="flex flex-col items-start gap-2">
        <Banner tone="bad">{t("notLoaded")}</Banner>
        <Button className="mx-3 mb-3 max-md:h-11" onClick={() => setCut(false)}>
          {t("tryAgain")}
        </Button>
      </div>
    );
  }
  return Object.assign(Part, {
    ahead: () => {
      ask().catch(() => undefined);
    },
  });
}
