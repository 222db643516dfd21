"use client";

import {
  type ComponentType,
  createElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useTranslations } from "use-intl";
import { notifyFailed } from "@/app/_lib/notify";
import { useLate } from "@/app/_lib/use-late";
import { Button } from "./button";
import { Banner } from "./panel";

interface Lazily<Props> {
  (props: Props): ReactNode;
  /** Asks for it before it is shown. What fails is tried again where it is shown. */
  readonly ahead: () => void;
}

const nothing = () => null;

/** A part of a page that is asked for once; after a failure it is asked for again. */
function loaderOf<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const listeners = new Set<() => void>();
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
  return {
    ask,
    ahead: () => {
      ask().catch(() => undefined);
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => loaded,
  };
}

/**
 * A part of a page that is loaded where it is first shown: until then `Waiting` stands there, and where the line is cut that is said,
 * with a way to try again. For what most visits do not open, and for what lies under the foot of a small screen.
 *
 * @param load - Asks for the part; after a failure it is asked again.
 * @param Waiting - Nothing, unless told.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Waiting: ComponentType = nothing,
): Lazily<Props> {
  const { ask, ahead, subscribe, now } = loaderOf(load);

  function Part(props: Props) {
    const t = useTranslations("ui");
    // A page is written without it and wakes up as it was written, even where it has come by then.
    const Shown = useLate<ComponentType<Props> | null>(subscribe, now, nothing);
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
    if (Shown !== null) return createElement(Shown, props);
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
  return Object.assign(Part, { ahead });
}

interface Closes {
  readonly onClose: () => void;
}

/**
 * A dialog whose script comes with the press that opens it. Where the line is cut, or the page is from before an update, that is said
 * and `onClose` is called: the page stays, and the next press tries again.
 */
export function lateDialog<Props extends Closes>(load: () => Promise<ComponentType<Props>>): Lazily<Props> {
  const loader = loaderOf(load);
  return Object.assign((props: Props) => <Late loader={loader} given={props} />, { ahead: loader.ahead });
}

interface LateProps<Props extends object> {
  readonly loader: ReturnType<typeof loaderOf<Props>>;
  readonly given: Props;
}

function Late<Props extends Closes>({ loader: { ask, subscribe, now }, given }: LateProps<Props>) {
  const t = useTranslations("ui");
  const Shown = useSyncExternalStore<ComponentType<Props> | null>(subscribe, now, nothing);
  const close = useRef(given.onClose);
  useEffect(() => {
    close.current = given.onClose;
  });
  const isMissing = Shown === null;
  const failed = t("notLoaded");
  useEffect(() => {
    if (!isMissing) return undefined;
    let isGone = false;
    ask().catch(() => {
      if (isGone) return;
      close.current();
      notifyFailed(failed);
    });
    return () => {
      isGone = true;
    };
  }, [isMissing, ask, failed]);
  // Loaded once: what is drawn stays the same component.
  return Shown === null ? null : createElement(Shown, given);
}
