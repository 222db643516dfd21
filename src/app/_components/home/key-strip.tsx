"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { FailedState, Link, SignedNumber, Skeleton, Strip, type StripItem } from "@/app/_components/ui";
import { formatInteger, formatMoney, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { exact } from "@/modules/_kernel";
import { numberOf } from "../desk/blotter/column-parts";
import type { AccountView } from "../desk/trading/types";
import { useLimitWords } from "../risk/use-limit-words";
import { NEAR_LIMIT } from "./needs";
import type { Unprotected } from "./unprotected";
import type { Home } from "./use-home";
import { namesOf } from "./use-need-words";

const EMPTY_KEYS = ["equity", "day", "open", "exposure", "limit", "unprotected", "unknown"] as const;

/** The strip before its numbers are known, or even whose they are: nothing moves when they come. */
export function KeyStripWaiting({ currency }: { readonly currency?: string }) {
  const t = useTranslations("home");
  const items = EMPTY_KEYS.map((key) =>
    waitingItem(key, currency === undefined ? <Skeleton className="w-16" /> : t(`strip.${key}`, { currency })),
  );
  return <Strip label={t("keyNumbers")} items={items} loud />;
}

/** A number that has still to come: what stands under the strip does not move when it does. */
function waitingItem(key: string, label: ReactNode): StripItem {
  return { key, label, value: <Skeleton className="w-24" />, note: <Skeleton className="w-16" /> };
}

interface StripProps {
  readonly account: AccountView;
  readonly home: Home;
}

/** The numbers that one looks at first. Each leads to the rows it is made of. */
export function KeyStrip({ account, home }: StripProps) {
  const t = useTranslations("home");
  const { overview, money } = home;
  const { data } = overview;
  const currency = account.baseCurrency;
  if (data === undefined || money === null) {
    if (overview.error !== null)
      return (
        <FailedState
          title={t("moneyFailed")}
          error={overview.error}
          safe={t("safe")}
          onRetry={() => void overview.refetch()}
        />
      );
    return <KeyStripWaiting currency={currency} />;
  }
  const to = (path: string, shown: ReactNode) => (
    <Link href={`${path}?account=${account.accountId}`} className="hover:underline">
      {shown}
    </Link>
  );
  const signed = (value: string | null) => (
    <SignedNumber
      value={numberOf(value)}
      text={formatMoney(numberOf(value), currency, { signed: true })}
      stale={staleCount(home) > 0}
    />
  );
  const dayPart = partOf(money.dayPnl, startOf(money.equity, money.dayPnl));
  const items: readonly StripItem[] = [
    {
      key: "equity",
      label: t("strip.equity", { currency }),
      value: to("/portfolio", formatMoney(numberOf(money.equity), currency)),
      note: t("cash", {
        cash: data.cash.length === 0 ? NOT_AVAILABLE : data.cash.map(cashText).join(", "),
      }),
      ...(money.equity === null ? { title: t("unknownWhy") } : {}),
    },
    {
      key: "day",
      label: t("strip.day", { currency }),
      value: to("/portfolio/performance", signed(money.dayPnl)),
      note: dayPart === null ? t("dayNote") : t("dayPart", { part: formatPercent(dayPart, { signed: true }) }),
      ...(money.dayPnl === null ? { title: t("dayUnknown") } : {}),
    },
    {
      key: "open",
      label: t("strip.open", { currency }),
      value: to("/portfolio", signed(money.openPnl)),
      note: <PositionsNote home={home} />,
    },
    {
      key: "exposure",
      label: t("strip.exposure"),
      value: (
        <>
          {percentOf(money.gross, money.equity)} <span className="text-tx-3">/</span>{" "}
          {percentOf(money.net, money.equity)}
        </>
      ),
      note: t("exposureNote", { value: formatMoney(numberOf(money.gross), currency) }),
    },
    limitItem(home, t),
    ...orderItems({ account, home }, t),
  ];
  return <Strip label={t("keyNumbers")} items={items} loud />;
}

const cashText = ({ currency, settled, unsettled }: { currency: string; settled: string; unsettled: string }) =>
  `${formatMoney(exact(settled).plus(exact(unsettled)).toNumber(), currency)} ${currency}`;

const staleCount = ({ positions }: Home) => positions.rows?.filter(({ staleMs }) => staleMs !== null).length ?? 0;

/** What it was worth before today moved it. */
const startOf = (equity: string | null, dayPnl: string | null) =>
  equity === null || dayPnl === null ? null : exact(equity).minus(exact(dayPnl)).toFixed();

function partOf(value: string | null, whole: string | null): number | null {
  if (value === null || whole === null || !(Number(whole) > 0)) return null;
  return Number(value) / Number(whole);
}

const percentOf = (value: string | null, whole: string | null) =>
  formatPercent(partOf(value, whole), { decimals: 1, unit: false });

function PositionsNote({ home }: { readonly home: Home }) {
  const t = useTranslations("home");
  const stale = staleCount(home);
  return (
    <>
      {t("positions", { count: home.positions.rows?.length ?? 0 })}
      {stale === 0 ? null : <span className="text-warn">, {t("stalePrices", { count: stale })}</span>}
    </>
  );
}

type Words = ReturnType<typeof useTranslations<"home">>;

/** The limit that is used most. */
function limitItem({ headroom }: Home, t: Words): StripItem {
  if (headroom.usage === undefined && headroom.error === null) return waitingItem("limit", t("strip.limit"));
  const known = headroom.usage?.filter(({ part }) => part !== null) ?? [];
  const [top] = known.toSorted((left, right) => (right.part ?? 0) - (left.part ?? 0));
  if (top === undefined) {
    const note = t(headroom.usage === undefined ? "limitUnknown" : "noLimit");
    return { key: "limit", label: t("strip.limit"), value: NOT_AVAILABLE, note };
  }
  const others = known.filter((usage) => usage !== top && (usage.part ?? 0) >= NEAR_LIMIT).length;
  const tone = top.isOver ? "text-danger" : (top.part ?? 0) >= NEAR_LIMIT ? "text-warn" : undefined;
  return {
    key: "limit",
    label: t("strip.limit"),
    value: (
      <Link href="/risk/limits" className="hover:underline">
        <span className={tone}>{formatPercent(top.part, { decimals: 1, unit: false })}</span>
      </Link>
    ),
    note: (
      <>
        <LimitName limitId={top.limitId} limits={headroom.limits} />
        {others === 0 ? null : t("othersNear", { count: others })}
      </>
    ),
  };
}

function LimitName({ limitId, limits }: { readonly limitId: string; readonly limits: Home["headroom"]["limits"] }) {
  const words = useLimitWords();
  const limit = limits?.find((one) => one.limitId === limitId);
  return limit === undefined ? null : words.title({ name: limit.name, kind: limit.terms.kind });
}

function orderItems({ account, home }: StripProps, t: Words): readonly StripItem[] {
  const { open, orders } = home;
  if (open === undefined || orders === undefined) {
    // One that is kept by hand has no orders.
    if (account.kind !== "paper" || home.working.error !== null) return [];
    const unprotected = t("strip.unprotected", { currency: account.baseCurrency });
    return [waitingItem("unprotected", unprotected), waitingItem("unknown", t("strip.unknown"))];
  }
  const unknown = orders.filter(({ status }) => status === "unknown");
  const desk = (under: string, shown: ReactNode) => (
    <Link href={`/chart?account=${account.accountId}&under=${under}`} className="hover:underline">
      {shown}
    </Link>
  );
  const worth = worthOf(open, account.baseCurrency);
  return [
    {
      key: "unprotected",
      label: worth === null ? t("strip.unprotectedCount") : t("strip.unprotected", { currency: account.baseCurrency }),
      value: desk(
        "positions",
        <span className={open.length === 0 ? undefined : "text-warn"}>
          {worth === null ? formatInteger(open.length) : formatMoney(worth, account.baseCurrency)}
        </span>,
      ),
      note:
        open.length > 0
          ? t("noStop", { names: namesOf(open) })
          : home.positions.rows?.length === 0
            ? t("positions", { count: 0 })
            : t("allStopped"),
    },
    {
      key: "unknown",
      label: t("strip.unknown"),
      value: desk(
        "working",
        <span className={unknown.length === 0 ? undefined : "text-danger"}>{formatInteger(unknown.length)}</span>,
      ),
      note: t("workingCount", { count: orders.length }),
    },
  ];
}

/** What is unprotected in the base currency; null where some of it has no price or is held in another. */
function worthOf(open: readonly Unprotected[], currency: string): number | null {
  if (open.some((one) => one.value === null || one.currency !== currency)) return null;
  return open.reduce((sum, { value }) => sum + Number(value), 0);
}
