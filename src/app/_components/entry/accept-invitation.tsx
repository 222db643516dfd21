"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { trySignIn } from "@/app/_lib/auth-client";
import { notifyFailure } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { PASSWORD_LENGTH_MIN, password } from "@/server/api/routers/fields";
import { Form, FormField, placeFailure, useZodForm } from "../form";
import { Button, FailedState } from "../ui";

const schema = z.object({ name: z.string().trim().max(120), password });
const isField = (path: string): path is "name" | "password" => path === "name" || path === "password";

const never = () => () => {};
/** The link's secret stands behind the #. Without one it is a link that opens nothing. */
const readToken = () => window.location.hash.slice(1, 200) || "none";

/** Whoever was invited makes their own account: the link says for which address. */
export function AcceptInvitation() {
  const t = useTranslations("invite");
  const shell = useTranslations("shell");
  const say = useFailureText();
  const trpc = useTRPC();
  const token = useSyncExternalStore(never, readToken, () => null);
  const form = useZodForm(schema, { name: "", password: "" });
  const { mutate: look, ...offered } = useMutation(trpc.invitation.read.mutationOptions({ meta: { quiet: true } }));
  useEffect(() => {
    if (token !== null) look({ token });
  }, [look, token]);
  const accept = useMutation(
    trpc.invitation.accept.mutationOptions({
      meta: { quiet: true },
      onError: (error) => {
        if (!placeFailure(error, { form, has: isField, say })) notifyFailure(error);
      },
    }),
  );
  const send = async (given: z.infer<typeof schema>) => {
    if (token === null) return;
    const made = await accept.mutateAsync({ token, ...given }).catch(() => null); // told above
    if (made === null) return;
    const answer = await trySignIn({ email: made.email, password: given.password });
    // A full page load, without the link in the address.
    window.location.assign(answer.kind === "in" ? "/home" : "/sign-in");
  };
  if (offered.isError)
    return <FailedState title={t("over")} error={offered.error} onRetry={() => look({ token: readToken() })} />;
  if (offered.data === undefined) return <output className="text-tx-2">{t("checking")}</output>;
  return (
    <div className="w-full max-w-90">
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{t("title")}</h1>
      <p className="mt-1.5 text-tx-2">
        {t("lead", { email: offered.data.email, role: shell(`role.${offered.data.role}`) })}
      </p>
      <Form form={form} onSubmit={send} className="mt-6 flex flex-col gap-3">
        {/* Password managers need to know whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={offered.data.email} readOnly hidden />
        <FormField spec={{ name: "name", label: t("name"), type: "text", autoComplete: "name" }} />
        <FormField
          spec={{
            name: "password",
            label: t("password"),
            type: "password",
            hint: t("passwordHint", { count: PASSWORD_LENGTH_MIN }),
            required: true,
            autoComplete: "new-password",
          }}
        />
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-1 self-start"
          busy={form.formState.isSubmitting || accept.isSuccess}
        >
          {t("submit")}
        </Button>
      </Form>
    </div>
  );
}
