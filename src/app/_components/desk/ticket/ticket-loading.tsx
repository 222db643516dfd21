"use client";

import { useTranslations } from "use-intl";
import { SkeletonRows } from "@/app/_components/ui";

const SKELETON_ROWS = 8;

/** In place of the ticket, until what it needs is here. */
export function TicketLoading() {
  const t = useTranslations("ticket");
  return <SkeletonRows rows={SKELETON_ROWS} label={t("title")} />;
}
