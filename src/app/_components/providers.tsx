"use client";

import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { ApiProvider } from "@/app/_lib/trpc";
import { messages } from "@/app/messages/catalog";
import { ProofAsked } from "./security/proof-asked";
import { Toaster } from "./shell/toaster";
import { TooltipProvider } from "./ui";

export interface ProvidersProps {
  readonly language: "en" | "de";
  /** Texts of another language than English, which comes with the scripts; null: English. */
  readonly texts: typeof messages | null;
  /** Lets the one inline script (it sets the theme before the first paint) pass the content security policy. */
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}

/** What every page stands in, signed in or not. */
export function Providers({ language, texts, nonce, children }: ProvidersProps) {
  // Dialogs hold the page still with a style sheet of their own, which must carry the nonce too.
  if (typeof window !== "undefined" && nonce !== undefined) Object.assign(window, { __webpack_nonce__: nonce });
  return (
    <ThemeProvider
      attribute="data-theme"
      themes={["dark", "light"]}
      defaultTheme="system"
      storageKey="bifrost.theme"
      enableColorScheme={false}
      {...(nonce === undefined ? {} : { nonce })}
    >
      <IntlProvider locale={language} messages={texts ?? messages} timeZone="UTC">
        <NuqsAdapter>
          <ApiProvider>
            <TooltipProvider>{children}</TooltipProvider>
            <ProofAsked />
            <Toaster />
          </ApiProvider>
        </NuqsAdapter>
      </IntlProvider>
    </ThemeProvider>
  );
}
