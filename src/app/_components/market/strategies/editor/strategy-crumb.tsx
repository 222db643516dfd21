"use client";

import { useTranslations } from "use-intl";
import { Link } from "@/app/_components/ui";

/** Where every strategy hangs: the catalog. */
export function Crumb() {
  const t = useTranslations("strategies");
  return (
    <Link href="/strategies" className="hover:text-tx-1">
      {t("title")}
    </Link>
  );
}
