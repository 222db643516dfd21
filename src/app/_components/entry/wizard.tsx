"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { guessCurrency, guessZone } from "@/app/_lib/places";
import type { Draft } from "./draft";
import { Brand } from "./entry-frame";
import { useCompletion } from "./use-completion";
import { WizardAside } from "./wizard-aside";
import { type StepName, WizardSteps } from "./wizard-progress";
import { AccountStep, DataStep, PlaceStep } from "./wizard-steps";

/** Only drawn in a browser, after the address was checked: what it tells about its person's place is the first guess. */
function firstDraft(): Draft {
  const place = { baseCurrency: guessCurrency(navigator.languages), timeZone: guessZone() };
  return { name: "", email: "", password: "", ...place, sampleData: true };
}

export interface WizardProps {
  readonly token: string;
  readonly onDone: () => void;
  /** The address was used meanwhile: in another tab, or by somebody else. */
  readonly onUsedUp: () => void;
}

/** First run: account, currency and time, data; then signed in, on the chart. */
export function Wizard({ token, onDone, onUsedUp }: WizardProps) {
  const t = useTranslations("app");
  const [draft, setDraft] = useState(firstDraft);
  const [step, setStep] = useState<StepName>("account");
  const completion = useCompletion({ token, onDone, onUsedUp, onRefused: () => setStep("account") });
  const take = (part: Partial<Draft>, next: StepName) => {
    setDraft((known) => ({ ...known, ...part }));
    setStep(next);
  };
  const finish = (part: Partial<Draft>) => {
    const whole = { ...draft, ...part };
    setDraft(whole);
    completion.start(whole);
  };
  const shown = completion.stages === null ? step : "ready";
  return (
    <div className="grid min-h-dvh grid-cols-[264px_minmax(0,1fr)_360px] bg-bg-1 max-xl:grid-cols-[264px_minmax(0,1fr)] max-md:grid-cols-1 max-md:content-start">
      <header className="flex flex-col border-r border-line-2 bg-bg-0 px-6 py-7 max-xl:row-span-2 max-md:row-auto max-md:border-r-0 max-md:border-b max-md:px-4 max-md:py-3">
        <Brand name={t("name")} />
        <WizardSteps current={shown} draft={draft} />
      </header>
      <main className="min-w-0 max-w-205 px-18 pt-26 pb-8 max-xl:pt-16 max-lg:px-8 max-md:px-4 max-md:pt-6">
        {step === "account" ? (
          <AccountStep draft={draft} refusal={completion.refusal} onNext={(part) => take(part, "place")} />
        ) : step === "place" ? (
          <PlaceStep draft={draft} onBack={() => setStep("account")} onNext={(part) => take(part, "data")} />
        ) : (
          <DataStep draft={draft} completion={completion} onBack={() => setStep("place")} onFinish={finish} />
        )}
      </main>
      <WizardAside completion={completion} sampleData={draft.sampleData} />
    </div>
  );
}
