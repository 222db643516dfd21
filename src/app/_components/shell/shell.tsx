"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { EventsProvider } from "@/app/_lib/events";
import { usePreferenceAttributes } from "@/app/_lib/preferences";
import { QuotesProvider } from "@/app/_lib/quotes";
import { SessionProvider, type SignedIn } from "@/app/_lib/session";
import { KeptContext, useSendKept } from "@/app/_lib/stored";
import { lateDialog } from "../ui";
import { useNotificationToasts } from "./notification-list";
import { KeyList, Palette, useOpenedAhead } from "./opened";
import { Rail } from "./rail";
import { ShellStateProvider, useShell } from "./shell-state";
import { useShellShortcuts } from "./shortcuts";
import { SignedOutNotice } from "./signed-out";
import { AccountBar, TopBar } from "./top-bar";

export interface ShellProps {
  readonly session: SignedIn;
  /** The newest news when the page was made. */
  readonly newsFrom: string;
  /** What the browser sent of what it keeps. */
  readonly kept: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

/** What stands around every page of a signed-in person. */
export function Shell({ session, newsFrom, kept, children }: ShellProps) {
  return (
    <SessionProvider value={session}>
      <EventsProvider userId={session.user.userId} from={newsFrom}>
        <QuotesProvider>
          <ShellStateProvider>
            <KeptContext value={kept}>
              <Frame>{children}</Frame>
            </KeptContext>
          </ShellStateProvider>
        </QuotesProvider>
      </EventsProvider>
    </SessionProvider>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("app");
  usePreferenceAttributes();
  useSendKept();
  useShellShortcuts();
  useNotificationToasts();
  useOpenedAhead();
  return (
    <div className="grid h-dvh grid-cols-[var(--rail-w)_minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] overflow-hidden max-md:grid-cols-1 max-md:grid-rows-[auto_minmax(0,1fr)_auto_auto]">
      <a
        href="#content"
        className="fixed top-1 left-1 z-70 -translate-y-16 rounded-4 bg-tx-1 px-3 py-1.5 text-12 font-medium text-tx-inv focus-visible:translate-y-0"
      >
        {t("skip")}
      </a>
      <Rail />
      <TopBar />
      <main
        id="content"
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-col overflow-auto bg-bg-1 outline-none"
      >
        {children}
      </main>
      <AccountBar />
      <PaletteWhenAsked />
      <Venues />
      <TourWhenAsked />
      <KeysWhenAsked />
      <SignedOutNotice />
    </div>
  );
}

const VenuePicker = lateDialog(() => import("../market/venues/venue-picker").then(({ VenuePicker: Picker }) => Picker));

/** A phone that never searches does not load what searches. */
function PaletteWhenAsked() {
  const { paletteOpen, setPaletteOpen } = useShell();
  const [isAsked, setAsked] = useState(false);
  // Once it was open it stays, for it closes by itself.
  if (paletteOpen && !isAsked) setAsked(true);
  const close = () => {
    setPaletteOpen(false);
    setAsked(false);
  };
  return paletteOpen || isAsked ? <Palette onClose={close} /> : null;
}

function KeysWhenAsked() {
  const { keysOpen, setKeysOpen } = useShell();
  return keysOpen ? <KeyList onClose={() => setKeysOpen(false)} /> : null;
}

const Tour = lateDialog(() => import("./tour/tour").then(({ Tour: Steps }) => Steps));

/** Loaded by whoever takes it. */
function TourWhenAsked() {
  const { tourOpen, setTourOpen } = useShell();
  return tourOpen ? <Tour onClose={() => setTourOpen(false)} /> : null;
}

/** The search for venues is open from anywhere, like the palette that begins it. */
function Venues() {
  const { venueText, setVenueText } = useShell();
  if (venueText === null) return null;
  return <VenuePicker key={venueText} text={venueText} onClose={() => setVenueText(null)} />;
}
