"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { type SignInAnswer, trySignIn } from "@/app/_lib/auth-client";
import { useNow } from "@/app/_lib/use-now";
import { Form, FormField, useCheckedForm } from "../form";
import { Button, Note } from "../ui";
import { type AskedForCode, CodeForm } from "./code-form";
import { PasskeyButton } from "./passkey-button";
import { SignInProblem } from "./sign-in-problem";

/** As far as it is told before anything is sent; the server looks at all of it. */
const ADDRESS = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;
const EMPTY = { email: "", password: "" };

export interface SignInFormProps {
  readonly target: string;
  readonly signedOut: boolean;
  /** The one address where passkeys of this installation work. */
  readonly passkeyOrigin: string;
}

export function SignInForm({ target, signedOut, passkeyOrigin }: SignInFormProps) {
  const t = useTranslations("signIn");
  const words = useTranslations("form");
  const form = useCheckedForm<typeof EMPTY>(
    ({ email, password }) => ({
      ...(ADDRESS.test(email.trim()) ? {} : { email: words("needsAddress") }),
      ...(password === "" ? { password: words("needsValue") } : {}),
    }),
    EMPTY,
  );
  const [answer, setAnswer] = useState<SignInAnswer | null>(null);
  const [asked, setAsked] = useState<AskedForCode | null>(null);
  const throttled = answer?.kind === "throttled" ? answer : null;
  const now = useNow(1_000, throttled !== null);
  const waits = throttled !== null && throttled.untilMs > now;

  useEffect(() => form.setFocus("email"), [form]);

  const send = async (typed: typeof EMPTY) => {
    const input = { ...typed, email: typed.email.trim().toLowerCase() };
    const result = await trySignIn(input);
    setAnswer(result);
    // A full page load: nothing that was cached for somebody else stays.
    if (result.kind === "in") window.location.assign(target);
    if (result.kind === "wrong") form.resetField("password");
    if (result.kind === "code_needed") setAsked({ ...input, hasPasskey: result.hasPasskey });
  };
  if (asked !== null) {
    const back = () => {
      setAsked(null);
      setAnswer(null);
    };
    return <CodeForm asked={asked} target={target} passkeyOrigin={passkeyOrigin} onBack={back} />;
  }
  return (
    <div className="w-full max-w-90">
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{signedOut ? t("outTitle") : t("title")}</h1>
      <p className="mt-1.5 text-tx-2">{signedOut ? t("out") : t("lead")}</p>
      <Form form={form} onSubmit={send} className="mt-6 flex flex-col gap-3">
        <FormField
          spec={{ name: "email", label: t("email"), type: "email", required: true, autoComplete: "username" }}
        />
        <FormField
          spec={{
            name: "password",
            label: t("password"),
            type: "password",
            required: true,
            autoComplete: "current-password",
          }}
        />
        <SignInProblem answer={answer} nowMs={now} />
        <Button
          type="submit"
          variant="primary"
          size="lg"
          className="mt-1 self-start"
          busy={form.formState.isSubmitting || answer?.kind === "in"}
          disabled={waits}
        >
          {t("submit")}
        </Button>
      </Form>
      <PasskeyButton origin={passkeyOrigin} onAnswer={setAnswer} target={target} />
      <Note className="mt-6 text-12">{t.rich("forgot", { code })}</Note>
    </div>
  );
}

const code = (chunks: ReactNode) => <code className="font-mono text-11">{chunks}</code>;
