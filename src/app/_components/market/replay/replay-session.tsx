"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, ConfirmDialog, Lamp, type LampState, Link, Progress, Select } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatDateTime } from "@/app/_lib/format";
import { notifyFailed } from "@/app/_lib/notify";
import { withScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterInputs } from "@/server/api/root";
import { SeekSlider } from "./seek-slider";
import { choiceOfSpeed, speedOfChoice, speedsWith } from "./speeds";
import type { Replay } from "./types";

type Control = RouterInputs["replay"]["control"]["control"];

const LAMPS: Record<Replay["status"], LampState> = { playing: "ok", paused: "warn", finished: "off", stopped: "off" };
/** Dates of a replay are written as they are asked for. */
const ZONE = "UTC";

/** One session: what it plays, how far it is, and what can be done with it. */
export function ReplaySession({ session, mayTrade }: { readonly session: Replay; readonly mayTrade: boolean }) {
  const t = useTranslations("replay");
  const { status, instruments, resolution, from, to, position } = session;
  const share = (position - from) / (to - from);
  return (
    <li className="flex min-w-0 flex-col gap-2 border-b border-line-1 px-4 py-3 text-12">
      <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <Chip tone="warn">
          <span title={t("markHint")}>{t("mark")}</span>
        </Chip>
        <b className="min-w-0 text-13 wrap-anywhere">
          {t("of", { symbols: instruments.map(({ source }) => source).join(", "), resolution })}
        </b>
        <Lamp state={LAMPS[status]}>{t(`statuses.${status}`)}</Lamp>
        <span className="flex-1" />
        <span className="num text-tx-2">
          {t("span", { from: formatDateTime(from, ZONE), to: formatDateTime(to, ZONE) })}
        </span>
      </div>
      <Progress label={t("progress")} done={position - from} total={to - from} />
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
        <span className="num font-medium">{t("at", { time: `${formatDateTime(position, ZONE, true)} UTC` })}</span>
        <span className="num text-tx-3">{t("percent", { percent: Math.floor(share * 100) })}</span>
        {instruments.map(({ symbol }) => (
          <Link
            key={symbol}
            href={withScope("/chart", { symbol, resolution })}
            className="text-accent underline-offset-2 hover:underline"
          >
            {t("chart", { symbol })}
          </Link>
        ))}
      </div>
      {mayTrade && status !== "stopped" ? <Controls session={session} /> : null}
    </li>
  );
}

function Controls({ session }: { readonly session: Replay }) {
  const t = useTranslations("replay");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [stopping, setStopping] = useState(false);
  const control = useMutation(
    trpc.replay.control.mutationOptions({
      onSuccess: (view) =>
        queryClient.setQueryData(trpc.replay.list.queryKey(), (known) =>
          known?.map((one) => (one.replayId === view.replayId ? view : one)),
        ),
      onError: (error) => notifyFailed(t("controlFailed"), say(toFailure(error))),
      onSettled: () => {
        setStopping(false);
        void queryClient.invalidateQueries(trpc.replay.pathFilter());
      },
    }),
  );
  const { replayId, status, speed } = session;
  const ask = (what: Control) => control.mutate({ replayId, control: what });
  const isPlaying = status === "playing";
  const isOver = status === "finished";
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <Button disabled={isOver} onClick={() => ask({ action: isPlaying ? "pause" : "resume" })}>
        {isPlaying ? t("pause") : t("resume")}
      </Button>
      <Button disabled={status !== "paused"} onClick={() => ask({ action: "step" })}>
        {t("step")}
      </Button>
      <Select
        aria-label={t("speed")}
        className="w-44"
        value={choiceOfSpeed(speed)}
        onChange={(choice) => ask({ action: "speed", speed: speedOfChoice(choice) })}
        options={speedsWith(speed).map((one) => ({
          value: choiceOfSpeed(one),
          label: one === null ? t("speedMax") : t("speedOf", { speed: one }),
        }))}
      />
      <SeekSlider session={session} onSeek={(ms) => ask({ action: "seek", to: new Date(ms).toISOString() })} />
      <Button onClick={() => setStopping(true)}>{t("stop")}</Button>
      <ConfirmDialog
        open={stopping}
        onOpenChange={setStopping}
        title={t("stopTitle")}
        consequence={t("stopText")}
        confirmLabel={t("stop")}
        busy={control.isPending}
        onConfirm={() => ask({ action: "stop" })}
      />
    </div>
  );
}
