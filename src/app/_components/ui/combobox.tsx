"use client";

import { Command } from "cmdk";
import { ChevronDown, Search } from "lucide-react";
import { Popover as RadixPopover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { CONTROL, useFieldWiring } from "./field";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** Right of the label, dimmed. */
  readonly note?: string;
  /** Further words that find it. */
  readonly keywords?: readonly string[];
}

export interface ComboboxProps {
  readonly options: readonly ComboboxOption[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  /** What one types to find: "Search time zones". */
  readonly searchLabel: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** The options are not here yet, or still those of an older text. */
  readonly loading?: boolean;
  /** Given when the server does the searching: called with the text, and the options are shown as they come. */
  readonly onSearch?: (text: string) => void;
  readonly emptyText?: ReactNode;
  /** A last entry for what is not in the list: what it says of the typed text, and what choosing it does. */
  readonly beyond?: { readonly label: (text: string) => string; readonly onChoose: (text: string) => void };
  readonly className?: string;
}

const LISTED_MAX = 80;

function matches(option: ComboboxOption, words: readonly string[]): boolean {
  const text = [option.value, option.label, option.note ?? "", ...(option.keywords ?? [])].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Exact and leading matches first, so that typing a whole value always offers it at the top. */
export function filterOptions(options: readonly ComboboxOption[], text: string): readonly ComboboxOption[] {
  const query = text.trim().toLowerCase();
  if (query === "") return options.slice(0, LISTED_MAX);
  const words = query.split(/[\s_/]+/).filter((word) => word !== "");
  const rank = (option: ComboboxOption) =>
    option.value.toLowerCase() === query ? 0 : option.label.toLowerCase().startsWith(query) ? 1 : 2;
  return options
    .filter((option) => matches(option, words))
    .toSorted((left, right) => rank(left) - rank(right))
    .slice(0, LISTED_MAX);
}

/** The last entry's own value; no symbol, zone or currency is written like this. */
const BEYOND = "(beyond)";
const ITEM =
  "flex min-h-8 items-center gap-3 px-3 text-12 text-tx-1 select-none data-[selected=true]:bg-bg-3 data-[selected=true]:shadow-[inset_2px_0_0_var(--accent)] max-md:min-h-11";

/** The option of the value; as it was last seen where a search has left it out of the list. */
function useChosen(options: readonly ComboboxOption[], value: string | null): ComboboxOption | undefined {
  const listed = options.find((option) => option.value === value);
  const [seen, setSeen] = useState(listed);
  if (listed !== undefined && listed !== seen) setSeen(listed);
  return listed ?? (seen?.value === value ? seen : undefined);
}

/** The marked entry: the chosen one of a fresh list, the best one whenever another is the best, else where the person went. */
function useMarked(best: string): [string, (id: string) => void] {
  const [marked, setMarked] = useState({ best, id: best });
  if (marked.best !== best) setMarked({ best, id: best });
  return [marked.id, (id) => setMarked({ best, id })];
}

/** A select that is searched by typing. */
export function Combobox(props: ComboboxProps) {
  const {
    options,
    value,
    onChange,
    searchLabel,
    placeholder,
    disabled = false,
    loading = false,
    onSearch,
    emptyText,
    beyond,
    className,
  } = props;
  const t = useTranslations("ui");
  const field = useFieldWiring();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const chosen = useChosen(options, value);
  const typed = text.trim();
  // Options of an older text are narrowed here: Enter must never take one that the text does not mean.
  const listed = onSearch === undefined || loading ? filterOptions(options, text) : options;

  const hasBeyond = beyond !== undefined && typed !== "" && !loading;
  const isFresh = typed === "" && listed.some((option) => option.value === value);
  const [marked, setMarked] = useMarked((isFresh ? value : listed[0]?.value) ?? (hasBeyond ? BEYOND : ""));

  const search = (next: string) => {
    setText(next);
    onSearch?.(next);
  };

  return (
    <RadixPopover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) search("");
      }}
    >
      <RadixPopover.Trigger
        id={field.id}
        aria-labelledby={field.labelId === undefined ? undefined : `${field.labelId} ${field.id}-value`}
        aria-describedby={field.aria["aria-describedby"]}
        data-invalid={field.aria["aria-invalid"]}
        disabled={disabled}
        className={cn(CONTROL, "flex items-center gap-2 text-left", className)}
      >
        <span
          id={field.id === undefined ? undefined : `${field.id}-value`}
          className="flex min-w-0 flex-1 items-center gap-2"
        >
          {/* The label stays whole, and its note gives way. */}
          <span className={cn("max-w-full flex-[1_0_auto] truncate", value === null ? "text-tx-3" : null)}>
            {chosen?.label ?? value ?? placeholder}
          </span>
          {chosen?.note === undefined ? null : (
            <span data-note className="min-w-0 truncate text-11 font-normal text-tx-3">
              {chosen.note}
            </span>
          )}
        </span>
        <ChevronDown aria-hidden="true" size={14} className="shrink-0 text-tx-3" />
      </RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={searchLabel}
          className="float-in z-50 w-(--radix-popover-trigger-width) min-w-70 overflow-hidden rounded-8 border border-line-2 bg-bg-2 shadow-float"
        >
          <Command shouldFilter={false} label={searchLabel} value={marked} onValueChange={setMarked}>
            <div className="flex items-center gap-2 border-b border-line-2 px-3">
              <Search aria-hidden="true" size={14} className="text-tx-3" />
              <Command.Input
                value={text}
                onValueChange={search}
                placeholder={searchLabel}
                className="h-(--ctl-lg) w-full bg-transparent text-13 outline-none"
              />
            </div>
            <Command.List label={searchLabel} className="max-h-64 overflow-auto py-1">
              {loading ? null : (
                <Command.Empty className="px-3 py-2 text-12 text-tx-2">{emptyText ?? t("nothingFound")}</Command.Empty>
              )}
              {listed.map((option) => (
                <Command.Item
                  key={option.value}
                  value={option.value}
                  onSelect={() => {
                    onChange(option.value);
                    setOpen(false);
                  }}
                  className={ITEM}
                >
                  <span className="min-w-0 flex-1 truncate">{option.label}</span>
                  {option.note === undefined ? null : <span className="num text-11 text-tx-3">{option.note}</span>}
                </Command.Item>
              ))}
              {!hasBeyond ? null : (
                <Command.Item
                  value={BEYOND}
                  onSelect={() => {
                    setOpen(false);
                    beyond.onChoose(typed);
                  }}
                  className={cn(ITEM, "border-t border-line-1 text-tx-2")}
                >
                  <span className="min-w-0 flex-1 truncate">{beyond.label(typed)}</span>
                </Command.Item>
              )}
            </Command.List>
          </Command>
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
