"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import { Button, Checkbox, Combobox, Field, IconButton, NumberInput, Select, TextInput } from "@/app/_components/ui";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { CALENDAR_IDS, INSTRUMENT_KINDS } from "@/modules/data";
import type { DraftDefinition } from "./draft";
import type { Faults } from "./operand-editor";

const FOUND_SHOWN = 30;
const NAME_LENGTH_MAX = 80;
const UNIVERSES = ["all", "kinds", "symbols", "watchlist"] as const;
const SCHEDULES = ["manual", "session", "every"] as const;
const DEFAULT_CALENDAR = "XNYS";
const DEFAULT_MINUTES = 60;

export interface SettingsEditorProps {
  readonly definition: DraftDefinition;
  readonly faults: Faults;
  readonly readOnly: boolean;
  readonly onChange: (definition: DraftDefinition) => void;
}

/** Everything of a screen beside its conditions. */
export function SettingsEditor(props: SettingsEditorProps) {
  const { definition, faults, readOnly, onChange } = props;
  const t = useTranslations("screenSetup");
  const sentence = useSentence();
  const faultAt = (path: string) => {
    const message = faults.get(path);
    return message === undefined ? undefined : sentence(message);
  };
  const set = (change: Partial<DraftDefinition>) => onChange({ ...definition, ...change });
  return (
    <div className="grid grid-cols-4 items-start gap-x-4 gap-y-3 max-lg:grid-cols-2 max-md:grid-cols-1">
      <Field label={t("name")} hint={t("nameHint")} required error={faultAt("name")}>
        <TextInput
          value={definition.name}
          maxLength={NAME_LENGTH_MAX}
          autoComplete="off"
          readOnly={readOnly}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Field>
      <UniverseEditor {...props} faultAt={faultAt} />
      <Field label={t("resolution")} error={faultAt("resolution")}>
        <Select
          value={definition.resolution}
          disabled={readOnly}
          options={RESOLUTIONS.map((one) => ({ value: one, label: one }))}
          onChange={(resolution) => set({ resolution })}
        />
      </Field>
      <ScheduleEditor {...props} faultAt={faultAt} />
      <Field label={t("benchmark")} hint={t("benchmarkHint")} error={faultAt("benchmark")}>
        <span className="flex items-center gap-1">
          <SymbolSearch
            value={definition.benchmark}
            placeholder={t("noBenchmark")}
            readOnly={readOnly}
            onChoose={(benchmark) => set({ benchmark })}
          />
          {definition.benchmark === null || readOnly ? null : (
            <IconButton
              label={t("clearBenchmark")}
              icon={<X aria-hidden="true" size={14} />}
              onClick={() => set({ benchmark: null })}
            />
          )}
        </span>
      </Field>
      <Checkbox
        checked={definition.shared}
        disabled={readOnly}
        onChange={(shared) => set({ shared })}
        label={t("share")}
        hint={t("shareHint")}
        className="self-center"
      />
    </div>
  );
}

interface PartProps extends SettingsEditorProps {
  readonly faultAt: (path: string) => string | undefined;
}

/** A control, and under it what its choice needs. */
const Stack = ({ children }: { readonly children: ReactNode }) => (
  <div className="flex min-w-0 flex-col gap-2">{children}</div>
);

function UniverseEditor({ definition, readOnly, onChange, faultAt }: PartProps) {
  const t = useTranslations("screenSetup");
  const { universe } = definition;
  const set = (next: DraftDefinition["universe"]) => onChange({ ...definition, universe: next });
  const begin = (kind: (typeof UNIVERSES)[number]) => {
    if (kind === universe.kind) return;
    if (kind === "all") set({ kind });
    if (kind === "kinds") set({ kind, kinds: ["equity"] });
    if (kind === "symbols") set({ kind, symbols: [] });
    if (kind === "watchlist") set({ kind, watchlistId: "" });
  };
  return (
    <Stack>
      <Field label={t("where")}>
        <Select
          value={universe.kind}
          disabled={readOnly}
          options={UNIVERSES.map((kind) => ({ value: kind, label: t(`universe.${kind}`) }))}
          onChange={begin}
        />
      </Field>
      {universe.kind === "kinds" ? (
        <fieldset aria-label={t("kinds")} className="flex flex-wrap gap-x-3">
          {INSTRUMENT_KINDS.map((kind) => (
            <Checkbox
              key={kind}
              label={t(`kind.${kind}`)}
              disabled={readOnly}
              checked={universe.kinds.includes(kind)}
              onChange={(on) =>
                set({
                  kind: "kinds",
                  kinds: INSTRUMENT_KINDS.filter((one) => (one === kind ? on : universe.kinds.includes(one))),
                })
              }
            />
          ))}
          <PartError text={faultAt("universe.kinds")} />
        </fieldset>
      ) : null}
      {universe.kind === "symbols" ? (
        <SymbolsEditor
          symbols={universe.symbols}
          error={faultAt("universe.symbols")}
          readOnly={readOnly}
          onChange={(symbols) => set({ kind: "symbols", symbols })}
        />
      ) : null}
      {universe.kind === "watchlist" ? (
        <WatchlistChoice
          watchlistId={universe.watchlistId}
          error={faultAt("universe.watchlistId")}
          readOnly={readOnly}
          onChange={(watchlistId) => set({ kind: "watchlist", watchlistId })}
        />
      ) : null}
    </Stack>
  );
}

function PartError({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <p role="alert" className="basis-full text-11 text-danger">
      {text}
    </p>
  );
}

interface SymbolsEditorProps {
  readonly symbols: readonly string[];
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly onChange: (symbols: readonly string[]) => void;
}

function SymbolsEditor({ symbols, error, readOnly, onChange }: SymbolsEditorProps) {
  const t = useTranslations("screenSetup");
  return (
    <>
      <Field label={t("symbols")} error={error}>
        <SymbolSearch
          value={null}
          placeholder={t("addSymbol")}
          readOnly={readOnly}
          onChoose={(symbol) => onChange(symbols.includes(symbol) ? symbols : [...symbols, symbol])}
        />
      </Field>
      <ul aria-label={t("symbols")} className="flex max-h-28 flex-wrap gap-1 overflow-auto">
        {symbols.map((symbol) => (
          <li key={symbol}>
            <Button
              size="sm"
              disabled={readOnly}
              aria-label={t("removeSymbol", { symbol })}
              onClick={() => onChange(symbols.filter((one) => one !== symbol))}
            >
              {symbol}
              {readOnly ? null : <X aria-hidden="true" size={12} />}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface SymbolSearchProps {
  readonly value: string | null;
  readonly placeholder: string;
  readonly readOnly: boolean;
  readonly onChoose: (symbol: string) => void;
}

function SymbolSearch({ value, placeholder, readOnly, onChoose }: SymbolSearchProps) {
  const t = useTranslations("screenSetup");
  const trpc = useTRPC();
  const [query, setQuery] = useState("");
  const found = useQuery(
    trpc.instrument.search.queryOptions({ query, limit: FOUND_SHOWN }, { placeholderData: keepPreviousData }),
  );
  return (
    <Combobox
      options={(found.data ?? []).map(({ symbol, name }) => ({ value: symbol, label: symbol, note: name }))}
      value={value}
      onChange={onChoose}
      onSearch={setQuery}
      loading={found.isPending}
      searchLabel={t("searchSymbol")}
      placeholder={placeholder}
      disabled={readOnly}
    />
  );
}

interface WatchlistChoiceProps {
  readonly watchlistId: string;
  readonly error: string | undefined;
  readonly readOnly: boolean;
  readonly onChange: (watchlistId: string) => void;
}

function WatchlistChoice({ watchlistId, error, readOnly, onChange }: WatchlistChoiceProps) {
  const t = useTranslations("screenSetup");
  const lists = useQuery(useTRPC().watchlist.list.queryOptions());
  const isKnown = lists.data?.some((list) => list.watchlistId === watchlistId) === true;
  return (
    <Field label={t("watchlist")} error={error} hint={lists.data?.length === 0 ? t("noWatchlist") : undefined}>
      <Select
        value={isKnown ? watchlistId : null}
        placeholder={t("chooseWatchlist")}
        disabled={readOnly}
        options={(lists.data ?? []).map((list) => ({ value: list.watchlistId, label: list.name }))}
        onChange={onChange}
      />
    </Field>
  );
}

function ScheduleEditor({ definition, readOnly, onChange, faultAt }: PartProps) {
  const t = useTranslations("screenSetup");
  const { schedule } = definition;
  const set = (next: DraftDefinition["schedule"]) => onChange({ ...definition, schedule: next });
  const begin = (kind: (typeof SCHEDULES)[number]) => {
    if (kind === schedule.kind) return;
    if (kind === "manual") set({ kind });
    if (kind === "session") set({ kind, calendar: DEFAULT_CALENDAR });
    if (kind === "every") set({ kind, minutes: DEFAULT_MINUTES });
  };
  return (
    <Stack>
      <Field label={t("schedule")} hint={t(`scheduleHint.${schedule.kind}`)}>
        <Select
          value={schedule.kind}
          disabled={readOnly}
          options={SCHEDULES.map((kind) => ({ value: kind, label: t(`schedules.${kind}`) }))}
          onChange={begin}
        />
      </Field>
      {schedule.kind === "session" ? (
        <Field label={t("calendar")} error={faultAt("schedule.calendar")}>
          <Select
            value={schedule.calendar}
            disabled={readOnly}
            options={CALENDAR_IDS.map((id) => ({ value: id, label: id }))}
            onChange={(calendar) => set({ kind: "session", calendar })}
          />
        </Field>
      ) : null}
      {schedule.kind === "every" ? (
        <Field label={t("minutes")} error={faultAt("schedule.minutes")}>
          <NumberInput
            value={schedule.minutes}
            unit={t("minutesUnit")}
            step={5}
            disabled={readOnly}
            onChange={(minutes) => set({ kind: "every", minutes })}
          />
        </Field>
      ) : null}
    </Stack>
  );
}
