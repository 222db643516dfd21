"use client";

import { useTranslations } from "use-intl";
import { Button, Link, Panel } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { formatDate, formatInteger } from "@/app/_lib/format";
import type { ResolutionName } from "@/app/_lib/scope";
import { withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import { RecordingChoice } from "./recording-choice";
import type { Instrument } from "./types";

export interface InstrumentFactsProps {
  readonly instrument: Instrument;
  readonly resolution: ResolutionName;
  readonly onResolution: (resolution: ResolutionName) => void;
}

/** What is known about an instrument, and which bars there are. */
export function InstrumentFacts({ instrument, resolution, onResolution }: InstrumentFactsProps) {
  const t = useTranslations("market");
  const format = useFormat();
  const mayTrade = useMayTrade();
  const facts = [
    [t("name"), instrument.name === "" ? t("noName") : instrument.name],
    [t("kind"), t(`kinds.${instrument.kind}`)],
    [t("currency"), instrument.currency],
    [t("tick"), instrument.tick],
    [t("lot"), instrument.lot],
    [t("exchangeZone"), instrument.timeZone],
    [t("sessions"), instrument.sessions],
  ] as const;
  return (
    <Panel title={instrument.symbol} sub={t("facts")} className="max-md:border-t max-md:border-line-2">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 px-3 py-2 text-12 leading-6 max-md:px-4">
        {facts.map(([label, value]) => (
          <div key={label} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-tx-3">{label}</dt>
            <dd className="num truncate text-right text-tx-1" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <h3 className="border-y border-line-2 px-3 py-1.5 text-12 font-semibold max-md:px-4">{t("coverage")}</h3>
      {instrument.coverage.length === 0 ? (
        <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">{t("noCoverage")}</p>
      ) : (
        <ul>
          {instrument.coverage.map((series) => {
            const zone = isSessionResolution(series.resolution) ? "UTC" : format.timeZone;
            const span = t("span", { from: formatDate(series.firstMs, zone), to: formatDate(series.lastMs, zone) });
            const isShown = series.resolution === resolution;
            return (
              <li key={series.resolution}>
                <button
                  type="button"
                  aria-pressed={isShown}
                  onClick={() => onResolution(series.resolution)}
                  className={cn(
                    "grid w-full grid-cols-[32px_1fr_auto] items-baseline gap-2 px-3 py-1.5 text-left text-12 hover:bg-bg-2 focus-visible:-outline-offset-2 max-md:min-h-11 max-md:px-4",
                    isShown ? "bg-bg-3 shadow-[inset_2px_0_0_var(--accent)]" : null,
                  )}
                >
                  <b>{series.resolution}</b>
                  <span className="num truncate text-11 text-tx-2" title={span}>
                    {span}
                  </span>
                  <span className="num text-tx-1">{t("barsCount", { count: formatInteger(series.bars) })}</span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <MadeBars resolutions={instrument.resolutions} />
      <RecordingChoice key={instrument.symbol} symbol={instrument.symbol} />
      <div className="flex flex-wrap gap-2 p-3 max-md:px-4">
        {instrument.coverage.length === 0 ? null : (
          <Button asChild>
            <Link href={withScope("/strategies/backtest", { symbol: instrument.symbol, resolution })}>
              {t("backtestThis")}
            </Link>
          </Button>
        )}
        {mayTrade ? (
          <Button asChild variant="quiet">
            <Link href="/markets/import">{t("importBars")}</Link>
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}

/** Resolutions that no source gave, or not to the end, with the bars they are made of. */
function MadeBars({ resolutions }: { readonly resolutions: Instrument["resolutions"] }) {
  const t = useTranslations("market");
  const made = resolutions.filter(({ rolledUpFrom }) => rolledUpFrom !== null);
  if (made.length === 0) return null;
  return (
    <p className="px-3 py-1.5 text-11 text-tx-3 max-md:px-4">
      {made
        .map(({ resolution, rolledUpFrom, stored }) =>
          t(stored ? "madeAfter" : "madeFrom", { resolution, from: rolledUpFrom ?? "" }),
        )
        .join(" · ")}
    </p>
  );
}
