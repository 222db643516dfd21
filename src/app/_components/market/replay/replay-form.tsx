"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FieldPath } from "react-hook-form";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { type FieldSpec, Form, FormField, placeFailure, ToCorrect, useZodForm } from "@/app/_components/form";
import { Banner, Button } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { REPLAY_RESOLUTIONS } from "@/modules/data";
import { startReplayInput } from "@/server/api/routers/replay-inputs";
import { choiceOfSpeed, speedOfChoice, speedsWith } from "./speeds";

const SPEED_FIRST = 60;
/** An empty date box leaves the end open. */
const openDate = z.union([z.literal(""), z.iso.date("a date like 2020-12-31")]);
const replayForm = startReplayInput
  .pick({ resolution: true })
  .extend({ symbols: z.string().trim().min(1), from: openDate, to: openDate, speed: z.string(), paused: z.boolean() });
type Fields = z.input<typeof replayForm>;
const NAMES: readonly FieldPath<Fields>[] = ["symbols", "resolution", "from", "to", "speed", "paused"];
const isName = (path: string): path is FieldPath<Fields> => NAMES.some((name) => name === path);

const symbolsIn = (text: string) => text.split(/[\s,;]+/).filter((symbol) => symbol !== "");

/** What to play: symbols, bars, dates, speed. It begins at once; the list below has its controls. */
export function ReplayForm() {
  const t = useTranslations("replay");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [scope] = useScope();
  const form = useZodForm(replayForm, {
    symbols: scope.symbol,
    resolution: "1m",
    from: "",
    to: "",
    speed: choiceOfSpeed(SPEED_FIRST),
    paused: false,
  });
  const start = useMutation(trpc.replay.start.mutationOptions());
  const speeds = speedsWith(SPEED_FIRST).map((speed) => ({
    value: choiceOfSpeed(speed),
    label: speed === null ? t("speedMax") : t("speedOf", { speed }),
  }));
  const specs: readonly FieldSpec[] = [
    { name: "symbols", label: t("symbols"), type: "text", hint: t("symbolsHint"), required: true },
    {
      name: "resolution",
      label: t("resolution"),
      type: "choice",
      choices: REPLAY_RESOLUTIONS.map((value) => ({ value, label: value })),
    },
    { name: "from", label: t("from"), type: "date", hint: t("fromHint") },
    { name: "to", label: t("to"), type: "date", hint: t("toHint") },
    { name: "speed", label: t("speed"), type: "choice", choices: speeds },
    { name: "paused", label: t("paused"), type: "boolean" },
  ];
  const send = ({ symbols, from, to, speed, ...rest }: z.output<typeof replayForm>) =>
    start.mutate(
      {
        ...rest,
        symbols: symbolsIn(symbols),
        from: from === "" ? null : from,
        to: to === "" ? null : to,
        speed: speedOfChoice(speed),
      },
      {
        onSuccess: () => {
          notify("success", t("started"));
          void queryClient.invalidateQueries(trpc.replay.pathFilter());
        },
        onError: (error) => placeFailure(error, { form, has: isName, say }),
      },
    );
  const failure = start.error === null ? null : toFailure(start.error);
  const isPlaced = failure !== null && failure.path !== null && failure.path !== undefined && isName(failure.path);
  return (
    <Form form={form} onSubmit={send} aria-label={t("start")} className="border-b border-line-2 px-4 py-3">
      <div className="grid grid-cols-6 items-start gap-x-3 gap-y-2 max-xl:grid-cols-3 max-md:grid-cols-2 max-md:gap-y-3">
        {specs.map((spec) => (
          <FormField key={spec.name} spec={spec} />
        ))}
      </div>
      {failure === null || isPlaced ? null : (
        <Banner tone="bad" className="mt-3">
          {say(failure)}
        </Banner>
      )}
      <div className="mt-3 flex items-center gap-3">
        <Button type="submit" variant="primary" busy={start.isPending}>
          {t("start")}
        </Button>
        <ToCorrect />
      </div>
    </Form>
  );
}
