"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Segmented, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { settleProof } from "@/app/_lib/proof-asked";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { answerPasskey, isPasskeyPlace } from "./passkey-device";

const WAYS = ["password", "code"] as const;
const focus = (input: HTMLInputElement | null) => input?.focus();

type Way = (typeof WAYS)[number];

/** Asks for a password, a code or a passkey; what waited for it goes on by itself. */
export function ProofDialog() {
  const t = useTranslations("proof");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [way, setWay] = useState<Way>("password");
  const [text, setText] = useState("");
  const security = useQuery(trpc.security.read.queryOptions());
  const hasCode = (security.data?.authenticatorSince ?? null) !== null;
  const hasPasskey = (security.data?.passkeys.length ?? 0) > 0 && isPasskeyPlace(security.data?.passkeyOrigin);
  const begin = useMutation(trpc.security.beginProof.mutationOptions({ meta: { quiet: true } }));
  const prove = useMutation(
    trpc.security.prove.mutationOptions({ meta: { quiet: true }, onSuccess: () => settleProof(true) }),
  );
  const byPasskey = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const response = await answerPasskey(await begin.mutateAsync());
      if (response !== null) await prove.mutateAsync({ kind: "passkey", response });
    },
  });
  const error = prove.error ?? begin.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A dialog under this one holds a form of its own.
    event.stopPropagation();
    prove.mutate(way === "password" ? { kind: way, password: text } : { kind: way, code: text });
  };
  return (
    <Dialog
      open
      onOpenChange={() => settleProof(false)}
      title={t("title")}
      description={t("text")}
      actions={
        <>
          {hasPasskey ? (
            <Button onClick={() => byPasskey.mutate()} busy={byPasskey.isPending}>
              {t("byPasskey")}
            </Button>
          ) : null}
          <span className="flex-1" />
          <Button onClick={() => settleProof(false)}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form="proof" busy={prove.isPending} disabled={text === ""}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <form id="proof" noValidate onSubmit={submit} className="flex flex-col gap-3">
        {hasCode ? (
          <Segmented
            label={t("way")}
            options={WAYS.map((value) => ({ value, label: t(value) }))}
            value={way}
            onChange={(next) => {
              setWay(next);
              setText("");
              prove.reset();
            }}
          />
        ) : null}
        <Field label={t(way)} error={error === null ? undefined : say(toFailure(error))} required>
          <TextInput
            key={way}
            ref={focus}
            type={way === "password" ? "password" : "text"}
            inputMode={way === "password" ? undefined : "text"}
            autoComplete={way === "password" ? "current-password" : "one-time-code"}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
