"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { Popover as RadixPopover } from "radix-ui";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { filterOptions } from "../options";
import { useAnchored } from "./popover";
import type { ListPartProps } from "./props";

/** The last entry's own value; no symbol, zone or currency is written like this. */
const BEYOND = "(beyond)";
const ITEM =
  "flex min-h-8 items-center gap-3 px-3 text-12 text-tx-1 select-none data-[selected=true]:bg-bg-3 data-[selected=true]:shadow-[inset_2px_0_0_var(--accent)] max-md:min-h-11";

/** The marked entry: the chosen one of a fresh list, the best one whenever another is the best, else where the person went. */
function useMarked(best: string): [string, (id: string) => void] {
  const [marked, setMarked] = useState({ best, id: best });
  if (marked.best !== best) setMarked({ best, id: best });
  return [marked.id, (id) => setMarked({ best, id })];
}

/** What a combobox opens: where one types, and what that finds. */
export function ListPart(props: ListPartProps) {
  const { id, anchor, open, onOpenChange, text, onText, loading } = props;
  const { options, value, onChange, searchLabel, onSearch, emptyText, beyond } = props;
  const t = useTranslations("ui");
  const typed = text.trim();
  // Options of an older text are narrowed here: Enter must never take one that the text does not mean.
  const listed = onSearch === undefined || loading ? filterOptions(options, text) : options;

  const hasBeyond = beyond !== undefined && typed !== "" && !loading;
  const isFresh = typed === "" && listed.some((option) => option.value === value);
  const [marked, setMarked] = useMarked((isFresh ? value : listed[0]?.value) ?? (hasBeyond ? BEYOND : ""));

  return (
    <RadixPopover.Root open={open} onOpenChange={onOpenChange}>
      <RadixPopover.Anchor virtualRef={anchor} />
      <RadixPopover.Portal>
        <RadixPopover.Content
          id={id}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={searchLabel}
          {...useAnchored(anchor)}
          className="float-in z-50 w-(--radix-popover-trigger-width) min-w-70 overflow-hidden rounded-8 border border-line-2 bg-bg-2 shadow-float"
        >
          <Command shouldFilter={false} label={searchLabel} value={marked} onValueChange={setMarked}>
            <div className="flex items-center gap-2 border-b border-line-2 px-3">
              <Search aria-hidden="true" size={14} className="text-tx-3" />
              <Command.Input
                value={text}
                onValueChange={onText}
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
                    onOpenChange(false);
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
                    onOpenChange(false);
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
