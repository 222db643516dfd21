"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";

/** Where every strategy hangs: the catalog. */
export function Crumb() {
  const t = useTranslations("strategies");
  return (
    <Link href="/strategies" className="hover:text-tx-1">
      {t("title")}
    </Link>
  );
}
