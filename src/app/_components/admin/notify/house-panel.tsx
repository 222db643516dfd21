"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import {
  Button,
  Checkbox,
  FailedState,
  Field,
  NumberInput,
  PanelHead,
  SkeletonRows,
  TextInput,
} from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type House = RouterOutputs["notify"]["house"];
const SUBMISSION_PORT = 587;

/** What counts for everybody: the mail server, the bot, the outside monitor. For administrators. */
export function HousePanel() {
  const t = useTranslations("notifyPage");
  const trpc = useTRPC();
  const house = useQuery(trpc.notify.house.queryOptions());
  return (
    <section>
      <PanelHead title={t("house")} />
      {house.error !== null ? (
        <FailedState title={t("failed")} error={house.error} onRetry={() => void house.refetch()} />
      ) : house.data === undefined ? (
        <SkeletonRows rows={4} label={t("house")} />
      ) : (
        <HouseForm house={house.data} />
      )}
    </section>
  );
}

interface Form {
  readonly publicUrl: string;
  readonly allowPrivate: boolean;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
  readonly from: string;
  readonly mailPassword: string;
  readonly telegramToken: string;
  readonly deadManUrl: string;
}

const formOf = ({ publicUrl, allowPrivate, mail }: House): Form => ({
  publicUrl: publicUrl ?? window.location.origin,
  allowPrivate,
  host: mail?.host ?? "",
  port: mail?.port ?? SUBMISSION_PORT,
  secure: mail?.secure ?? false,
  user: mail?.user ?? "",
  from: mail?.from ?? "",
  mailPassword: "",
  telegramToken: "",
  deadManUrl: "",
});

/** Without the secrets: those that are not given stay. No server is no mail. */
function wholeOf({ publicUrl, allowPrivate, host, port, secure, user, from }: Form) {
  const mail = { host: host.trim(), port, secure, user: user === "" ? null : user, from: from.trim() };
  return {
    publicUrl: publicUrl.trim() === "" ? null : publicUrl.trim(),
    allowPrivate,
    mail: host.trim() === "" ? null : mail,
  };
}

function HouseForm({ house }: { readonly house: House }) {
  const t = useTranslations("notifyPage");
  const say = useFailureText();
  const format = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [form, setForm] = useState<Form>(() => formOf(house));
  const save = useMutation(
    trpc.notify.saveHouse.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        notify("success", t("houseSaved"));
        setForm((last) => ({ ...last, mailPassword: "", telegramToken: "", deadManUrl: "" }));
        void queryClient.invalidateQueries(trpc.notify.house.queryFilter());
      },
    }),
  );
  const failure = save.error === null ? null : toFailure(save.error);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      ...wholeOf(form),
      ...(form.mailPassword === "" ? {} : { mailPassword: form.mailPassword }),
      ...(form.telegramToken === "" ? {} : { telegramToken: form.telegramToken.trim() }),
      ...(form.deadManUrl === "" ? {} : { deadManUrl: form.deadManUrl.trim() }),
    });
  };
  const { lastPing } = house;
  const parts: Parts = { form, set: (change) => setForm({ ...form, ...change }), errorOf };
  const pingWords =
    lastPing === null
      ? t("pingNever")
      : t(lastPing.isHeard ? "pingHeard" : "pingUnheard", {
          at: format.dateTime(lastPing.at),
          answer: lastPing.answer,
        });
  const forget = (part: SecretName) => save.mutate({ ...wholeOf(form), [part]: null });
  return (
    <form
      noValidate
      onSubmit={submit}
      className="flex flex-col gap-3 px-4 py-3 [&>div]:flex [&>div]:flex-wrap [&>div]:gap-3"
    >
      <div>
        <Text name="publicUrl" label={t("publicUrl")} hint={t("publicUrlHint")} {...parts} />
        <Checkbox
          checked={form.allowPrivate}
          onChange={(allowPrivate) => setForm({ ...form, allowPrivate })}
          label={t("allowPrivate")}
          hint={t("allowPrivateHint")}
        />
      </div>
      <MailFields {...parts} />
      <Secret name="mailPassword" label={t("mailPassword")} has={house.hasMailPassword} onForget={forget} {...parts} />
      <Secret
        name="telegramToken"
        label={t("telegramToken")}
        has={house.hasTelegramToken}
        onForget={forget}
        {...parts}
      />
      <Secret
        name="deadManUrl"
        label={t("deadMan")}
        hint={house.hasDeadManUrl ? pingWords : t("deadManHint")}
        has={house.hasDeadManUrl}
        onForget={forget}
        {...parts}
      />
      {failure === null || failure.path !== null ? null : (
        <p role="alert" className="text-12 text-danger">
          {say(failure)}
        </p>
      )}
      <Button variant="primary" size="sm" type="submit" className="w-fit" busy={save.isPending}>
        {t("saveHouse")}
      </Button>
    </form>
  );
}

interface Parts {
  readonly form: Form;
  readonly set: (change: Partial<Form>) => void;
  readonly errorOf: (path: string) => string | undefined;
}

interface TextProps extends Parts {
  readonly name: "publicUrl" | "host" | "user" | "from";
  readonly label: string;
  readonly hint?: string;
}

const PATHS = { publicUrl: "publicUrl", host: "mail.host", user: "mail.user", from: "mail.from" } as const;

function Text({ name, label, hint, form, set, errorOf }: TextProps) {
  return (
    <Field label={label} hint={hint} error={errorOf(PATHS[name])} className="w-72 max-md:w-full">
      <TextInput value={form[name]} autoComplete="off" onChange={(event) => set({ [name]: event.target.value })} />
    </Field>
  );
}

function MailFields(parts: Parts) {
  const t = useTranslations("notifyPage");
  const { form, set, errorOf } = parts;
  return (
    <>
      <div>
        <Text name="host" label={t("mailHost")} hint={t("mailHostHint")} {...parts} />
        <Field label={t("mailPort")} error={errorOf("mail.port")} className="w-24">
          <NumberInput
            value={form.port}
            minimum={1}
            maximum={65_535}
            onChange={(port) => set({ port: port ?? Number.NaN })}
          />
        </Field>
        <Checkbox
          checked={form.secure}
          onChange={(secure) => set({ secure })}
          label={t("mailSecure")}
          hint={t("mailSecureHint")}
        />
      </div>
      <div>
        <Text name="from" label={t("mailFrom")} {...parts} />
        <Text name="user" label={t("mailUser")} {...parts} />
      </div>
    </>
  );
}

type SecretName = "mailPassword" | "telegramToken" | "deadManUrl";

interface SecretProps extends Parts {
  readonly name: SecretName;
  readonly label: string;
  readonly hint?: string;
  readonly has: boolean;
  readonly onForget: (name: SecretName) => void;
}

/** Goes in and is never shown again. */
function Secret({ name, label, has, hint, onForget, form, set, errorOf }: SecretProps) {
  const t = useTranslations("notifyPage");
  return (
    <div>
      <Field
        label={label}
        hint={hint ?? t(has ? "secretThere" : "secretNone")}
        error={errorOf(name)}
        className="w-72 max-md:w-full"
      >
        <TextInput
          type="password"
          value={form[name]}
          autoComplete="new-password"
          onChange={(event) => set({ [name]: event.target.value })}
        />
      </Field>
      {has ? (
        <Button size="sm" className="mt-5 self-start" onClick={() => onForget(name)}>
          {t("forget")}
        </Button>
      ) : null}
    </div>
  );
}
