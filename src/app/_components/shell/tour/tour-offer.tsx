"use client";

import { useTranslations } from "use-intl";
import { usePreferences } from "@/app/_lib/preferences";
import { Button, Panel } from "../../ui";
import { useShell } from "../shell-state";

/** Offers the tour to whoever has neither taken nor declined it, on any of their devices. It opens nothing by itself. */
export function TourOffer() {
  const t = useTranslations("tour");
  const { preferences, change } = usePreferences();
  const { setTourOpen } = useShell();
  if (preferences.tour !== "new") return null;
  return (
    <Panel
      title={t("offer")}
      // On a page that is longer than the screen it gives up none of its height.
      className="shrink-0 border-b border-line-2"
      tools={
        <>
          <Button size="sm" variant="quiet" onClick={() => change({ tour: "seen" })} className="max-md:h-11">
            {t("decline")}
          </Button>
          <Button size="sm" variant="primary" onClick={() => setTourOpen(true)} className="max-md:h-11">
            {t("begin")}
          </Button>
        </>
      }
    >
      <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">{t("offerText")}</p>
    </Panel>
  );
}
