"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { type SignInAnswer, trySignIn } from "@/app/_lib/auth-client";
import { useNow } from "@/app/_lib/use-now";
import { Form, FormField, useCheckedForm } from "../form";
import { Button } from "../ui";
import { PasskeyButton } from "./passkey-button";
import { SignInProblem } from "./sign-in-problem";

const EMPTY = { code: "" };

/** What was right so far; kept in this tab until the second step is done. */
export interface AskedForCode {
  readonly email: string;
  readonly password: string;
  readonly hasPasskey: boolean;
}

export interface CodeFormProps {
  readonly asked: AskedForCode;
  readonly target: string;
  readonly passkeyOrigin: string;
  readonly onBack: () => void;
}

/** The second step of signing in. */
export function CodeForm({ asked, target, passkeyOrigin, onBack }: CodeFormProps) {
  const t = useTranslations("signIn");
  const words = useTranslations("form");
  const form = useCheckedForm<typeof EMPTY>(
    ({ code }) => (code.trim() === "" ? { code: words("needsValue") } : {}),
    EMPTY,
  );
  const [answer, setAnswer] = useState<SignInAnswer | null>(null);
  const throttled = answer?.kind === "throttled" ? answer : null;
  const now = useNow(1_000, throttled !== null);
  useEffect(() => form.setFocus("code"), [form]);
  const send = async (typed: typeof EMPTY) => {
    const code = typed.code.trim();
    const { email, password } = asked;
    const result = await trySignIn({ email, password, code });
    setAnswer(result);
    if (result.kind === "in") window.location.assign(target);
    else form.resetField("code");
  };
  return (
    <div className="w-full max-w-90">
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{t("codeTitle")}</h1>
      <p className="mt-1.5 text-tx-2">{t("codeLead")}</p>
      <Form form={form} onSubmit={send} className="mt-6 flex flex-col gap-3">
        <FormField
          spec={{ name: "code", label: t("code"), type: "text", required: true, autoComplete: "one-time-code" }}
        />
        <SignInProblem answer={answer} nowMs={now} />
        <div className="mt-1 flex gap-2">
          <Button
            type="submit"
            variant="primary"
            size="lg"
            busy={form.formState.isSubmitting || answer?.kind === "in"}
            disabled={throttled !== null && throttled.untilMs > now}
          >
            {t("codeSubmit")}
          </Button>
          <Button size="lg" onClick={onBack}>
            {t("back")}
          </Button>
        </div>
      </Form>
      {asked.hasPasskey ? <PasskeyButton origin={passkeyOrigin} onAnswer={setAnswer} target={target} /> : null}
    </div>
  );
}
