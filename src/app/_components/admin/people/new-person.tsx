"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { email, PASSWORD_LENGTH_MIN, password } from "@/server/api/routers/fields";
import { ROLES } from "./role-dialog";

const EMPTY = { email: "", name: "", password: "" };
/** The server checks with the same. */
const CHECKS = { email, password };

/** Makes a person with a first password, which they change themselves. */
export function NewPersonDialog({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) {
  const t = useTranslations("people");
  const shell = useTranslations("shell");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [values, setValues] = useState(EMPTY);
  const [isTried, setIsTried] = useState(false);
  const [role, setRole] = useState<(typeof ROLES)[number]>("viewer");
  const create = useMutation(trpc.people.create.mutationOptions({ meta: { quiet: true }, onSuccess: onDone }));
  const failure = create.error === null ? null : toFailure(create.error);
  const errorOf = (path: string) => {
    if (failure?.path === path) return say(failure);
    if (!isTried || (path !== "email" && path !== "password")) return undefined;
    return CHECKS[path].safeParse(values[path]).error?.issues[0]?.message;
  };
  const isPlaced = Object.keys(EMPTY).some((path) => errorOf(path) !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    const isWhole = email.safeParse(values.email).success && password.safeParse(values.password).success;
    if (isWhole) create.mutate({ ...values, role });
  };
  const field = (name: keyof typeof EMPTY, type: "email" | "text" | "password", hint?: string) => (
    <Field label={t(name)} error={errorOf(name)} required={name !== "name"} {...(hint === undefined ? {} : { hint })}>
      <TextInput
        type={type}
        value={values[name]}
        autoComplete={type === "password" ? "new-password" : "off"}
        onChange={(event) => setValues({ ...values, [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("create")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form="new-person" busy={create.isPending}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form id="new-person" noValidate onSubmit={submit} className="flex flex-col gap-3">
        {field("email", "email")}
        {field("name", "text")}
        <Field label={t("roleField")} hint={t(`roleHint.${role}`)}>
          <Select
            options={ROLES.map((value) => ({ value, label: shell(`role.${value}`) }))}
            value={role}
            onChange={setRole}
          />
        </Field>
        {field("password", "password", t("passwordHint", { count: PASSWORD_LENGTH_MIN }))}
        {failure === null || isPlaced ? null : (
          <p role="alert" className="text-12 text-danger">
            {say(failure)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
