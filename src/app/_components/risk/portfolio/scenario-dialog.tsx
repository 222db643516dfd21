"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, Field, TextInput } from "@/app/_components/ui";
import { CONTROL, useFieldWiring } from "@/app/_components/ui/field";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { shocksOfLines } from "./shock-lines";

const NAME_CHARS_MAX = 80;
const LINES = 6;

/** Writes a scenario; every book is weighed against it from then on. */
export function ScenarioDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("portfolioRisk.form");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const say = useFailureText();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const [line, setLine] = useState<number | null>(null);
  const add = useMutation(
    trpc.risk.addScenario.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        notify("success", t("added"));
        onClose();
        return queryClient.invalidateQueries(trpc.risk.pathFilter());
      },
    }),
  );
  const save = () => {
    const read = shocksOfLines(text);
    if ("line" in read) return setLine(read.line);
    setLine(null);
    add.mutate({ name, shocks: read.shocks });
    return undefined;
  };
  const failure = add.error === null ? null : toFailure(add.error);
  const isOfName = failure?.path === "name";
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("new")}
      actions={
        <Button variant="primary" busy={add.isPending} onClick={save}>
          {t("send")}
        </Button>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {failure === null || isOfName ? null : <Banner tone="bad">{say(failure)}</Banner>}
        <Field label={t("name")} required error={failure !== null && isOfName ? say(failure) : null}>
          <TextInput value={name} maxLength={NAME_CHARS_MAX} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field
          label={t("shocks")}
          hint={t("shocksHint")}
          required
          error={line === null ? null : t("malformed", { line: String(line) })}
        >
          <Lines text={text} onChange={setText} />
        </Field>
      </form>
    </Dialog>
  );
}

function Lines({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const field = useFieldWiring();
  return (
    <textarea
      id={field.id}
      {...field.aria}
      rows={LINES}
      className={`${CONTROL} h-auto py-1 font-mono text-12`}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
