"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Banner, Button, EmptyState, IconButton, Lamp, Link, PageHead, Select } from "@/app/_components/ui";
import { formatDate, formatDateTime, formatDuration, formatTime } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { useNow } from "@/app/_lib/use-now";
import { CALENDARS, type Calendar, isoDate, type SpecialDay } from "@/modules/data";
import { EventsPanel } from "./events-panel";
import { type CalendarRow, calendarRows, monthAt, monthOf, shiftMonth, standingAt } from "./month";

const IDS = CALENDARS.map(({ id }) => id);
const SECOND_MS = 1_000;

type Words = ReturnType<typeof useTranslations<"calendar">>;

/** Chosen calendar and month, kept in the address. */
function useCalendarAddress() {
  return useQueryStates(
    { calendar: parseAsStringLiteral(IDS).withDefault("XNYS"), month: parseAsString },
    { history: "replace" },
  );
}

/** Open or closed, and how long until that changes, by this machine's clock. */
function MarketStanding({ calendar, nowMs }: { readonly calendar: Calendar; readonly nowMs: number }) {
  const t = useTranslations("calendar");
  const format = useFormat();
  const { state, untilMs } = standingAt(calendar, nowMs);
  const left = untilMs === null ? "" : formatDuration(untilMs - nowMs);
  const words = {
    open: t("open", { left }),
    paused: t("openPaused", { left }),
    closed: untilMs === null ? t("closedUnknown") : t("closed", { left }),
  };
  const exchange = untilMs === null ? "" : `${formatDateTime(untilMs, calendar.timeZone)} ${calendar.timeZone}`;
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line-2 px-4 py-2 text-12 text-tx-2">
      <Lamp state={state === "open" ? "ok" : "off"}>{words[state]}</Lamp>
      {untilMs === null ? null : (
        <span className="num text-tx-3" title={exchange}>
          {t(state === "closed" ? "opensAt" : "closesAt", { at: format.dateTime(untilMs) })}
        </span>
      )}
    </p>
  );
}

function specialText(t: Words, day: SpecialDay, timeZone: string): string {
  if (day.kind === "short") return t("halfDay", { name: day.name });
  if (day.kind === "closed") return t("closedFor", { name: day.name });
  const [from, to] = [formatTime(day.startMs, timeZone, false), formatTime(day.endMs, timeZone, false)];
  return t("interrupted", { from, to, name: day.name });
}

/** The time alone where it is on the row's own date, which stands beside it. */
function momentText(ms: number, dateMs: number, timeZone: string): string {
  return formatDate(ms, timeZone) === formatDate(dateMs, "UTC")
    ? formatTime(ms, timeZone, false)
    : formatDateTime(ms, timeZone);
}

function columnsOf(t: Words, calendar: Calendar, timeZone: string): readonly TableColumn<CalendarRow>[] {
  const time = (id: "openMs" | "closeMs", header: string): TableColumn<CalendarRow> => ({
    id,
    header,
    value: ({ session }) => session?.[id] ?? null,
    text: ({ session }) => (session === null ? t("noSession") : formatDateTime(session[id], timeZone)),
    cell: ({ session, dateMs }) =>
      session === null ? (
        <span className="text-tx-3">{t("noSession")}</span>
      ) : (
        <span className="num" title={`${formatDateTime(session[id], calendar.timeZone)} ${calendar.timeZone}`}>
          {momentText(session[id], dateMs, timeZone)}
        </span>
      ),
    width: 120,
    grow: 0,
    card: id === "openMs" ? "value" : "detail",
  });
  return [
    {
      id: "date",
      header: t("date"),
      value: ({ dateMs }) => dateMs,
      text: ({ dateMs }) => isoDate(dateMs),
      cell: ({ dateMs }) => <b className="num">{formatDate(dateMs, "UTC")}</b>,
      pinned: true,
      width: 120,
      grow: 0,
      card: "title",
    },
    time("openMs", t("opens")),
    time("closeMs", t("closes")),
    {
      id: "special",
      header: t("special"),
      value: ({ special }) => special.map((day) => specialText(t, day, timeZone)).join("; ") || null,
      width: 220,
      card: "detail",
    },
  ];
}

/** When a market trades and what is expected: sessions, holidays and half days of a month, and its events. */
export function CalendarPage() {
  const t = useTranslations("calendar");
  const format = useFormat();
  const [address, setAddress] = useCalendarAddress();
  // 0 until the page is live: the countdown is this browser's, not the server's.
  const nowMs = useNow(SECOND_MS);
  const calendar = CALENDARS.find(({ id }) => id === address.calendar) ?? CALENDARS[0];
  if (calendar === undefined || nowMs === 0) return <PageHead title={t("title")} />;
  const month = monthOf(address.month ?? "") === null ? monthAt(calendar, nowMs) : (address.month ?? "");
  const show = (next: string | null) => void setAddress({ month: next });
  return (
    <>
      <PageHead
        crumb={
          <Link href="/markets" className="hover:text-tx-1">
            {t("markets")}
          </Link>
        }
        title={t("title")}
        tools={
          <Select
            aria-label={t("calendar")}
            value={calendar.id}
            onChange={(id) => void setAddress({ calendar: id })}
            options={CALENDARS.map(({ id, title }) => ({ value: id, label: `${id} ${title}` }))}
          />
        }
      />
      <MarketStanding calendar={calendar} nowMs={nowMs} />
      <div className="flex items-center gap-2 border-b border-line-2 px-4 py-1.5">
        <IconButton
          label={t("previous")}
          icon={<ChevronLeft aria-hidden="true" size={15} />}
          onClick={() => show(shiftMonth(month, -1))}
        />
        <h2 className="num w-20 text-center text-13 font-semibold" aria-live="polite">
          {month}
        </h2>
        <IconButton
          label={t("next")}
          icon={<ChevronRight aria-hidden="true" size={15} />}
          onClick={() => show(shiftMonth(month, 1))}
        />
        <Button size="sm" onClick={() => show(null)}>
          {t("today")}
        </Button>
      </div>
      <Month calendar={calendar} month={month} timeZone={format.timeZone} />
    </>
  );
}

function Month({
  calendar,
  month,
  timeZone,
}: {
  readonly calendar: Calendar;
  readonly month: string;
  readonly timeZone: string;
}) {
  const t = useTranslations("calendar");
  const span = useMemo(() => monthOf(month), [month]);
  const rows = useMemo(() => (span === null ? [] : calendarRows(calendar, span.fromMs, span.toMs)), [calendar, span]);
  const columns = useMemo(() => columnsOf(t, calendar, timeZone), [t, calendar, timeZone]);
  if (span === null) return null;
  const sessions = rows.filter(({ session }) => session !== null).length;
  return (
    <>
      {span.toMs > calendar.toDateMs ? (
        <Banner tone="neutral">{t("beyond", { date: isoDate(calendar.toDateMs) })}</Banner>
      ) : null}
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,5fr)_minmax(0,7fr)] max-lg:flex max-lg:flex-none max-lg:flex-col">
        <DataTable
          id="calendar-sessions"
          label={t("sessions")}
          sub={t("sessionsCount", { count: sessions, zone: timeZone })}
          columns={columns}
          rows={rows}
          rowId={({ dateMs }) => String(dateMs)}
          exportName={`sessions-${calendar.id.replace("/", "-")}-${month}`}
          empty={<EmptyState title={t("emptyTitle")} />}
          className="border-r border-line-2 max-lg:border-r-0"
        />
        <EventsPanel fromMs={span.fromMs} toMs={span.toMs} />
      </div>
    </>
  );
}
