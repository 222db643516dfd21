"use client";

import { useEffect } from "react";
import { Toaster as Sonner, toast } from "sonner";
import { useTranslations } from "use-intl";
import { showWaiting } from "@/app/_lib/toasts";
import { useIsPhone } from "@/app/_lib/use-media";

const SHOWN_AT_ONCE = 5;

/**
 * Where passing words and failures appear: at the middle of the lower edge on a desk, for buttons stand in its corners; above
 * on a phone, where the thumb does not rest. While a dialog is open they stand where its buttons do not: see `globals.css`.
 */
export function ToastsShown() {
  const t = useTranslations("ui");
  const phone = useIsPhone();
  // It listens since its own effects, which come before these.
  useEffect(() => showWaiting(toast), []);
  return (
    <Sonner
      position={phone ? "top-center" : "bottom-center"}
      visibleToasts={SHOWN_AT_ONCE}
      expand
      gap={8}
      offset={12}
      mobileOffset={{ top: 60, left: 12, right: 12 }}
      containerAriaLabel={t("messages")}
    />
  );
}
