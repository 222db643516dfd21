"use client";

import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, use } from "react";
import { IntlProvider } from "use-intl";
import { beginFormats } from "@/app/_lib/format";
import { type Language, TEXT_FORMATS, type TextsFrom, textsOf } from "@/app/_lib/texts";
import { ApiProvider } from "@/app/_lib/trpc";
import { useWake } from "@/app/_lib/use-late";
import { ProofAsked } from "./security/proof-asked";
import { Toaster } from "./shell/toaster";
import { provideFloating, useFloatingAhead } from "./ui";

provideFloating(() => import("./ui/floating/parts"));
// While the texts are on their way.
if (typeof window !== "undefined") for (const begin of beginFormats) setTimeout(begin);

export interface ProvidersProps {
  readonly language: Language;
  /** Where a browser finds the texts of that language. */
  readonly textsFrom: TextsFrom;
  /** Lets the one inline script (it sets the theme before the first paint) pass the content security policy. */
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}

/** What every page stands in, signed in or not. */
export function Providers({ language, textsFrom, nonce, children }: ProvidersProps) {
  useFloatingAhead();
  useWake();
  const texts = use(textsOf(language, textsFrom));
  // Dialogs hold the page still with a style sheet of their own, which must carry the nonce too: that of the document, whose policy
  // stays when a page is asked for anew.
  if (typeof window !== "undefined" && nonce !== undefined && !("__webpack_nonce__" in window))
    Object.assign(window, { __webpack_nonce__: nonce });
  return (
    <ThemeProvider
      attribute="data-theme"
      themes={["dark", "light"]}
      defaultTheme="system"
      storageKey="bifrost.theme"
      enableColorScheme={false}
      {...(nonce === undefined ? {} : { nonce })}
    >
      <IntlProvider locale={language} messages={texts} formats={TEXT_FORMATS} timeZone="UTC">
        <NuqsAdapter>
          <ApiProvider>
            {children}
            <ProofAsked />
            <Toaster />
          </ApiProvider>
        </NuqsAdapter>
      </IntlProvider>
    </ThemeProvider>
  );
}
