"use client";

import { useTranslations } from "use-intl";
import type { AccountView } from "../trading/types";

/** What kind of money an account moves, as a word in a frame: never by colour alone. */
export function Stage({ kind }: { readonly kind: AccountView["kind"] }) {
  const t = useTranslations("account");
  return (
    <span
      title={t(`stageHint.${kind}`)}
      className="inline-block shrink-0 rounded-2 border border-dashed border-current px-[5px] text-[10px] leading-[15px] font-semibold tracking-[.06em] text-stage-paper"
    >
      {t(`stage.${kind}`)}
    </span>
  );
}
