"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { useSessionEnded } from "@/app/_lib/session-end";
import { forgetShown, keepShown } from "@/app/_lib/shown-figures";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { useAccount } from "../desk/trading/use-account";
import { Banner, Button } from "../ui";

/** The part of the frame that knows of the device: whether it is online, whether a newer version runs, what it last showed. */
export function DeviceNotes() {
  const t = useTranslations("shell.device");
  const format = useFormat();
  const offlineSince = useOfflineSince();
  const isNewer = useServiceWorker();
  useKeptFigures();
  return (
    <>
      {offlineSince === null ? null : <Banner>{t("offline", { time: format.time(offlineSince) })}</Banner>}
      {isNewer ? (
        <Banner>
          {t("newer")}{" "}
          <Button size="sm" className="max-md:h-11" onClick={() => window.location.reload()}>
            {t("reload")}
          </Button>
        </Banner>
      ) : null}
    </>
  );
}

let offlineSince: number | null = null;

function followLine(listener: () => void): () => void {
  const onChange = () => {
    offlineSince = navigator.onLine ? null : (offlineSince ?? Date.now());
    listener();
  };
  onChange();
  window.addEventListener("online", onChange);
  window.addEventListener("offline", onChange);
  return () => {
    window.removeEventListener("online", onChange);
    window.removeEventListener("offline", onChange);
  };
}

/** Since when the device has no line at all; null: it has one, which does not say that the server answers. */
function useOfflineSince(): number | null {
  return useSyncExternalStore(
    followLine,
    () => offlineSince,
    () => null,
  );
}

/** Registers the worker of this build; true once a newer one has taken over under this page. */
function useServiceWorker(): boolean {
  const [isNewer, setNewer] = useState(false);
  useEffect(() => ("serviceWorker" in navigator ? followWorker(() => setNewer(true)) : undefined), []);
  return isNewer;
}

function followWorker(onNewer: () => void): () => void {
  const container = navigator.serviceWorker;
  // The first worker of a device takes over pages that had none: that is no newer version.
  let hadOne = container.controller !== null;
  const onChange = () => {
    if (hadOne) onNewer();
    hadOne = true;
  };
  // The page works without it: certificates that a browser was told to bear, and some private windows, have none.
  const register = () => container.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined);
  const onShow = () => {
    // Registering it again looks for a newer one.
    if (document.visibilityState === "visible") void register();
  };
  container.addEventListener("controllerchange", onChange);
  document.addEventListener("visibilitychange", onShow);
  void register();
  return () => {
    container.removeEventListener("controllerchange", onChange);
    document.removeEventListener("visibilitychange", onShow);
  };
}

/** Keeps the figures that some page of ours has read anyway; asks for none itself. */
function useKeptFigures(): void {
  const trpc = useTRPC();
  const ended = useSessionEnded();
  const { account } = useAccount();
  const accountId = account?.accountId ?? "";
  const { data } = useQuery({ ...trpc.accounts.get.queryOptions({ accountId }), enabled: false });
  useEffect(() => {
    if (ended) void forgetShown();
    else if (data !== undefined) {
      const { asOf, equity, dayPnl, openPnl, account: of } = data;
      void keepShown({ at: asOf, account: of.name, currency: of.baseCurrency, equity, dayPnl, openPnl });
    }
  }, [ended, data]);
}
