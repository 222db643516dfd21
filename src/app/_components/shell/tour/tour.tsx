"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { usePreferences } from "@/app/_lib/preferences";
import { useScope, withScope } from "@/app/_lib/scope";
import { Button, Dialog, Link } from "../../ui";
import { useShell } from "../shell-state";
import { stepTo, TOUR_STEPS } from "./tour-steps";

/** What is where, in a few steps. Ended in any way it was seen, and waits in the menu. */
export function Tour() {
  const t = useTranslations("tour");
  const { setTourOpen } = useShell();
  const { preferences, change } = usePreferences();
  const [scope] = useScope();
  const [place, setPlace] = useState(0);
  const step = TOUR_STEPS[place];
  if (step === undefined) return null;
  const isLast = place === TOUR_STEPS.length - 1;
  const end = () => {
    setTourOpen(false);
    if (preferences.tour === "new") change({ tour: "seen" });
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) end();
      }}
      title={t("title")}
      actions={
        <>
          {isLast ? null : (
            <Button variant="quiet" onClick={end} className="mr-auto max-md:h-11">
              {t("skip")}
            </Button>
          )}
          <Button onClick={() => setPlace(stepTo(place, -1))} disabled={place === 0} className="max-md:h-11">
            {t("back")}
          </Button>
          <Button variant="primary" onClick={isLast ? end : () => setPlace(stepTo(place, 1))} className="max-md:h-11">
            {t(isLast ? "done" : "next")}
          </Button>
        </>
      }
    >
      {/* Read out at each step: the buttons keep the focus. */}
      <div aria-live="polite" className="flex min-h-32 flex-col gap-2">
        <p className="num text-12 text-tx-3">{t("place", { place: place + 1, of: TOUR_STEPS.length })}</p>
        <h3 className="text-15 font-semibold">{t(`steps.${step.name}.title`)}</h3>
        <p className="text-tx-2">{t(`steps.${step.name}.text`)}</p>
        {step.path === null ? null : (
          <p>
            <Link
              href={withScope(step.path, scope)}
              onClick={end}
              className="underline max-md:inline-block max-md:py-3"
            >
              {t(`steps.${step.name}.open`)}
            </Link>
          </p>
        )}
      </div>
    </Dialog>
  );
}
