"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { invariant } from "@/modules/_kernel";

interface ShellState {
  readonly paletteOpen: boolean;
  readonly setPaletteOpen: (open: boolean) => void;
  readonly keysOpen: boolean;
  readonly setKeysOpen: (open: boolean) => void;
  readonly tourOpen: boolean;
  readonly setTourOpen: (open: boolean) => void;
  /** What feeds are asked for; null while the picker of venues is closed. */
  readonly venueText: string | null;
  readonly setVenueText: (text: string | null) => void;
}

const ShellContext = createContext<ShellState | null>(null);

export function ShellStateProvider({ children }: { readonly children: ReactNode }) {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [keysOpen, setKeysOpen] = useState(false);
  const [tourOpen, setTourOpen] = useState(false);
  const [venueText, setVenueText] = useState<string | null>(null);
  const value = useMemo(
    () => ({ paletteOpen, setPaletteOpen, keysOpen, setKeysOpen, tourOpen, setTourOpen, venueText, setVenueText }),
    [paletteOpen, keysOpen, tourOpen, venueText],
  );
  return <ShellContext value={value}>{children}</ShellContext>;
}

/** What of the shell is open. */
export function useShell(): ShellState {
  const state = useContext(ShellContext);
  invariant(state !== null, "the shell's parts stand inside ShellStateProvider");
  return state;
}
