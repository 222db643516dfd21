"use client";

import { FileUp, Plus } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useVenueSearch } from "@/app/_components/shell/venue-search";
import { DataTable } from "@/app/_components/table";
import { Button, EmptyState, Field, Link, lateDialog, PageHead, Select, TextInput } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import { INSTRUMENT_KINDS, INSTRUMENT_STATUSES } from "@/modules/data";
import { NoMarketData } from "../sample-data";
import type { Instrument } from "../types";
import { useStoredPrices } from "../watchlists/use-watchlists";
import { instrumentColumns } from "./instrument-columns";
import { type InstrumentFilter, useInstrumentFilter, useInstrumentList } from "./use-instrument-list";

// Forms come with what checks them, and most visits only look.
const InstrumentForm = lateDialog(() => import("./instrument-form").then((file) => file.InstrumentForm));
const InstrumentSheet = lateDialog(() => import("./instrument-sheet").then((file) => file.InstrumentSheet));

const NO_ROWS: readonly Instrument[] = [];
const NO_LINES = { spark: false } as const;
const FIND_CHARS_MAX = 64;
/** Stands for "any" in a list of choices. */
const ANY = "";

/** Every instrument there is: found by the server, opened for its facts, made and imported. */
export function InstrumentsPage() {
  const t = useTranslations("instruments");
  const { timeZone } = useFormat();
  const mayTrade = useMayTrade();
  const [filter, setFilter] = useInstrumentFilter();
  const [open, setOpen] = useQueryState("instrument", parseAsString.withOptions({ history: "push" }));
  const [isMaking, setIsMaking] = useState(false);
  const list = useInstrumentList(filter);
  const found = list.rows ?? NO_ROWS;
  const prices = useStoredPrices(
    useMemo(() => found.map(({ symbol }) => symbol), [found]),
    NO_LINES,
  );
  const rows = useMemo(
    () => list.rows?.map((instrument) => ({ instrument, price: prices.get(instrument.instrumentId) })),
    [list.rows, prices],
  );
  const columns = useMemo(() => instrumentColumns({ t, timeZone }), [t, timeZone]);
  return (
    <>
      <PageHead
        title={t("title")}
        sub={list.isCut ? t("cut", { max: found.length }) : undefined}
        tools={
          mayTrade ? (
            <div className="flex flex-wrap items-center gap-2 max-md:pb-2">
              <Button asChild>
                <Link href="/markets/symbols">
                  <FileUp aria-hidden="true" size={14} />
                  {t("importList")}
                </Link>
              </Button>
              <Button variant="primary" icon={<Plus aria-hidden="true" size={14} />} onClick={() => setIsMaking(true)}>
                {t("create")}
              </Button>
            </div>
          ) : undefined
        }
      />
      <Filters filter={filter} onChange={(part) => void setFilter(part)} />
      <DataTable
        id="instruments"
        label={t("title")}
        columns={columns}
        rows={rows}
        rowId={({ instrument }) => instrument.symbol}
        error={list.error}
        failedTitle={t("failed")}
        onRetry={list.retry}
        onOpen={({ instrument }) => void setOpen(instrument.symbol)}
        selectedId={open}
        filterable={false}
        more={list.more}
        empty={<NothingFound filter={filter} onClear={() => void setFilter(null)} />}
        exportName="instruments"
      />
      {open === null ? null : (
        <InstrumentSheet
          key={open}
          symbol={open}
          onClose={() => void setOpen(null)}
          onRenamed={(symbol) => void setOpen(symbol, { history: "replace" })}
        />
      )}
      {isMaking ? (
        <InstrumentForm
          instrument={null}
          onClose={() => setIsMaking(false)}
          onDone={(symbol) => {
            setIsMaking(false);
            void setOpen(symbol);
          }}
        />
      ) : null}
    </>
  );
}

interface FiltersProps {
  readonly filter: InstrumentFilter;
  readonly onChange: (part: Partial<InstrumentFilter>) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const t = useTranslations("instruments");
  const isSearch = filter.find.trim() !== "";
  return (
    <div className="flex flex-wrap items-end gap-2 border-b border-line-2 px-3 py-1.5 max-md:px-4">
      <Field label={t("find")} hideLabel className="w-72 max-md:w-full">
        <TextInput
          type="search"
          value={filter.find}
          maxLength={FIND_CHARS_MAX}
          placeholder={t("find")}
          autoComplete="off"
          onChange={(event) => onChange({ find: event.target.value })}
        />
      </Field>
      {isSearch ? (
        <p className="py-1.5 text-12 text-tx-3">{t("bestFirst")}</p>
      ) : (
        <>
          <Field label={t("kind")} hideLabel className="w-36 max-md:flex-1">
            <Select
              value={filter.kind ?? ANY}
              options={[
                { value: ANY, label: t("anyKind") },
                ...INSTRUMENT_KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) })),
              ]}
              onChange={(next) => onChange({ kind: INSTRUMENT_KINDS.find((kind) => kind === next) ?? null })}
            />
          </Field>
          <Field label={t("status")} hideLabel className="w-36 max-md:flex-1">
            <Select
              value={filter.status ?? ANY}
              options={[
                { value: ANY, label: t("anyStatus") },
                ...INSTRUMENT_STATUSES.map((status) => ({ value: status, label: t(`statuses.${status}`) })),
              ]}
              onChange={(next) => onChange({ status: INSTRUMENT_STATUSES.find((status) => status === next) ?? null })}
            />
          </Field>
          <Field label={t("bars")} hideLabel className="w-48 max-md:flex-1">
            <Select
              value={filter.bars === null ? ANY : filter.bars ? "with" : "without"}
              options={[
                { value: ANY, label: t("anyBars") },
                { value: "with", label: t("withBars") },
                { value: "without", label: t("withoutBars") },
              ]}
              onChange={(next) => onChange({ bars: next === ANY ? null : next === "with" })}
            />
          </Field>
        </>
      )}
    </div>
  );
}

interface NothingFoundProps {
  readonly filter: InstrumentFilter;
  readonly onClear: () => void;
}

/** Nothing at all, nothing that passes the filter, or nothing of that name: then feeds may have it. */
function NothingFound({ filter, onClear }: NothingFoundProps) {
  const t = useTranslations("instruments");
  const search = useVenueSearch();
  const text = filter.find.trim();
  if (text !== "") {
    return (
      <EmptyState
        title={t("nothingCalled", { text })}
        actions={
          search === undefined ? undefined : (
            <Button variant="primary" onClick={() => search(text)}>
              {t("findAt", { text })}
            </Button>
          )
        }
      >
        {search === undefined ? t("askTrader") : t("feedsMayHave")}
      </EmptyState>
    );
  }
  if (filter.kind === null && filter.status === null && filter.bars === null) return <NoMarketData />;
  return <EmptyState title={t("nothingPasses")} actions={<Button onClick={onClear}>{t("clear")}</Button>} />;
}
