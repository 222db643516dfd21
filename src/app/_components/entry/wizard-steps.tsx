"use client";

import { Check, Circle, Eye, EyeOff } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { cn } from "@/app/_lib/cn";
import { formatDateTime } from "@/app/_lib/format";
import { type PasswordRule, passwordRules } from "@/app/_lib/password-rules";
import { currencyOptions, zoneOptions } from "@/app/_lib/places";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useNow } from "@/app/_lib/use-now";
import { email, PASSWORD_LENGTH_MIN, password } from "@/server/api/routers/fields";
import { Form, FormField, placeFailure, ToCorrect, useZodForm } from "../form";
import { Button, Combobox, Field, IconButton, Note } from "../ui";
import type { Draft } from "./draft";
import type { Completion } from "./use-completion";

function StepHead({ title, lead }: { readonly title: string; readonly lead: string }) {
  return (
    <>
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{title}</h1>
      <p className="mt-1.5 max-w-[60ch] text-tx-2">{lead}</p>
    </>
  );
}

/** Back at the left, onward at the right; on a phone they share the width. */
function StepActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-8 flex items-center gap-3 border-t border-line-2 pt-5">{children}</div>;
}

const accountSchema = z.object({ name: z.string().trim().max(80), email, password });
const ACCOUNT_FIELDS = ["name", "email", "password"] as const;
type AccountField = (typeof ACCOUNT_FIELDS)[number];
const isAccountField = (path: string): path is AccountField => ACCOUNT_FIELDS.some((name) => name === path);

export interface AccountStepProps {
  readonly draft: Draft;
  /** What the server refused when all was sent; stands beside the field it names. */
  readonly refusal: unknown;
  readonly onNext: (part: Pick<Draft, "name" | "email" | "password">) => void;
}

export function AccountStep({ draft, refusal, onNext }: AccountStepProps) {
  const t = useTranslations("setup");
  const say = useFailureText();
  const form = useZodForm(accountSchema, { name: draft.name, email: draft.email, password: draft.password });
  const [shown, setShown] = useState(false);
  const [typedEmail, typedPassword] = form.watch(["email", "password"]);
  const rules = passwordRules(typedPassword, typedEmail);
  useEffect(() => {
    if (refusal !== null) placeFailure(refusal, { form, has: isAccountField, say });
    else form.setFocus("name");
  }, [form, refusal, say]);

  const send = (values: z.infer<typeof accountSchema>) => {
    if (rules.every((rule) => rule.met)) onNext(values);
    else form.setError("password", { type: "rules", message: t("account.rulesUnmet") }, { shouldFocus: true });
  };
  return (
    <Form form={form} onSubmit={send}>
      <StepHead title={t("account.title")} lead={t("account.lead")} />
      <div className="mt-6 flex max-w-105 flex-col gap-3">
        <FormField
          spec={{
            name: "name",
            label: t("account.name"),
            type: "text",
            hint: t("account.nameHint"),
            autoComplete: "name",
          }}
        />
        <FormField
          spec={{
            name: "email",
            label: t("account.email"),
            type: "email",
            hint: t("account.emailHint"),
            required: true,
            autoComplete: "username",
          }}
        />
        <div className="flex items-start gap-2">
          <FormField
            className="flex-1"
            spec={{
              name: "password",
              label: t("account.password"),
              type: shown ? "text" : "password",
              required: true,
              autoComplete: "new-password",
            }}
          />
          <IconButton
            label={shown ? t("account.hide") : t("account.show")}
            aria-pressed={shown}
            icon={shown ? <EyeOff size={15} /> : <Eye size={15} />}
            onClick={() => setShown(!shown)}
            className="mt-4.75 size-7.5"
          />
        </div>
        <PasswordRules rules={rules} />
      </div>
      <StepActions>
        <ToCorrect />
        <span className="flex-1" />
        <Button type="submit" variant="primary" size="lg" keys="Enter">
          {t("next")}
        </Button>
      </StepActions>
    </Form>
  );
}

/** What a password must be, and which of it this one already is. */
export function PasswordRules({ rules }: { readonly rules: readonly PasswordRule[] }) {
  const t = useTranslations("setup.account");
  return (
    <div className="text-12 text-tx-2">
      <p className="text-11 text-tx-3">{t("rules")}</p>
      <ul>
        {rules.map((rule) => (
          <li key={rule.name} className="flex items-center gap-2 leading-5">
            {rule.met ? (
              <Check aria-hidden="true" size={13} className="text-accent" />
            ) : (
              <Circle aria-hidden="true" size={13} className="text-tx-3" />
            )}
            {t(`rule.${rule.name}`, { count: PASSWORD_LENGTH_MIN })}
            <span className="sr-only">, {rule.met ? t("met") : t("open")}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export interface PlaceStepProps {
  readonly draft: Draft;
  readonly onBack: () => void;
  readonly onNext: (part: Pick<Draft, "baseCurrency" | "timeZone">) => void;
}

const MINUTE_MS = 60_000;

export function PlaceStep({ draft, onBack, onNext }: PlaceStepProps) {
  const t = useTranslations("setup");
  const now = useNow(MINUTE_MS);
  const [currency, setCurrency] = useState(draft.baseCurrency);
  const [zone, setZone] = useState(draft.timeZone);
  const [currencies] = useState(currencyOptions);
  const [zones] = useState(() => zoneOptions(Date.now()));
  const send = (event: FormEvent) => {
    event.preventDefault();
    onNext({ baseCurrency: currency, timeZone: zone });
  };
  return (
    <form onSubmit={send}>
      <StepHead title={t("place.title")} lead={t("place.lead")} />
      <div className="mt-6 flex max-w-105 flex-col gap-3">
        <Field label={t("place.currency")} hint={t("place.currencyHint")}>
          <Combobox
            options={currencies}
            value={currency}
            onChange={setCurrency}
            searchLabel={t("place.findCurrency")}
          />
        </Field>
        <Field label={t("place.zone")} hint={t("place.zoneHint", { time: formatDateTime(now, zone) })}>
          <Combobox options={zones} value={zone} onChange={setZone} searchLabel={t("place.findZone")} />
        </Field>
      </div>
      <StepActions>
        <Button size="lg" onClick={onBack}>
          {t("back")}
        </Button>
        <span className="flex-1" />
        <Button type="submit" variant="primary" size="lg">
          {t("next")}
        </Button>
      </StepActions>
    </form>
  );
}

const bold = (chunks: ReactNode) => <b>{chunks}</b>;

export interface DataStepProps {
  readonly draft: Draft;
  readonly completion: Completion;
  readonly onBack: () => void;
  readonly onFinish: (part: Pick<Draft, "sampleData">) => void;
}

export function DataStep({ draft, completion, onBack, onFinish }: DataStepProps) {
  const t = useTranslations("setup");
  const [sample, setSample] = useState(draft.sampleData);
  const busy = completion.stages !== null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    onFinish({ sampleData: sample });
  };
  const words = {
    email: draft.email,
    currency: draft.baseCurrency,
    zone: draft.timeZone.replaceAll("_", " "),
    b: bold,
  };
  return (
    <form onSubmit={send}>
      <StepHead title={t("data.title")} lead={t("data.lead")} />
      <RadioGroup.Root
        aria-label={t("data.title")}
        value={sample ? "sample" : "empty"}
        onValueChange={(value) => setSample(value === "sample")}
        disabled={busy}
        className="mt-7 border-t border-line-1"
      >
        <DataChoice value="sample" title={t("data.sample")} text={t("data.sampleText")} />
        <DataChoice value="empty" title={t("data.empty")} text={t("data.emptyText")} />
      </RadioGroup.Root>
      <Note tone="ok" className="mt-6 max-w-155">
        {t.rich("data.sayAccount", words)}
        {t.rich(sample ? "data.saySample" : "data.sayEmpty", words)}
      </Note>
      {completion.problem === null ? null : <div className="mt-6">{completion.problem}</div>}
      <StepActions>
        <Button size="lg" onClick={onBack} disabled={busy}>
          {t("back")}
        </Button>
        <span className="flex-1" />
        <Button type="submit" variant="primary" size="lg" busy={busy} keys="Enter">
          {t("finish")}
        </Button>
      </StepActions>
    </form>
  );
}

function DataChoice({ value, title, text }: { readonly value: string; readonly title: string; readonly text: string }) {
  const id = useId();
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-2.5 border-b border-line-1 py-3.5">
      <RadioGroup.Item
        id={id}
        value={value}
        aria-describedby={`${id}-text`}
        className={cn(
          "mt-0.75 size-3.5 rounded-[50%] border-[1.5px] border-line-3 data-[state=checked]:border-[4.5px] data-[state=checked]:border-accent",
        )}
      />
      <label htmlFor={id} className="block cursor-pointer">
        <b className="text-13">{title}</b>
        <span id={`${id}-text`} className="mt-0.5 block max-w-[72ch] text-12 leading-4.5 text-tx-2">
          {text}
        </span>
      </label>
    </div>
  );
}
