"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { formatDateTime } from "@/app/_lib/format";
import { notify, notifyFailure } from "@/app/_lib/notify";
import { zoneOptions } from "@/app/_lib/places";
import { usePreferences } from "@/app/_lib/preferences";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useNow } from "@/app/_lib/use-now";
import { PASSWORD_LENGTH_MIN, password } from "@/server/api/routers/fields";
import { Form, FormField, placeFailure, useZodForm } from "../form";
import { Button, Combobox, Field, Panel, Segmented } from "../ui";

/** Who one is here, how the product looks to one, and the password. */
export function ProfilePanel() {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,1fr)] overflow-auto max-lg:grid-cols-1 max-md:overflow-visible [&>*+*]:border-l [&>*+*]:border-line-2 max-lg:[&>*+*]:border-t max-lg:[&>*+*]:border-l-0">
      <LooksPanel />
      <PasswordPanel />
    </div>
  );
}

const MINUTE_MS = 60_000;

function LooksPanel() {
  const t = useTranslations("admin.profile");
  const shell = useTranslations("shell");
  const session = useSession();
  const { choices, change, busy } = usePreferences();
  const now = useNow(MINUTE_MS);
  const [zones] = useState(() => zoneOptions(Date.now()));
  if (session === null) return null;
  const { user } = session;
  const facts = [
    [t("name"), user.name === "" ? user.email : user.name],
    [t("email"), user.email],
    [t("role"), shell(`role.${user.role}`)],
  ];
  return (
    <Panel title={t("account")}>
      <dl className="border-b border-line-2 text-12">
        {facts.map(([name, value]) => (
          <div
            key={name}
            className="flex min-h-8 items-center gap-3 border-b border-line-1 px-3 last:border-b-0 max-md:min-h-11 max-md:px-4"
          >
            <dt className="w-28 text-tx-2">{name}</dt>
            <dd className="min-w-0 flex-1 truncate font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      <h2 className="flex min-h-8.25 items-center border-b border-line-2 px-3 text-12 font-semibold max-md:px-4">
        {t("looks")}
      </h2>
      <div className="flex flex-col gap-3 p-3 max-md:px-4">
        {choices.map((choice) => (
          <div
            key={choice.key}
            className="flex items-center gap-3 text-12 max-md:flex-col max-md:items-stretch max-md:gap-1"
          >
            <span className="w-28 text-tx-2">{choice.label}</span>
            <Segmented label={choice.label} options={choice.options} value={choice.value} onChange={choice.onChange} />
          </div>
        ))}
        <Field
          label={t("zone")}
          hint={now === 0 ? t("zoneHintPlain") : t("zoneHint", { time: formatDateTime(now, user.timeZone) })}
          className="max-w-90"
        >
          <Combobox
            options={zones}
            value={user.timeZone}
            disabled={busy}
            onChange={(timeZone) => change({ timeZone })}
            searchLabel={t("findZone")}
          />
        </Field>
      </div>
    </Panel>
  );
}

const passwordSchema = z.object({ current: z.string().min(1).max(256), next: password });
const EMPTY = { current: "", next: "" };
const isPasswordField = (path: string): path is "current" | "next" => path === "current" || path === "next";

function PasswordPanel() {
  const t = useTranslations("admin.profile");
  const trpc = useTRPC();
  const say = useFailureText();
  const form = useZodForm(passwordSchema, EMPTY);
  const email = useSession()?.user.email ?? "";
  const changePassword = useMutation(
    trpc.session.changePassword.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        form.reset(EMPTY);
        notify("success", t("changed"), t("changedNote"));
      },
      onError: (error) => {
        if (!placeFailure(error, { form, has: isPasswordField, say })) notifyFailure(error);
      },
    }),
  );
  return (
    <Panel title={t("password")}>
      <Form
        form={form}
        onSubmit={(values) => changePassword.mutate(values)}
        className="flex max-w-90 flex-col gap-3 p-3 max-md:px-4"
      >
        {/* Password managers need to know whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <FormField
          spec={{
            name: "current",
            label: t("current"),
            type: "password",
            required: true,
            autoComplete: "current-password",
          }}
        />
        <FormField
          spec={{
            name: "next",
            label: t("next"),
            type: "password",
            hint: t("nextHint", { count: PASSWORD_LENGTH_MIN }),
            required: true,
            autoComplete: "new-password",
          }}
        />
        <Button type="submit" variant="primary" className="mt-1 self-start" busy={changePassword.isPending}>
          {t("change")}
        </Button>
      </Form>
    </Panel>
  );
}
