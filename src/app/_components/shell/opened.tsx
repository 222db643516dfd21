"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { lateDialog, lazily, SkeletonRows } from "../ui";

/**
 * What opens from the shell. A phone loads it with the press that opens it; where there is a mouse, and with it a keyboard, it is there
 * before the press is.
 */

const ROWS = 3;

function NewsLoading() {
  const t = useTranslations("notifications");
  return <SkeletonRows rows={ROWS} label={t("loading")} />;
}

function JobsLoading() {
  const t = useTranslations("jobs");
  return <SkeletonRows rows={ROWS} label={t("loading")} />;
}

export const Palette = lateDialog(() => import("./palette").then((file) => file.Palette));
export const KeyList = lateDialog(() => import("./key-list").then((file) => file.KeyList));
export const Reasons = lazily(() => import("./health-reasons").then((file) => file.ReasonList));
export const News = lazily(() => import("./notification-items").then((file) => file.NotificationItems), NewsLoading);
export const JobLines = lazily(() => import("./job-lines").then((file) => file.JobLines), JobsLoading);

/** Loads all of it ahead where there is a mouse. */
export function useOpenedAhead(): void {
  useEffect(() => {
    if (!window.matchMedia("(pointer: fine)").matches) return;
    for (const part of [Palette, KeyList, Reasons, News, JobLines]) part.ahead();
  }, []);
}
