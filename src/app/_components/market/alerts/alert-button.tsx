"use client";

import { BellPlus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { IconButton, lateDialog } from "@/app/_components/ui";

const AlertDialog = lateDialog(() => import("./alert-dialog").then((module) => module.AlertDialog));

/** An alert on the instrument that is shown, at the price where it stands. */
export function AlertButton({ symbol, price }: { readonly symbol: string; readonly price: number | null }) {
  const t = useTranslations("alertsPage");
  const [open, setOpen] = useState(false);
  const level = price === null ? "" : String(price);
  return (
    <>
      <IconButton
        label={t("onSymbol", { symbol })}
        icon={<BellPlus aria-hidden="true" size={15} strokeWidth={1.5} />}
        onClick={() => setOpen(true)}
      />
      {open ? (
        <AlertDialog
          alertId={null}
          from={{ name: t("priceOf", { symbol }), symbol, level }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
