"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, Field, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { FeedView } from "./feeds-table";

interface FeedKeyFormProps {
  readonly feed: FeedView;
  readonly mayChange: boolean;
}

/** Gives a feed its key. What was given is never shown again, and leaves the form once it is kept. */
export function FeedKeyForm({ feed, mayChange }: FeedKeyFormProps) {
  const t = useTranslations("feeds");
  const trpc = useTRPC();
  const say = useFailureText();
  const format = useFormat();
  const [parts, setParts] = useState<Readonly<Record<string, string>>>({});
  const [removing, setRemoving] = useState(false);
  const save = useMutation(
    trpc.feed.setKey.mutationOptions({
      onSuccess: () => {
        setParts({});
        notify("success", t("keySaved"));
      },
    }),
  );
  const remove = useMutation(
    trpc.feed.removeKey.mutationOptions({
      onSuccess: () => notify("success", t("keyRemoved")),
      onSettled: () => setRemoving(false),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ feed: feed.feed, key: parts });
  };
  const state = feed.keySetAt === null ? t("keyNone") : t("keySet", { date: format.dateTime(feed.keySetAt) });
  return (
    <form onSubmit={submit} className="flex flex-col gap-2.5 border-b border-line-1 px-3 py-2.5 text-12 max-md:px-4">
      <h3 className="font-semibold">{t("key")}</h3>
      <p className="text-tx-2">{state}</p>
      {mayChange
        ? feed.keyFields.map(({ name, label }) => (
            <Field key={name} label={label} required>
              <TextInput
                type="password"
                autoComplete="off"
                value={parts[name] ?? ""}
                onChange={(event) => setParts({ ...parts, [name]: event.target.value })}
              />
            </Field>
          ))
        : null}
      {save.isError ? (
        <p role="alert" className="text-danger">
          {say(toFailure(save.error))}
        </p>
      ) : null}
      {mayChange ? (
        <div className="flex gap-2">
          <Button type="submit" variant="primary" busy={save.isPending}>
            {feed.keySetAt === null ? t("keySave") : t("keyReplace")}
          </Button>
          {feed.keySetAt === null ? null : <Button onClick={() => setRemoving(true)}>{t("keyRemove")}</Button>}
        </div>
      ) : null}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("keyRemoveTitle", { feed: feed.title })}
        consequence={t("keyRemoveText", { feed: feed.title })}
        confirmLabel={t("keyRemove")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ feed: feed.feed })}
      />
    </form>
  );
}
