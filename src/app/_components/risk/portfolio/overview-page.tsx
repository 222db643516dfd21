"use client";

import { useTranslations } from "use-intl";
import type { AccountView } from "@/app/_components/portfolio/types";
import { Button, Lamp, Link, Panel, Progress, Strip, type StripItem } from "@/app/_components/ui";
import { formatNumber, formatPercent } from "@/app/_lib/format";
import { useScope, withScope } from "@/app/_lib/scope";
import { EventsPanel } from "../events-panel";
import { useLimitWords } from "../use-limit-words";
import { ExposurePanel } from "./exposure-panel";
import { ProtectionPanel } from "./protection-panel";
import { RiskGate } from "./risk-gate";
import { StressPanel } from "./stress-panel";
import { TailPartsPanel } from "./tail-parts-panel";
import { type PortfolioRisk, useLimitUsage } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

/** From here on a limit is worth a look. */
const WARN_FROM = 0.8;
/** Scenarios that an overview names; the page of losses has them all. */
const SCENARIOS_SHOWN = 5;
const EVENTS_SHOWN = 6;

/** How much an account can lose, in one sentence and a few numbers: what a tired person needs. */
export function RiskOverviewPage() {
  const t = useTranslations("portfolioRisk");
  return (
    <RiskGate title={t("tabs.overview")}>{(risk, account) => <Overview risk={risk} account={account} />}</RiskGate>
  );
}

interface OverviewProps {
  readonly risk: PortfolioRisk;
  readonly account: AccountView | null;
}

function Overview({ risk, account }: OverviewProps) {
  return (
    <>
      <Sentence risk={risk} account={account} />
      <KeyNumbers risk={risk} />
      <div className="grid grid-cols-2 gap-px bg-line-2 max-lg:grid-cols-1">
        <div className="flex min-w-0 flex-col divide-y divide-line-2 bg-bg-1">
          {account === null ? null : <LimitsPanel account={account} />}
          <ExposurePanel risk={risk} />
        </div>
        <div className="flex min-w-0 flex-col divide-y divide-line-2 bg-bg-1">
          {account === null ? null : <ProtectionPanel accountId={account.accountId} />}
          <TailPartsPanel risk={risk} />
          <StressPanel risk={risk} most={SCENARIOS_SHOWN} />
          <EventsPanel accountId={account?.accountId ?? null} most={EVENTS_SHOWN} />
        </div>
      </div>
    </>
  );
}

const badDayOf = ({ tails }: PortfolioRisk) =>
  tails.find(({ method, confidence }) => method === "historical" && confidence === 0.95);

/** Limits by how much of each is used, the fullest first; what is unknown is fuller than all. */
function useFullest(account: AccountView | null) {
  const words = useLimitWords();
  const { limits, usage } = useLimitUsage(account?.accountId ?? null);
  const used = (usage ?? []).flatMap((each) => {
    const limit = limits?.find(({ limitId }) => limitId === each.limitId);
    return limit === undefined
      ? []
      : [{ ...each, kind: limit.terms.kind, title: words.title({ name: limit.name, kind: limit.terms.kind }) }];
  });
  const fullness = ({ used: amount, part, isOver }: (typeof used)[number]) =>
    amount === null || isOver ? Number.POSITIVE_INFINITY : (part ?? 0);
  return {
    isRead: usage !== undefined && limits !== undefined,
    all: used.toSorted((one, other) => fullness(other) - fullness(one) || 0),
  };
}

function Sentence({ risk, account }: OverviewProps) {
  const t = useTranslations("portfolioRisk.say");
  const words = useRiskWords(risk);
  const { isRead, all } = useFullest(account);
  const [nearest] = all;
  const notWhole = [...risk.unrated, ...risk.unpriced, ...risk.unknown.map(({ symbol }) => symbol)];
  const isOver = nearest?.isOver === true || risk.unrated.length > 0;
  const isNear = nearest !== undefined && (nearest.used === null || (nearest.part ?? 0) >= WARN_FROM);
  const state = isOver ? "bad" : isNear || notWhole.length > 0 ? "warn" : "ok";
  const badDay = badDayOf(risk);
  const holds = risk.holdings.length > 0;
  return (
    <section className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line-2 bg-bg-1 px-4 py-3">
      <Lamp state={state} className="text-15">
        {t(`lamp.${state}`)}
      </Lamp>
      <p className="min-w-0 flex-1 basis-80 text-15 leading-6">
        {badDay === undefined || !holds
          ? null
          : t("badDay", {
              var: words.money(badDay.var),
              shortfall: words.money(badDay.shortfall),
              currency: risk.currency,
              part: words.part(badDay.shortfall),
            })}{" "}
        {account === null || !isRead
          ? null
          : nearest === undefined
            ? t("noLimit")
            : nearest.isOver
              ? t("over", { limit: nearest.title })
              : t("nearest", { limit: nearest.title, used: formatPercent(nearest.part, { decimals: 0 }) })}{" "}
        {notWhole.length === 0 ? null : (
          <span className="text-warn">{t("unknown", { names: notWhole.join(", ") })}</span>
        )}
      </p>
    </section>
  );
}

function KeyNumbers({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.strip");
  const words = useRiskWords(risk);
  const { exposure, drawdown, volatility, beta, benchmark } = risk;
  const [worst] = risk.stress;
  const badDay = badDayOf(risk);
  const items: readonly StripItem[] = [
    {
      key: "badDay",
      label: t("badDay", { currency: risk.currency }),
      value: words.money(badDay === undefined ? null : -badDay.shortfall),
      note: t("badDayNote"),
    },
    {
      key: "worst",
      label: t("worst"),
      value: worst === undefined ? words.money(0) : words.money(worst.gain, true),
      ...(worst === undefined ? {} : { note: words.scenario(worst) }),
    },
    {
      key: "exposure",
      label: t("exposure"),
      value: words.money(exposure.gross),
      note: t("exposureNote", { net: words.money(exposure.net, true) }),
    },
    {
      key: "leverage",
      label: t("leverage"),
      value: formatNumber(exposure.weight, { decimals: 2 }),
      note: t("leverageNote"),
    },
    {
      key: "volatility",
      label: t("volatility"),
      value: volatility === null ? words.money(null) : words.part(volatility),
      note:
        benchmark === null || beta === null
          ? t("betaUnknown")
          : t("beta", { beta: formatNumber(beta, { decimals: 2 }), benchmark }),
    },
    ...(drawdown === null
      ? []
      : [
          {
            key: "drawdown",
            label: t("drawdown"),
            value: formatPercent(drawdown.now),
            note: t("drawdownNote", { worst: formatPercent(drawdown.worst), days: drawdown.days }),
          },
        ]),
  ];
  return <Strip label={t("label")} items={items} loud />;
}

function LimitsPanel({ account }: { readonly account: AccountView }) {
  const t = useTranslations("portfolioRisk.limits");
  const words = useLimitWords();
  const [scope] = useScope();
  const { isRead, all } = useFullest(account);
  const toLimits = (text: string) => (
    <Link href={withScope("/risk/limits", scope)} className="hover:text-tx-1 hover:underline">
      {text}
    </Link>
  );
  return (
    <Panel title={t("title")} sub={all.length === 0 ? undefined : t("sub")} tools={toLimits(t("all"))}>
      {all.length === 0 && isRead ? (
        <p className="flex items-center gap-3 px-3 py-2 text-12 text-tx-2">
          {t("none")}
          <Button size="sm" asChild>
            {toLimits(t("set"))}
          </Button>
        </p>
      ) : null}
      <ul>
        {all.map(({ limitId, title, kind, used, limit, part, isOver, symbol }) => {
          const tone = isOver ? "text-danger" : used === null || (part ?? 0) >= WARN_FROM ? "text-warn" : "";
          return (
            <li
              key={limitId}
              className="flex h-8 items-center gap-3 border-t border-line-1 px-3 text-12 first:border-t-0"
            >
              <span className="min-w-0 flex-1 truncate">
                {title}
                {symbol === null ? null : <span className="text-tx-3"> {symbol}</span>}
              </span>
              <Progress done={Math.min(1, part ?? 1)} total={1} label={title} className="w-24 shrink-0 max-sm:w-14" />
              <span className={`num w-40 truncate text-right ${tone}`}>
                {used === null ? t("unknown") : words.amount(kind, used)} / {words.amount(kind, limit)}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
