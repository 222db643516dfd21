"use client";

import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { notifyFailed } from "@/app/_lib/notify";
import { signOutHere } from "../shell/sign-out";
import { Factors } from "./factors";

/** The one thing that is open to somebody whose role needs a second factor, until they have one. */
export function FactorDue() {
  const t = useTranslations("security");
  return (
    <div className="flex w-full max-w-200 flex-col items-start gap-4">
      <h1 className="text-24 leading-8 font-semibold tracking-[-.02em]">{t("dueTitle")}</h1>
      <p className="text-tx-2">{t("due")}</p>
      <Factors>
        {({ authenticatorSince, passkeys }) => (
          <div className="flex gap-2">
            <Button
              variant="primary"
              size="lg"
              disabled={authenticatorSince === null && passkeys.length === 0}
              // A full page load: what was refused until now is asked anew.
              onClick={() => window.location.assign("/home")}
            >
              {t("goOn")}
            </Button>
            <Button size="lg" onClick={() => void signOutHere(() => notifyFailed(t("signOutFailed")))}>
              {t("signOut")}
            </Button>
          </div>
        )}
      </Factors>
    </div>
  );
}
