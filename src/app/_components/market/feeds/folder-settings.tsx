"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Field, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { INSTRUMENT_KINDS } from "@/modules/data";
import type { FeedView } from "./feeds-table";

/** Where the files are, and what they do not say of their instruments. */
export function FolderSettings({ feed, root }: { readonly feed: FeedView; readonly root: string }) {
  const t = useTranslations("feeds.folder");
  const kinds = useTranslations("market.kinds");
  const trpc = useTRPC();
  const say = useFailureText();
  const set = Object.fromEntries(feed.addresses.map(({ name, own, set: chosen }) => [name, chosen ?? own]));
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({});
  const values = { ...set, ...changed };
  const save = useMutation(
    trpc.feed.change.mutationOptions({
      onSuccess: () => {
        setChanged({});
        notify("success", t("saved"));
      },
    }),
  );
  const failure = save.isError ? toFailure(save.error) : null;
  const errorOf = (name: string) =>
    failure !== null && failure.path === `addresses.${name}` ? say(failure) : undefined;
  const write = (name: string) => (value: string) => setChanged({ ...changed, [name]: value });
  const text = (name: string, label: string, hint: string) => (
    <Field label={label} hint={hint} error={errorOf(name)} required>
      <TextInput
        value={values[name] ?? ""}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => write(name)(event.target.value)}
      />
    </Field>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ feed: feed.feed, addresses: changed });
  };
  const kind = INSTRUMENT_KINDS.find((one) => one === values["kind"]) ?? null;
  return (
    <form onSubmit={submit} className="flex flex-col gap-2.5 border-b border-line-1 px-3 py-2.5 text-12 max-md:px-4">
      <h3 className="font-semibold">{t("settings")}</h3>
      {text("folder", t("folder"), t("folderHint", { root }))}
      <p className="text-tx-2">{t("unsaid")}</p>
      <Field label={t("kind")} error={errorOf("kind")}>
        <Select
          value={kind}
          onChange={write("kind")}
          options={INSTRUMENT_KINDS.map((value) => ({ value, label: kinds(value) }))}
        />
      </Field>
      {text("currency", t("currency"), t("currencyHint"))}
      {text("timeZone", t("timeZone"), t("timeZoneHint"))}
      {failure !== null && !(failure.path ?? "").startsWith("addresses.") ? (
        <p role="alert" className="text-danger">
          {say(failure)}
        </p>
      ) : null}
      <div>
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          disabled={Object.entries(changed).every(([name, value]) => set[name] === value)}
        >
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
