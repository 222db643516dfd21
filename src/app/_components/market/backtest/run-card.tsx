"use client";

import { Check, Copy, RotateCw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Chip, Link, Panel } from "@/app/_components/ui";
import { formatDate, formatDuration, formatInteger, formatMoney } from "@/app/_lib/format";
import { notifyFailed } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import type { RunCard as Card, Run, RunSpec } from "../types";
import { cardDifference } from "./card-difference";
import { backtestCommand } from "./command";
import { CompareWith } from "./compare/compare-with";
import { DataChip } from "./remarks/data-chip";
import { RunRemarks } from "./remarks/run-remarks";
import { symbolsLabel } from "./several/run-names";
import { useRerun, useRun } from "./use-run";

const HASH_SHOWN = 12;
const COPIED_MS = 2_000;
const SECOND_MS = 1_000;

const took = (ms: number) => (ms < SECOND_MS ? `${formatInteger(ms)} ms` : formatDuration(ms));

function Mono({ text, shown = text.length }: { readonly text: string; readonly shown?: number }) {
  return (
    <code className="font-mono text-11 tracking-[-.02em]" title={text}>
      {text.slice(0, shown)}
    </code>
  );
}

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="col-span-2 grid grid-cols-subgrid">
      <dt className="text-tx-3">{label}</dt>
      <dd className="num min-w-0 truncate text-tx-1">{children}</dd>
    </div>
  );
}

/** Copies a text; says so on the button for a moment. */
function CopyButton({
  text,
  label,
  copied,
}: {
  readonly text: string;
  readonly label: string;
  readonly copied: string;
}) {
  const t = useTranslations("backtest");
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setIsCopied(true);
        window.setTimeout(() => setIsCopied(false), COPIED_MS);
      },
      () => notifyFailed(t("copyFailed"), <code className="font-mono text-11 break-all">{text}</code>),
    );
  };
  const icon = isCopied ? <Check aria-hidden="true" size={14} /> : <Copy aria-hidden="true" size={14} />;
  return (
    <Button icon={icon} onClick={copy} title={text}>
      {isCopied ? copied : label}
    </Button>
  );
}

/** For a run that repeats another: whether the bits are the same, and if not, what went in differently. */
function RerunOutcome({ run, card }: { readonly run: Run; readonly card: Card }) {
  const t = useTranslations("backtest");
  const original = useRun(run.rerunOf).data;
  if (run.rerunOf === null || run.sameBits !== false) return null;
  const parts = original?.card === null || original?.card === undefined ? [] : cardDifference(original.card, card);
  return (
    <Banner tone="bad">
      <b>{t("otherBits", { runId: run.rerunOf })}</b>{" "}
      {parts.length === 0
        ? t("otherBitsUnknown")
        : t("otherBitsWhy", { parts: parts.map((part) => t(`cardParts.${part}`)).join(", ") })}
    </Banner>
  );
}

/** The score of the bars as it was when the run began, and whether it was about these very bars. */
function qualityText({ quality }: Card, t: ReturnType<typeof useTranslations<"backtest">>): string {
  if (quality === null || quality.score === null) return t("card.qualityNone");
  return t(quality.current ? "card.qualityValue" : "card.qualityOld", { score: quality.score });
}

const sheetPath = ({ runId }: Run) => `/api/backtests/${encodeURIComponent(runId)}/tear-sheet`;

export interface RunCardProps {
  readonly run: Run;
  readonly card: Card;
  readonly onShow: (runId: Run["runId"]) => void;
  readonly onUse: (spec: RunSpec) => void;
}

/** What can be done with a run: check its data, run it again, take its settings, its tear sheet or itself along. */
function CardActions({ run, onShow, onUse }: Omit<RunCardProps, "card">) {
  const t = useTranslations("backtest");
  const sheet = useTranslations("examination");
  const runs = useTranslations("runs");
  const deployments = useTranslations("deployments");
  const mayTrade = useMayTrade();
  const rerun = useRerun(onShow);
  const { spec } = run;
  return (
    <div className="flex flex-wrap gap-2 px-3 pb-3 max-md:px-4">
      <DataChip key={run.runId} run={run} />
      {mayTrade ? (
        <Button
          icon={<RotateCw aria-hidden="true" size={14} />}
          busy={rerun.isPending}
          onClick={() => rerun.start({ runId: run.runId })}
        >
          {t("runAgain")}
        </Button>
      ) : null}
      {mayTrade ? (
        <Button asChild>
          <Link href={`/strategies/deployments?create=true&run=${encodeURIComponent(run.runId)}`}>
            {deployments("create")}
          </Link>
        </Button>
      ) : null}
      <Button onClick={() => onUse(spec)}>{t("useSettings")}</Button>
      <CompareWith run={run} />
      <Button asChild>
        <a href={sheetPath(run)} target="_blank" rel="noreferrer">
          {sheet("sheet")}
        </a>
      </Button>
      <Button asChild>
        <a href={`${sheetPath(run)}?download=1`} download>
          {sheet("download")}
        </a>
      </Button>
      <Button asChild>
        <a href={`/api/backtests/${encodeURIComponent(run.runId)}/export`} download>
          {runs("export")}
        </a>
      </Button>
      <CopyButton text={backtestCommand(spec)} label={t("copyCommand")} copied={t("copied")} />
    </div>
  );
}

/** What went into a run, so that it can be checked, repeated and trusted. */
export function RunCard({ run, card, onShow, onUse }: RunCardProps) {
  const t = useTranslations("backtest");
  const kinds = useTranslations("prices");
  const runs = useTranslations("runs");
  const format = useFormat();
  const { spec, stats } = run;
  const zone = isSessionResolution(spec.resolution) ? "UTC" : format.timeZone;
  const params = Object.entries(spec.params)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
  return (
    <Panel
      title={t("runCard")}
      tools={
        run.sameBits === true ? (
          <Chip tone="ok" icon={<Check aria-hidden="true" size={12} />}>
            {t("sameBits")}
          </Chip>
        ) : undefined
      }
    >
      <RerunOutcome run={run} card={card} />
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 px-3 py-2 text-12 leading-5.75 max-md:px-4">
        <Entry label={t("card.run")}>
          <Mono text={run.runId} shown={HASH_SHOWN} />
        </Entry>
        {run.rerunOf === null ? null : (
          <Entry label={t("card.repeats")}>
            <Mono text={run.rerunOf} shown={HASH_SHOWN} />
          </Entry>
        )}
        <Entry label={t("card.strategy")}>
          {t("card.strategyValue", { name: spec.strategy, version: card.strategyVersion })}
        </Entry>
        <Entry label={t("card.params")}>
          <span title={params}>{params}</span>
        </Entry>
        <Entry label={t("card.data")}>
          {`${symbolsLabel(spec)} ${spec.resolution} `}
          <Mono text={card.dataHash} shown={HASH_SHOWN} />
        </Entry>
        {card.series.map((one) => (
          <Entry key={`${one.symbol} ${one.resolution}`} label={`${one.symbol} ${one.resolution}`}>
            {`${formatInteger(one.bars)} `}
            <Mono text={one.dataHash} shown={HASH_SHOWN} />
          </Entry>
        ))}
        {card.calendars.map(({ id, hash }) => (
          <Entry key={id} label={runs("calendar", { id })}>
            <Mono text={hash} shown={HASH_SHOWN} />
          </Entry>
        ))}
        {card.benchmark === null ? null : <Entry label={runs("benchmark")}>{card.benchmark.symbol}</Entry>}
        <Entry label={t("card.window")}>
          {t("card.windowValue", {
            from: formatDate(card.firstMs, zone),
            to: formatDate(card.lastMs, zone),
            bars: formatInteger(card.bars),
          })}
        </Entry>
        <Entry label={t("card.prices")}>
          {t("card.pricesValue", { kind: kinds(card.adjustment), count: card.actions })}
        </Entry>
        <Entry label={t("card.asOf")}>{format.dateTime(card.asOfMs, true)}</Entry>
        <Entry label={t("card.quality")}>{qualityText(card, t)}</Entry>
        <Entry label={t("card.broker")}>
          {t("card.brokerValue", {
            cash: formatMoney(spec.cash, run.currency),
            currency: run.currency,
            commission: String(spec.commissionPercent),
            slippage: String(spec.slippageBps),
          })}
        </Entry>
        <Entry label={t("card.engine")}>
          {t("card.engineValue", { version: card.engineVersion, seed: String(card.seed) })}
        </Entry>
        <Entry label={t("card.code")}>
          <Mono text={card.code} shown={HASH_SHOWN} />
        </Entry>
        {run.resultHash === null ? null : (
          <Entry label={t("card.result")}>
            <Mono text={run.resultHash} shown={HASH_SHOWN} />
          </Entry>
        )}
        <Entry label={t("card.took")}>{took(card.tookMs)}</Entry>
        {stats === null ? null : (
          <>
            <Entry label={t("card.orders")}>
              {t("card.ordersValue", { filled: formatInteger(stats.filled), refused: formatInteger(stats.refused) })}
            </Entry>
            <Entry label={t("card.fees")}>{`${formatMoney(stats.fees, run.currency)} ${run.currency}`}</Entry>
          </>
        )}
      </dl>
      <RunRemarks key={run.runId} run={run} />
      <CardActions run={run} onShow={onShow} onUse={onUse} />
    </Panel>
  );
}
