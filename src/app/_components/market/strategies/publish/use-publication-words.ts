"use client";

import { useTranslations } from "use-intl";
import { writeNumber } from "@/app/_lib/number-text";
import type { Publication } from "../types";

/** Which values a publication lets through, in a few words. */
export function useValuesText(): (publication: Pick<Publication, "presets" | "bounds" | "isFree">) => string {
  const t = useTranslations("publications");
  return ({ presets, bounds, isFree }) => {
    if (isFree) return t("values.free");
    const names = presets.map(({ name }) => name).join(", ");
    const ranges = Object.entries(bounds).map(([name, { least, most }]) =>
      t("bound", { name, least: writeNumber(least), most: writeNumber(most) }),
    );
    return [names === "" ? t("values.defaults") : t("values.presets", { names }), ...ranges].join("; ");
  };
}
