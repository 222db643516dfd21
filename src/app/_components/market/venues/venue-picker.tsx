"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import {
  Banner,
  Button,
  Chip,
  Combobox,
  Dialog,
  EmptyState,
  FailedState,
  Field,
  Segmented,
  SkeletonRows,
} from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { type Failure, fromJobError, toFailure } from "@/app/_lib/failure";
import { currencyOptions } from "@/app/_lib/places";
import { withScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { type FeedPart, firstResolution, timeZoneOfCalendar, type VenueRow, venueRows } from "./venue-rows";

/** News of an answer may be lost with the connection: so often is looked without it, while feeds are still asked. */
const LOOK_EVERY_MS = 2_000;

const CURRENCIES = currencyOptions();

export interface VenuePickerProps {
  /** What is searched for. The picker asks once for each text: give it a `key` of it. */
  readonly text: string;
  readonly onClose: () => void;
}

/** Which feeds and exchanges have a symbol, as they answer; one is chosen, and its chart opened. */
export function VenuePicker({ text, onClose }: VenuePickerProps) {
  const t = useTranslations("venues");
  const search = useVenueSearch(text);
  const rows = venueRows(search.parts ?? [], text);
  const [choice, setChoice] = useState<string | null>(null);
  const chosen = rows.find(({ id }) => id === choice) ?? rows[0] ?? null;
  const [wanted, setWanted] = useState<FeedPart["history"][number] | null>(null);
  const resolution =
    chosen?.history.find((one) => one === wanted) ?? (chosen === null ? null : firstResolution(chosen));
  const opening = useOpenChart(onClose);
  const [saidCurrency, setSaidCurrency] = useState<string | null>(null);
  const currency = chosen?.instrument.currency ?? saidCurrency;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("title", { text })}
      description={t("lead")}
      className="w-[min(560px,calc(100vw-32px))]"
      actions={
        chosen === null || resolution === null ? undefined : (
          <Button
            variant="primary"
            busy={opening.isPending}
            disabled={currency === null}
            onClick={() => {
              if (currency !== null) opening.open(chosen, resolution, currency);
            }}
          >
            {chosen.streams ? t("openLive") : t("open")}
          </Button>
        )
      }
    >
      {search.error === null ? (
        <>
          <Answers text={text} parts={search.parts} rows={rows} chosen={chosen} onChoose={setChoice} />
          {chosen === null || resolution === null ? null : (
            <div className="mt-3 flex flex-wrap items-center gap-2 text-12 text-tx-2">
              <span>{t("resolution")}</span>
              <Segmented
                label={t("resolution")}
                options={chosen.history.map((value) => ({ value, label: value }))}
                value={resolution}
                onChange={setWanted}
              />
            </div>
          )}
          {chosen === null || chosen.instrument.currency !== null ? null : (
            <Field
              label={t("currency")}
              hint={t("noCurrency", { feed: chosen.feedTitle, symbol: chosen.instrument.symbol })}
              required
              className="mt-3"
            >
              <Combobox
                value={saidCurrency}
                onChange={setSaidCurrency}
                options={CURRENCIES}
                searchLabel={t("searchCurrency")}
                placeholder={t("chooseCurrency")}
              />
            </Field>
          )}
          {opening.error === null ? null : <OpeningFailed error={opening.error} />}
        </>
      ) : (
        <FailedState title={t("failed")} error={search.error} safe={t("safe")} onRetry={search.retry} />
      )}
    </Dialog>
  );
}

interface AnswersProps {
  readonly text: string;
  readonly parts: readonly FeedPart[] | undefined;
  readonly rows: readonly VenueRow[];
  readonly chosen: VenueRow | null;
  readonly onChoose: (id: string) => void;
}

function Answers({ text, parts, rows, chosen, onChoose }: AnswersProps) {
  const t = useTranslations("venues");
  const say = useFailureText();
  /** Refusals name the feed themselves, by its id; people know its title. */
  const refusalText = (title: string, failure: Failure) =>
    "feed" in failure.facts
      ? say({ ...failure, facts: { ...failure.facts, feed: title } })
      : t("refused", { feed: title, why: say(failure) });
  if (parts === undefined) return <SkeletonRows rows={4} label={t("list")} />;
  const asked = parts.filter(({ state }) => state === "asked");
  return (
    <>
      <p aria-live="polite" className="mb-1 text-11 text-tx-3">
        {t("asked", { done: parts.length - asked.length, all: parts.length })}
      </p>
      {rows.length === 0 && asked.length === 0 ? (
        <EmptyState title={t("nothing", { text })}>{t("nothingWhy")}</EmptyState>
      ) : null}
      <div role="radiogroup" aria-label={t("list")} className="flex max-h-72 flex-col overflow-auto">
        {rows.map((row) => (
          <VenueOption key={row.id} row={row} checked={row.id === chosen?.id} onChoose={() => onChoose(row.id)} />
        ))}
      </div>
      <ul className="mt-2 flex flex-col gap-1 text-12 text-tx-3">
        {asked.map(({ feed, title }) => (
          <li key={feed}>{t("asking", { feed: title })}</li>
        ))}
        {parts.map(({ feed, title, error }) =>
          error === null ? null : <li key={feed}>{refusalText(title, fromJobError(error))}</li>,
        )}
      </ul>
    </>
  );
}

interface VenueOptionProps {
  readonly row: VenueRow;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function VenueOption({ row, checked, onChoose }: VenueOptionProps) {
  const t = useTranslations("venues");
  const { instrument, streams } = row;
  return (
    <label
      className={cn(
        "flex min-h-9 cursor-pointer items-center gap-2.5 border-b border-line-1 px-2 text-13 hover:bg-bg-3 max-md:min-h-11",
        checked ? "bg-bg-3 shadow-[inset_2px_0_0_var(--accent)]" : null,
      )}
    >
      <input type="radio" name="venue" checked={checked} onChange={onChoose} className="accent-accent" />
      <b className="shrink-0">{instrument.symbol}</b>
      <span className="min-w-0 flex-1 truncate text-tx-2">{instrument.name}</span>
      <span className="shrink-0 text-tx-2">{instrument.venue === "" ? row.feedTitle : instrument.venue}</span>
      <Chip>{streams ? t("live") : t("historyOnly")}</Chip>
    </label>
  );
}

function OpeningFailed({ error }: { readonly error: unknown }) {
  const t = useTranslations("venues");
  const say = useFailureText();
  return (
    <Banner tone="bad">
      <b>{t("startFailed")}</b> {say(toFailure(error))}
    </Banner>
  );
}

/** Asks every feed once; its parts are those that have answered, and those that have not yet. */
function useVenueSearch(text: string) {
  const trpc = useTRPC();
  const { mutate, data, error } = useMutation(trpc.feed.search.mutationOptions());
  useEffect(() => mutate({ text }), [mutate, text]);
  const found = useQuery(
    trpc.feed.found.queryOptions(
      { searchId: data?.searchId ?? "" },
      {
        enabled: data !== undefined,
        refetchInterval: ({ state }) =>
          state.data?.some((part) => part.state === "asked") === false ? false : LOOK_EVERY_MS,
      },
    ),
  );
  return { parts: found.data, error: error ?? found.error, retry: () => mutate({ text }) };
}

/** Starts the history of the chosen venue and shows its chart: bars and prices come in as they are there. */
function useOpenChart(onOpened: () => void) {
  const trpc = useTRPC();
  const router = useRouter();
  const { mutate, isPending, error } = useMutation(trpc.backfill.start.mutationOptions({ meta: { quiet: true } }));
  return {
    isPending,
    error,
    open({ instrument }: VenueRow, resolution: FeedPart["history"][number], currency: string) {
      const { feed, alias, symbol, name, kind, calendar, tick, lot } = instrument;
      const facts = { name: name.slice(0, 120), kind, currency, timeZone: timeZoneOfCalendar(calendar), tick, lot };
      mutate(
        { symbol, feed, alias, resolution, instrument: facts },
        {
          onSuccess: () => {
            router.push(withScope("/chart", { symbol, resolution }));
            onOpened();
          },
        },
      );
    },
  };
}
