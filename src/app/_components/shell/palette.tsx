"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { notify } from "@/app/_lib/notify";
import { usePreferences } from "@/app/_lib/preferences";
import { useScope, withScope } from "@/app/_lib/scope";
import { useMayTrade, useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { Kbd } from "../ui";
import { NAV } from "./nav";
import { useShell } from "./shell-state";
import { useVenueSearch } from "./venue-search";

const SYMBOLS_SHOWN = 8;

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** `Ctrl K`: symbols, pages and actions. Nothing is sent, deleted or signed out from here. */
export function Palette() {
  const t = useTranslations("palette");
  const { paletteOpen, setPaletteOpen } = useShell();
  const [text, setText] = useState("");
  const symbols = useSymbolEntries(text, paletteOpen);
  const pages = usePageEntries();
  const actions = useActionEntries();
  const words = text.trim().toLowerCase().split(/\s+/);
  const matching = (entries: readonly Entry[]) =>
    entries.filter((entry) => words.every((word) => `${entry.label} ${entry.note ?? ""}`.toLowerCase().includes(word)));

  const venues = useVenueEntries(text);
  const shown = [...symbols, ...matching(pages), ...matching(actions), ...venues];
  const [selected, setSelected] = useBestFirst(shown[0]?.id ?? "");

  const onOpenChange = (open: boolean) => {
    setPaletteOpen(open);
    if (!open) setText("");
  };
  const run = (entry: Entry) => {
    onOpenChange(false);
    entry.run();
  };
  return (
    <RadixDialog.Root open={paletteOpen} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="float-in fixed inset-0 z-40 bg-scrim" />
        <RadixDialog.Content
          aria-describedby={undefined}
          className="float-in fixed top-[12vh] left-1/2 z-50 flex max-h-[70dvh] w-[min(568px,calc(100vw-16px))] -translate-x-1/2 flex-col overflow-hidden rounded-8 border border-line-2 bg-bg-2 shadow-float max-md:top-2"
        >
          <RadixDialog.Title className="sr-only">{t("title")}</RadixDialog.Title>
          <Command
            value={selected}
            onValueChange={setSelected}
            shouldFilter={false}
            loop
            label={t("title")}
            className="flex min-h-0 flex-col"
          >
            <div className="flex items-center gap-2.5 border-b border-line-2 px-4">
              <Search aria-hidden="true" size={16} className="shrink-0 text-tx-3" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder={t("placeholder")}
                className="h-11.5 w-full min-w-0 bg-transparent text-15 outline-none"
              />
              <Kbd>Esc</Kbd>
            </div>
            <Command.List label={t("results")} className="min-h-0 flex-1 overflow-auto py-1">
              <Command.Empty className="px-4 py-3 text-12 text-tx-2">{t("nothing", { text })}</Command.Empty>
              <Group heading={t("symbols")} entries={symbols} onRun={run} />
              <Group heading={t("pages")} entries={matching(pages)} onRun={run} />
              <Group heading={t("actions")} entries={matching(actions)} onRun={run} />
              <Group heading={t("elsewhere")} entries={venues} onRun={run} />
            </Command.List>
            <p className="flex gap-3.5 border-t border-line-2 px-4 py-1.5 text-11 text-tx-3 max-md:hidden">
              <span>
                <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t("move")}
              </span>
              <span>
                <Kbd>Enter</Kbd> {t("open")}
              </span>
              <span>{t("harmless")}</span>
            </p>
          </Command>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** The chosen entry: the best one whenever the best one changes (symbols come later than the rest), else the person's. */
function useBestFirst(first: string): [string, (id: string) => void] {
  const [choice, setChoice] = useState({ first, id: first });
  if (choice.first !== first) setChoice({ first, id: first });
  return [choice.id, (id) => setChoice({ first, id })];
}

interface GroupProps {
  readonly heading: string;
  readonly entries: readonly Entry[];
  readonly onRun: (entry: Entry) => void;
}

function Group({ heading, entries, onRun }: GroupProps): ReactNode {
  if (entries.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-0.5 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-tx-3"
    >
      {entries.map((entry) => (
        <Command.Item
          key={entry.id}
          value={entry.id}
          onSelect={() => onRun(entry)}
          className="flex min-h-8 items-center gap-2.5 px-4 text-13 whitespace-nowrap text-tx-1 select-none data-[selected=true]:bg-bg-3 data-[selected=true]:shadow-[inset_2px_0_0_var(--accent)] max-md:min-h-11"
        >
          <span className="shrink-0">{entry.label}</span>
          <span className="min-w-0 flex-1 truncate text-tx-2">{entry.note}</span>
          {entry.keys === undefined ? null : <Kbd className="max-md:hidden">{entry.keys}</Kbd>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function useSymbolEntries(text: string, open: boolean): readonly Entry[] {
  const trpc = useTRPC();
  const router = useRouter();
  const [scope] = useScope();
  const query = text.trim();
  const found = useQuery(
    trpc.instrument.search.queryOptions(
      { query, limit: SYMBOLS_SHOWN },
      { enabled: open && query !== "", placeholderData: keepPreviousData },
    ),
  );
  if (query === "") return [];
  const words = query.toLowerCase().split(/\s+/);
  // Those of an older text stay in sight only while they are meant by this one: Enter must never take another.
  const meant = (found.data ?? []).filter(
    ({ symbol, name }) =>
      !found.isPlaceholderData || words.every((word) => `${symbol} ${name}`.toLowerCase().includes(word)),
  );
  return meant.map((instrument) => ({
    id: `symbol ${instrument.symbol}`,
    label: instrument.symbol,
    note: instrument.name,
    run: () => {
      // A resolution that has no bars would open an empty chart.
      const has = instrument.resolutions.some((series) => series.resolution === scope.resolution);
      const resolution = has ? scope.resolution : (instrument.coverage[0]?.resolution ?? scope.resolution);
      router.push(withScope("/chart", { symbol: instrument.symbol, resolution }));
    },
  }));
}

/** What is not here yet may be elsewhere: feeds and exchanges are asked for it. */
function useVenueEntries(text: string): readonly Entry[] {
  const t = useTranslations("venues");
  const search = useVenueSearch();
  const wanted = text.trim();
  if (wanted === "" || search === undefined) return [];
  return [{ id: "action venues", label: t("find", { text: wanted }), note: t("findNote"), run: () => search(wanted) }];
}

function usePageEntries(): readonly Entry[] {
  const t = useTranslations("palette");
  const shell = useTranslations("shell");
  const admin = useTranslations("admin");
  const lists = useTranslations("watchlists");
  const screens = useTranslations("screener");
  const router = useRouter();
  const [scope] = useScope();
  const isAdmin = useSession()?.user.role === "admin";
  const areas = NAV.map((item) => ({
    id: `page ${item.href}`,
    label: shell(item.key),
    note: t(`about.${item.key}`),
    keys: `g ${item.letter}`,
    run: () => router.push(withScope(item.href, scope)),
  }));
  const tabs = (["jobs", "notifications", "sessions", "profile"] as const).map((name) => ({
    id: `page /admin/${name}`,
    label: admin(`tabs.${name}`),
    note: shell("admin"),
    run: () => router.push(`/admin/${name}`),
  }));
  const audit = {
    id: "page /admin/audit",
    label: admin("tabs.audit"),
    note: shell("admin"),
    run: () => router.push("/admin/audit"),
  };
  const watchlists = {
    id: "page /markets/watchlists",
    label: lists("title"),
    note: shell("markets"),
    run: () => router.push("/markets/watchlists"),
  };
  const screener = {
    id: "page /markets/screener",
    label: screens("title"),
    note: shell("markets"),
    run: () => router.push("/markets/screener"),
  };
  return [...areas, watchlists, screener, ...tabs, ...(isAdmin ? [audit] : [])];
}

function useActionEntries(): readonly Entry[] {
  const t = useTranslations("palette");
  const router = useRouter();
  const [scope] = useScope();
  const mayTrade = useMayTrade();
  const { choices } = usePreferences();
  const { setKeysOpen } = useShell();
  const work: Entry[] = mayTrade
    ? [
        {
          id: "action backtest",
          label: t("backtest", { symbol: scope.symbol }),
          note: t("opensForm"),
          run: () => router.push(withScope("/strategies/backtest", scope)),
        },
        {
          id: "action import",
          label: t("import"),
          note: t("opensForm"),
          run: () => router.push(withScope("/markets/import", scope)),
        },
      ]
    : [];
  const looks = choices.flatMap((choice) =>
    choice.options
      .filter((option) => option.value !== choice.value)
      .map((option) => ({
        id: `action ${choice.key} ${option.value}`,
        label: `${choice.label}: ${option.label}`,
        run: () => choice.onChange(option.value),
      })),
  );
  return [
    ...work,
    {
      id: "action incident",
      label: t("incident"),
      note: t("incidentNote"),
      run: () => window.location.assign("/incident"),
    },
    {
      id: "action copy",
      label: t("copyAddress"),
      note: t("copyNote"),
      run: () => void navigator.clipboard.writeText(window.location.href).then(() => notify("success", t("copied"))),
    },
    ...looks,
    { id: "action keys", label: t("keys"), keys: "?", run: () => setKeysOpen(true) },
  ];
}
