"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Note, Segmented, TextInput } from "@/app/_components/ui";
import { browserName } from "@/app/_lib/browser-name";
import { toFailure } from "@/app/_lib/failure";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterInputs, RouterOutputs } from "@/server/api/root";
import { pushBar, subscribeToPush } from "./subscribe";

type Kind = RouterInputs["notify"]["addChannel"]["kind"];
export type MadeChannel = RouterOutputs["notify"]["addChannel"];

const KINDS = ["push", "email", "telegram", "webhook"] as const satisfies readonly Kind[];

interface Given {
  readonly onClose: () => void;
  readonly onMade: (made: MadeChannel) => void;
}

/** One more way to be reached. */
export function NewChannelDialog({ onClose, onMade }: Given) {
  const t = useTranslations("notifyPage");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const email = useSession()?.user.email ?? "";
  const [kind, setKind] = useState<Kind>("push");
  const [name, setName] = useState<string | null>(null);
  const [address, setAddress] = useState("");
  const [barred, setBarred] = useState<string | null>(null);
  const key = useQuery(trpc.notify.pushKey.queryOptions());
  const add = useMutation(trpc.notify.addChannel.mutationOptions({ meta: { quiet: true }, onSuccess: onMade }));
  const failure = add.error === null ? null : toFailure(add.error);
  const errorOf = (...paths: string[]) =>
    failure?.path !== null && failure?.path !== undefined && paths.includes(failure.path) ? say(failure) : undefined;
  const bar = kind === "push" ? pushBar() : null;
  const usualName = kind === "push" ? (browserName(navigator.userAgent) ?? t("kinds.push")) : t(`kinds.${kind}`);
  const shown = { name: name ?? usualName, address: kind === "email" && address === "" ? email : address };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBarred(null);
    const named = { name: shown.name };
    if (kind === "email") return add.mutate({ kind, ...named, address: shown.address.trim() });
    if (kind === "telegram") return add.mutate({ kind, ...named, chatId: address.trim() });
    if (kind === "webhook") return add.mutate({ kind, ...named, url: address.trim() });
    try {
      const subscription = await subscribeToPush(key.data ?? "");
      if (subscription === null) setBarred(t("bars.denied"));
      else add.mutate({ kind, ...named, ...subscription });
    } catch (error) {
      setBarred(t("bars.vendor", { reason: error instanceof Error ? error.message : "" }));
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("add")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="new-channel"
            disabled={bar !== null || (kind === "push" && key.data === undefined)}
            busy={add.isPending}
          >
            {kind === "push" ? t("subscribe") : t("add")}
          </Button>
        </>
      }
    >
      <form id="new-channel" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Segmented
          label={t("kind")}
          options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          value={kind}
          onChange={(next) => {
            setKind(next);
            setAddress("");
            add.reset();
          }}
        />
        <Note tone={bar === null ? "neutral" : "warn"}>{bar === null ? t(`how.${kind}`) : t(`bars.${bar}`)}</Note>
        <Field label={t("name")} error={errorOf("name")} required>
          <TextInput
            value={shown.name}
            maxLength={60}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {kind === "push" ? null : (
          <Field label={t(`addresses.${kind}`)} error={errorOf("address", "chatId", "url")} required>
            <TextInput
              type={kind === "webhook" ? "url" : "text"}
              value={shown.address}
              autoComplete="off"
              onChange={(event) => setAddress(event.target.value)}
            />
          </Field>
        )}
        {barred === null && (failure === null || errorOf("name", "address", "chatId", "url") !== undefined) ? null : (
          <p role="alert" className="text-12 text-danger">
            {barred ?? (failure === null ? "" : say(failure))}
          </p>
        )}
      </form>
    </Dialog>
  );
}
