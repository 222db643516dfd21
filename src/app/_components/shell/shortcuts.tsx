"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { undoNewest } from "@/app/_lib/notify";
import { useScope, withScope } from "@/app/_lib/scope";
import { Dialog, Kbd } from "../ui";
import { NAV } from "./nav";
import { useShell } from "./shell-state";

/** How long after `g` the second key still counts. */
const SEQUENCE_MS = 1_200;

/** Keys typed into a field are text, and an open dialog has the keyboard to itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("input, textarea, select, [contenteditable='true'], [role='dialog'], [role='menu']") !== null;
}

/** Where `Ctrl Z` belongs to the text that is written. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable='true']") !== null;
}

/** The shell's own keys. Pages add theirs and list them in `extra`. */
export function useShellShortcuts(): void {
  const router = useRouter();
  const [scope] = useScope();
  const { setPaletteOpen, setKeysOpen } = useShell();
  const pressedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPaletteOpen(true);
        return;
      }
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
        if (!isWriting(event.target) && undoNewest()) event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") {
        setKeysOpen(true);
        return;
      }
      if (event.key === "g") {
        pressedAt.current = event.timeStamp;
        return;
      }
      const item = NAV.find((candidate) => candidate.letter === event.key);
      if (item === undefined || event.timeStamp - pressedAt.current > SEQUENCE_MS) return;
      pressedAt.current = Number.NEGATIVE_INFINITY;
      event.preventDefault();
      router.push(withScope(item.href, scope));
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, scope, setPaletteOpen, setKeysOpen]);
}

const TABLE_KEYS = [
  { keys: ["/"], text: "filter" },
  { keys: ["↑", "↓"], text: "rows" },
  { keys: ["Enter"], text: "open" },
  { keys: ["Ctrl C"], text: "copy" },
] as const;

const CHART_KEYS = [
  { keys: ["←", "→"], text: "pan" },
  { keys: ["+", "-"], text: "zoom" },
  { keys: ["Home", "End"], text: "ends" },
] as const;

/** `?`: every key there is. */
export function KeyList() {
  const t = useTranslations("keys");
  const shell = useTranslations("shell");
  const { keysOpen, setKeysOpen } = useShell();
  const everywhere = [
    { keys: ["Ctrl K"], text: t("palette") },
    ...NAV.map((item) => ({ keys: ["g", item.letter], text: t("goTo", { page: shell(item.key) }) })),
    { keys: ["?"], text: t("list") },
    { keys: ["Ctrl Z"], text: t("undo") },
    { keys: ["Esc"], text: t("escape") },
  ];
  return (
    <Dialog open={keysOpen} onOpenChange={setKeysOpen} title={t("title")} className="w-[min(560px,calc(100vw-32px))]">
      <div className="grid grid-cols-2 gap-x-8 gap-y-4 max-md:grid-cols-1">
        <KeyGroup title={t("everywhere")} rows={everywhere} />
        <div className="flex flex-col gap-4">
          <KeyGroup
            title={t("inTables")}
            rows={TABLE_KEYS.map((row) => ({ keys: row.keys, text: t(`table.${row.text}`) }))}
          />
          <KeyGroup
            title={t("onDesk")}
            rows={[
              { keys: ["B"], text: t("desk.buy") },
              { keys: ["S"], text: t("desk.sell") },
              { keys: ["Enter"], text: t("desk.enter") },
            ]}
          />
          <KeyGroup title={t("onBacktest")} rows={[{ keys: ["Ctrl Enter"], text: t("run") }]} />
          <KeyGroup
            title={t("onChart")}
            rows={CHART_KEYS.map((row) => ({ keys: row.keys, text: t(`chart.${row.text}`) }))}
          />
        </div>
      </div>
    </Dialog>
  );
}

interface KeyGroupProps {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly text: string }[];
}

function KeyGroup({ title, rows }: KeyGroupProps) {
  return (
    <section>
      <h3 className="mb-1 text-11 text-tx-3">{title}</h3>
      <ul>
        {rows.map((row) => (
          <li key={row.text} className="flex min-h-7 items-center gap-2 border-b border-line-1 text-12 last:border-b-0">
            <span className="flex-1">{row.text}</span>
            {row.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
