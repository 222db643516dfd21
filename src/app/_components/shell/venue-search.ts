"use client";

import { useTranslations } from "use-intl";
import { useMayTrade } from "@/app/_lib/session";
import { useShell } from "./shell-state";

/** The longest text that feeds are asked for. */
const VENUE_TEXT_MAX = 64;

/** Asks the feeds for what is not here; undefined for people who may not bring anything in. */
export function useVenueSearch(): ((text: string) => void) | undefined {
  const { setVenueText } = useShell();
  return useMayTrade() ? (text) => setVenueText(text.trim().slice(0, VENUE_TEXT_MAX)) : undefined;
}

/** The last entry of a search box for symbols: what nobody here knows, feeds may have. */
export function useVenueSearchEntry() {
  const t = useTranslations("venues");
  const search = useVenueSearch();
  if (search === undefined) return undefined;
  return { label: (text: string) => t("find", { text }), onChoose: search };
}
