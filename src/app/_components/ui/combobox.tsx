"use client";

import { ChevronDown } from "lucide-react";
import { useId, useRef, useState } from "react";
import { cn } from "@/app/_lib/cn";
import { CONTROL, useFieldWiring } from "./field";
import { foreseeFloating, useFloating } from "./floating/load";
import type { ComboboxProps } from "./floating/props";
import type { ComboboxOption } from "./options";

/** The option of the value; as it was last seen where a search has left it out of the list. */
function useChosen(options: readonly ComboboxOption[], value: string | null): ComboboxOption | undefined {
  const listed = options.find((option) => option.value === value);
  const [seen, setSeen] = useState(listed);
  if (listed !== undefined && listed !== seen) setSeen(listed);
  return listed ?? (seen?.value === value ? seen : undefined);
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
  const field = useFieldWiring();
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const chosen = useChosen(options, value);
  const search = (next: string) => {
    setText(next);
    onSearch?.(next);
  };
  const change = (next: boolean) => {
    setOpen(next);
    if (next) search("");
  };
  const parts = useFloating(open, () => setOpen(false));

  return (
    <>
      <button
        type="button"
        ref={anchor}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        data-state={open ? "open" : "closed"}
        onPointerEnter={foreseeFloating}
        onFocus={foreseeFloating}
        onClick={() => change(!open)}
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
      </button>
      {parts === null ? null : (
        <parts.ListPart
          id={id}
          anchor={anchor}
          open={open}
          onOpenChange={change}
          text={text}
          onText={search}
          loading={loading}
          options={options}
          value={value}
          onChange={onChange}
          searchLabel={searchLabel}
          {...(onSearch === undefined ? {} : { onSearch })}
          emptyText={emptyText}
          {...(beyond === undefined ? {} : { beyond })}
        />
      )}
    </>
  );
}
