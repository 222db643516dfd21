"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useCallback, useEffect, useLayoutEffect } from "react";
import { useTranslations } from "use-intl";
import type { RouterInputs } from "@/server/api/root";
import { useSession } from "./session";
import { useTRPC } from "./trpc";

type Change = RouterInputs["session"]["updatePreferences"];

export interface PreferenceChoice {
  readonly key: "theme" | "pnlColors" | "density" | "language";
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

const THEMES = ["system", "dark", "light"] as const;
const COLORS = ["safe", "redgreen"] as const;
const DENSITIES = ["compact", "normal"] as const;
const LANGUAGES = ["auto", "en", "de"] as const;

const DEFAULTS = { theme: "system", pnlColors: "safe", density: "compact", language: "auto", tour: "seen" } as const;

/** How the person wants the product to look: kept on the server, so that it holds on every machine of theirs. */
export function usePreferences() {
  const t = useTranslations("preferences");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { setTheme } = useTheme();
  const preferences = useSession()?.user.preferences ?? DEFAULTS;
  const { mutate, isPending } = useMutation(
    trpc.session.updatePreferences.mutationOptions({
      // One after the other: each is a change to the whole that the one before left.
      scope: { id: "preferences" },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.session.me.queryFilter());
        // The desk's frame is drawn by the server from the session.
        router.refresh();
      },
    }),
  );
  const change = useCallback(
    (part: Change) => {
      // Looks cannot be refused, so they change at once.
      if (part.theme !== undefined) setTheme(part.theme);
      if (part.pnlColors !== undefined) document.documentElement.dataset["pnl"] = part.pnlColors;
      if (part.density !== undefined) document.documentElement.dataset["density"] = part.density;
      mutate(part);
    },
    [mutate, setTheme],
  );

  const theme: PreferenceChoice = {
    key: "theme",
    label: t("theme"),
    value: preferences.theme,
    options: THEMES.map((value) => ({ value, label: t(`themes.${value}`) })),
    onChange: (value) => {
      const known = THEMES.find((candidate) => candidate === value);
      if (known !== undefined) change({ theme: known });
    },
  };
  const pnlColors: PreferenceChoice = {
    key: "pnlColors",
    label: t("pnlColors"),
    value: preferences.pnlColors,
    options: COLORS.map((value) => ({ value, label: t(`colors.${value}`) })),
    onChange: (value) => {
      const known = COLORS.find((candidate) => candidate === value);
      if (known !== undefined) change({ pnlColors: known });
    },
  };
  const density: PreferenceChoice = {
    key: "density",
    label: t("density"),
    value: preferences.density,
    options: DENSITIES.map((value) => ({ value, label: t(`densities.${value}`) })),
    onChange: (value) => {
      const known = DENSITIES.find((candidate) => candidate === value);
      if (known !== undefined) change({ density: known });
    },
  };
  const language: PreferenceChoice = {
    key: "language",
    label: t("language"),
    value: preferences.language,
    options: LANGUAGES.map((value) => ({ value, label: t(`languages.${value}`) })),
    onChange: (value) => {
      const known = LANGUAGES.find((candidate) => candidate === value);
      // The server draws the page in it: the texts of another language come with the next answer.
      if (known !== undefined) change({ language: known });
    },
  };
  return { preferences, change, busy: isPending, choices: [theme, pnlColors, density, language] };
}

/** Puts the person's preferences on the document, where the tokens read them. */
export function usePreferenceAttributes(): void {
  const preferences = useSession()?.user.preferences ?? DEFAULTS;
  const { setTheme } = useTheme();
  useEffect(() => setTheme(preferences.theme), [preferences.theme, setTheme]);
  useLayoutEffect(() => {
    document.documentElement.dataset["pnl"] = preferences.pnlColors;
    document.documentElement.dataset["density"] = preferences.density;
  }, [preferences.pnlColors, preferences.density]);
}
