"use client";

import { useTranslations } from "use-intl";
import { Banner } from "@/app/_components/ui";
import { useStreamState } from "@/app/_lib/events";
import { useFormat } from "@/app/_lib/use-format";

/** Above what lives on news, while none come: since when it may be old. */
export function StreamNote() {
  const t = useTranslations("blotter");
  const format = useFormat();
  const stream = useStreamState();
  if (stream.status !== "lost") return null;
  return <Banner>{t("streamLost", { time: format.time(stream.sinceMs) })}</Banner>;
}
