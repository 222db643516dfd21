"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { SkeletonRows } from "@/app/_components/ui";

const SKELETON_ROWS = 16;

function Loading() {
  const t = useTranslations("strategyEditor");
  return <SkeletonRows rows={SKELETON_ROWS} label={t("loadingEditor")} />;
}

/** The code editor, fetched when a page first shows one. */
export const CodeEditor = dynamic(() => import("./code-canvas").then((module) => module.CodeCanvas), {
  ssr: false,
  loading: Loading,
});

/** Two texts and what changed between them; fetched with the first comparison. */
export const CodeDifference = dynamic(() => import("./difference-canvas").then((module) => module.DifferenceCanvas), {
  ssr: false,
  loading: Loading,
});
