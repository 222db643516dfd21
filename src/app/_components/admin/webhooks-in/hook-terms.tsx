"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Field, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { sampleMessage } from "./alert-message";
import { JsonBox } from "./json-box";
import type { Webhook } from "./types";
import { useCallWords } from "./use-call-words";

/** Where each field of a call stands, and what one call may do at most. */
export function HookTerms({ hook }: { readonly hook: Webhook }) {
  const t = useTranslations("webhooksIn");
  const trpc = useTRPC();
  const say = useFailureText();
  const queryClient = useQueryClient();
  const [template, setTemplate] = useState(() => JSON.stringify(hook.template, null, 2));
  const [symbols, setSymbols] = useState((hook.limits.symbols ?? []).join(", "));
  const [maxValue, setMaxValue] = useState(hook.limits.maxValue ?? "");
  const [seconds, setSeconds] = useState(String(hook.limits.windowSeconds));
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const save = useMutation(
    trpc.webhookIn.change.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        notify("success", t("changed"));
        void queryClient.invalidateQueries(trpc.webhookIn.pathFilter());
      },
    }),
  );
  const failure = save.error === null ? null : toFailure(save.error);
  const errorOf = (start: string) => (failure?.path?.startsWith(start) === true ? say(failure) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readJson(template);
    setUnreadable(read.ok ? null : read.why);
    if (!read.ok) return;
    const named = symbols.split(/[\s,]+/).filter((symbol) => symbol !== "");
    save.mutate({
      hookId: hook.hookId,
      template: read.value,
      limits: {
        symbols: named.length === 0 ? null : named,
        maxValue: maxValue.trim() === "" ? null : maxValue.trim(),
        windowSeconds: Number(seconds),
      },
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label={t("template")}
        hint={t("templateHint")}
        error={unreadable === null ? errorOf("template") : t("notJson", { why: unreadable })}
      >
        <JsonBox value={template} rows={14} {...(hook.mine ? { onChange: setTemplate } : {})} />
      </Field>
      <Field label={t("symbols")} hint={t("symbolsHint")} error={errorOf("limits.symbols")}>
        <TextInput value={symbols} readOnly={!hook.mine} onChange={(event) => setSymbols(event.target.value)} />
      </Field>
      <Field label={t("maxValue")} hint={t("maxValueHint")} error={errorOf("limits.maxValue")}>
        <TextInput
          value={maxValue}
          inputMode="decimal"
          readOnly={!hook.mine}
          onChange={(event) => setMaxValue(event.target.value)}
        />
      </Field>
      <Field label={t("window")} error={errorOf("limits.windowSeconds")}>
        <TextInput
          value={seconds}
          inputMode="numeric"
          readOnly={!hook.mine}
          onChange={(event) => setSeconds(event.target.value)}
        />
      </Field>
      {hook.mine ? (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" busy={save.isPending}>
            {t("save")}
          </Button>
          <span className="text-12 text-tx-3">{t("saveNote")}</span>
        </div>
      ) : null}
      {failure !== null && failure.path === null ? (
        <p role="alert" className="text-12 text-danger">
          {say(failure)}
        </p>
      ) : null}
    </form>
  );
}

/** What a message would do now. */
export function HookTrial({ hook }: { readonly hook: Webhook }) {
  const t = useTranslations("webhooksIn");
  const trpc = useTRPC();
  const say = useFailureText();
  const words = useCallWords();
  const queryClient = useQueryClient();
  const [body, setBody] = useState(() => sampleMessage(hook.source, Date.now()));
  const trial = useMutation(
    trpc.webhookIn.tryOut.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => void queryClient.invalidateQueries(trpc.webhookIn.list.pathFilter()),
    }),
  );
  const failure = trial.error === null ? null : toFailure(trial.error);
  return (
    <div className="flex flex-col gap-2">
      <Field label={t("tryBody")} hint={t("tryHint")} error={failure === null ? undefined : say(failure)}>
        <JsonBox value={body} onChange={setBody} rows={6} />
      </Field>
      <Button className="self-start" busy={trial.isPending} onClick={() => trial.mutate({ hookId: hook.hookId, body })}>
        {t("tryIt")}
      </Button>
      <output className="num min-h-4.5 text-12 text-tx-1">
        {trial.data === undefined
          ? null
          : `${words.wish(trial.data.wish)}: ${words.answer(trial.data.answer, "would")}`}
      </output>
    </div>
  );
}

type ReadJson =
  | { readonly ok: true; readonly value: Record<string, unknown> }
  | { readonly ok: false; readonly why: string };

function readJson(text: string): ReadJson {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return { ok: false, why: "{ … }" };
    return { ok: true, value: Object.fromEntries(Object.entries(value)) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
