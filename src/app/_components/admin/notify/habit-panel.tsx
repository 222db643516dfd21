"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, FailedState, Field, PanelHead, Select, SkeletonRows, TextInput } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { minuteFrom, timeText } from "./times";

type Habit = RouterOutputs["notify"]["habit"];
const PASSES = ["failure", "warning", "none"] as const;
const USUAL = { from: 22 * 60, to: 7 * 60, heartbeat: 8 * 60 };

/** When not to be disturbed, and when to hear that the house lives. */
export function HabitPanel() {
  const t = useTranslations("notifyPage");
  const trpc = useTRPC();
  const habit = useQuery(trpc.notify.habit.queryOptions());
  return (
    <section>
      <PanelHead title={t("habit")} sub={t("inZone", { zone: useSession()?.user.timeZone ?? "UTC" })} />
      {habit.error !== null ? (
        <FailedState title={t("failed")} error={habit.error} onRetry={() => void habit.refetch()} />
      ) : habit.data === undefined ? (
        <SkeletonRows rows={2} label={t("habit")} />
      ) : (
        <HabitForm habit={habit.data} />
      )}
    </section>
  );
}

function HabitForm({ habit }: { readonly habit: Habit }) {
  const t = useTranslations("notifyPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isQuiet, setIsQuiet] = useState(habit.quiet !== null);
  const [from, setFrom] = useState(timeText(habit.quiet?.from ?? USUAL.from));
  const [to, setTo] = useState(timeText(habit.quiet?.to ?? USUAL.to));
  const [passes, setPasses] = useState<(typeof PASSES)[number]>(habit.quiet?.passes ?? "failure");
  const [beats, setBeats] = useState(habit.heartbeatAt !== null);
  const [beatAt, setBeatAt] = useState(timeText(habit.heartbeatAt ?? USUAL.heartbeat));
  const save = useMutation(
    trpc.notify.saveHabit.mutationOptions({
      onSuccess: () => {
        notify("success", t("habitSaved"));
        void queryClient.invalidateQueries(trpc.notify.habit.queryFilter());
      },
    }),
  );
  const read = { from: minuteFrom(from), to: minuteFrom(to), beatAt: minuteFrom(beatAt) };
  const fault = (minute: number | null) => (minute === null ? t("timeFault") : undefined);
  const isWrong = (isQuiet && (read.from === null || read.to === null)) || (beats && read.beatAt === null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      quiet: isQuiet && read.from !== null && read.to !== null ? { from: read.from, to: read.to, passes } : null,
      heartbeatAt: beats ? read.beatAt : null,
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-end gap-3">
        <Checkbox checked={isQuiet} onChange={setIsQuiet} label={t("quiet")} className="w-44" />
        {isQuiet ? (
          <>
            <Field label={t("from")} error={fault(read.from)} className="w-24">
              <TextInput value={from} onChange={(event) => setFrom(event.target.value)} />
            </Field>
            <Field label={t("to")} error={fault(read.to)} className="w-24">
              <TextInput value={to} onChange={(event) => setTo(event.target.value)} />
            </Field>
            <Field label={t("passes")} className="w-44">
              <Select
                options={PASSES.map((value) => ({ value, label: t(`passing.${value}`) }))}
                value={passes}
                onChange={setPasses}
              />
            </Field>
          </>
        ) : null}
      </div>
      <div className="flex flex-wrap items-end gap-3">
        <Checkbox checked={beats} onChange={setBeats} label={t("heartbeat")} className="w-44" />
        {beats ? (
          <Field label={t("at")} error={fault(read.beatAt)} className="w-24">
            <TextInput value={beatAt} onChange={(event) => setBeatAt(event.target.value)} />
          </Field>
        ) : null}
      </div>
      <Button variant="primary" size="sm" type="submit" className="w-fit" disabled={isWrong} busy={save.isPending}>
        {t("saveHabit")}
      </Button>
    </form>
  );
}
