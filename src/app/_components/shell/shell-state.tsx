"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { invariant } from "@/modules/_kernel";

interface ShellState {
  readonly paletteOpen: boolean;
  readonly setPaletteOpen: (open: boolean) => void;
  readonly keysOpen: boolean;
  readonly setKeysOpen: (open: boolean) => void;
}

const ShellContext = createContext<ShellState | null>(null);

export function ShellStateProvider({ children }: { readonly children: ReactNode }) {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [keysOpen, setKeysOpen] = useState(false);
  const value = useMemo(() => ({ paletteOpen, setPaletteOpen, keysOpen, setKeysOpen }), [paletteOpen, keysOpen]);
  return <ShellContext value={value}>{children}</ShellContext>;
}

/** What of the shell is open. */
export function useShell(): ShellState {
  const state = useContext(ShellContext);
  invariant(state !== null, "the shell's parts stand inside ShellStateProvider");
  return state;
}
