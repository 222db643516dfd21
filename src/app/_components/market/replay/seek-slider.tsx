"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { formatDateTime } from "@/app/_lib/format";
import { resolutionMs } from "@/modules/data";
import type { Replay } from "./types";

/** Dragging chooses a moment; only the button goes there, for a leap clears away what was played. */
export function SeekSlider({ session, onSeek }: { readonly session: Replay; readonly onSeek: (ms: number) => void }) {
  const t = useTranslations("replay");
  const [wanted, setWanted] = useState<number | null>(null);
  const { from, to, position, resolution } = session;
  const stepMs = resolutionMs(resolution);
  const last = Math.max(0, Math.ceil((to - from) / stepMs) - 1);
  const momentOf = (step: number) => from + step * stepMs;
  const at = wanted ?? Math.min(last, Math.floor((position - from) / stepMs));
  const text = `${formatDateTime(momentOf(at), "UTC")} UTC`;
  return (
    <span className="flex min-w-52 flex-1 items-center gap-2">
      <input
        type="range"
        aria-label={t("seek")}
        aria-valuetext={text}
        min={0}
        max={last}
        value={at}
        onChange={(event) => setWanted(Number(event.target.value))}
        className="h-(--ctl) min-w-24 flex-1 accent-accent"
      />
      {wanted === null ? null : (
        <Button
          onClick={() => {
            onSeek(momentOf(wanted));
            setWanted(null);
          }}
        >
          <span className="num">{t("seekTo", { time: text })}</span>
        </Button>
      )}
    </span>
  );
}
