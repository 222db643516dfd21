"use client";

import { useEffect, useState } from "react";
import type { DeviceFacts } from "./checks";

/** A worker that is being installed is there within this, or something holds it up. */
const WORKER_WAIT_MS = 5_000;

/** What this browser can do at this address, asked anew each time. Null: not answered yet. */
export function useDevice(): { readonly device: DeviceFacts | null; readonly again: () => void } {
  const [asked, setAsked] = useState(0);
  const [answer, setAnswer] = useState<{ readonly to: number; readonly facts: DeviceFacts } | null>(null);
  useEffect(() => {
    let isGone = false;
    void readDevice().then((facts) => {
      if (!isGone) setAnswer({ to: asked, facts });
    });
    return () => {
      isGone = true;
    };
  }, [asked]);
  return { device: answer?.to === asked ? answer.facts : null, again: () => setAsked((count) => count + 1) };
}

async function readDevice(): Promise<DeviceFacts> {
  return {
    origin: window.location.origin,
    isSecure: window.isSecureContext,
    worker: await readWorker(),
    hasPush: "PushManager" in window && "Notification" in window,
    permission: "Notification" in window ? Notification.permission : "none",
    isInstalled:
      window.matchMedia("(display-mode: standalone)").matches ||
      ("standalone" in navigator && navigator.standalone === true),
  };
}

async function readWorker(): Promise<DeviceFacts["worker"]> {
  if (!("serviceWorker" in navigator)) return "none";
  try {
    await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
  const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), WORKER_WAIT_MS));
  const ready = await Promise.race([navigator.serviceWorker.ready, late]);
  return ready === "late" ? { why: `${WORKER_WAIT_MS / 1_000} s` } : "active";
}
