"use client";

import { useTranslations } from "use-intl";
import { notify } from "@/app/_lib/notify";
import { NewAccountDialog as OpenAccountDialog } from "../../portfolio/new-account-dialog";
import { useAccount } from "../trading/use-account";

/** Opens an account and goes to it. */
export function NewAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("account");
  const { choose } = useAccount();
  return (
    <OpenAccountDialog
      suggestedName={t("suggested")}
      onClose={onClose}
      onOpened={({ accountId, name }) => {
        choose(accountId);
        notify("success", t("created", { name }));
        onClose();
      }}
    />
  );
}
