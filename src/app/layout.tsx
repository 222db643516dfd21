import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { pageLanguage, textsAddress } from "@/server/api/rsc";
import { Providers } from "./_components/providers";
import { messages } from "./messages/catalog";

export const metadata: Metadata = {
  title: { default: messages.app.name, template: `%s · ${messages.app.name}` },
  description: messages.app.description,
  applicationName: messages.app.name,
  manifest: "/manifest.webmanifest",
  icons: { icon: "/icon.svg", apple: "/apple-touch-icon.png" },
  appleWebApp: { capable: true, title: "Bifrost", statusBarStyle: "black-translucent" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "dark light",
  themeColor: [
    { media: "(prefers-color-scheme: dark)", color: "#0b0e10" },
    { media: "(prefers-color-scheme: light)", color: "#f0f2f3" },
  ],
};

/** The frame of every page. Each request has its own nonce, so nothing under it is rendered ahead of time. */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const language = await pageLanguage();
  const address = await textsAddress(language);
  // Asked for from the head on: scripts hold no text, and wait for this one to come.
  preload(address, { as: "fetch", crossOrigin: "anonymous" });
  return (
    // The theme script writes `data-theme` before React wakes up.
    <html lang={language} data-density="compact" suppressHydrationWarning>
      <body>
        <Providers language={language} textsFrom={address} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
