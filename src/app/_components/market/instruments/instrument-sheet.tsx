"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, FailedState, Link, PanelHead, Sheet, SkeletonRows } from "@/app/_components/ui";
import { formatDate, formatInteger } from "@/app/_lib/format";
import { withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { isSessionResolution } from "@/modules/data";
import type { InstrumentDetail } from "../types";
import { AliasList } from "./alias-list";
import { chartHref } from "./chart-href";
import { DeleteInstrument } from "./delete-instrument";
import { InstrumentForm } from "./instrument-form";
import { SymbolChange } from "./symbol-change";
import { UseList } from "./use-list";

const SKELETON_ROWS = 10;

export interface InstrumentSheetProps {
  readonly symbol: string;
  readonly onClose: () => void;
  readonly onRenamed: (symbol: string) => void;
}

/** Everything about one instrument, and what can be done with it. */
export function InstrumentSheet({ symbol, onClose, onRenamed }: InstrumentSheetProps) {
  const t = useTranslations("instruments");
  const trpc = useTRPC();
  const detail = useQuery(trpc.instrument.describe.queryOptions({ symbol }));
  return (
    <Sheet
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={detail.data?.symbol ?? symbol}
      sub={detail.data?.name}
    >
      {detail.data === undefined ? (
        detail.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("detailFailed")} error={detail.error} onRetry={() => void detail.refetch()} />
        )
      ) : (
        <Detail detail={detail.data} onClose={onClose} onRenamed={onRenamed} />
      )}
    </Sheet>
  );
}

interface DetailProps extends Pick<InstrumentSheetProps, "onClose" | "onRenamed"> {
  readonly detail: InstrumentDetail;
}

function Detail({ detail, onClose, onRenamed }: DetailProps) {
  const t = useTranslations("instruments");
  const mayTrade = useMayTrade();
  const [dialog, setDialog] = useState<"edit" | "rename" | "delete" | null>(null);
  const close = () => setDialog(null);
  return (
    <>
      <div className="flex flex-wrap gap-2 border-b border-line-2 p-3 max-md:px-4">
        <Button asChild variant="primary">
          <Link href={chartHref(detail)}>{t("openChart")}</Link>
        </Button>
        {mayTrade ? (
          <>
            <Button asChild>
              <Link href={withScope("/markets/fetch", { symbol: detail.symbol, resolution: "1d" })}>{t("fetch")}</Link>
            </Button>
            <Button onClick={() => setDialog("edit")}>{t("edit")}</Button>
            <Button onClick={() => setDialog("rename")}>{t("rename")}</Button>
            <Button variant="danger" onClick={() => setDialog("delete")}>
              {t("delete")}
            </Button>
          </>
        ) : null}
      </div>
      <Facts detail={detail} />
      <Bars detail={detail} />
      <AliasList detail={detail} />
      <Uses detail={detail} />
      {dialog === "edit" ? <InstrumentForm instrument={detail} onClose={close} onDone={close} /> : null}
      {dialog === "rename" ? (
        <SymbolChange
          symbol={detail.symbol}
          onClose={close}
          onDone={(renamed) => {
            close();
            onRenamed(renamed);
          }}
        />
      ) : null}
      {dialog === "delete" ? <DeleteInstrument detail={detail} onClose={close} onDone={onClose} /> : null}
    </>
  );
}

function Facts({ detail }: { readonly detail: InstrumentDetail }) {
  const t = useTranslations("instruments");
  const facts = [
    [t("name"), detail.name === "" ? t("notGiven") : detail.name],
    [t("kind"), t(`kinds.${detail.kind}`)],
    [t("currency"), detail.currency],
    [t("tick"), detail.tick],
    [t("lot"), detail.lot],
    [t("multiplier"), detail.multiplier],
    [t("calendar"), detail.calendar ?? t("noCalendar")],
    [t("sessions"), detail.sessions],
    [t("timeZone"), detail.timeZone],
    [t("sector"), detail.sector === "" ? t("notGiven") : detail.sector],
    [t("status"), t(`statuses.${detail.status}`)],
  ] as const;
  return (
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
  );
}

function Bars({ detail: { coverage } }: { readonly detail: InstrumentDetail }) {
  const t = useTranslations("instruments");
  const { timeZone } = useFormat();
  return (
    <section className="border-t border-line-2">
      <PanelHead title={t("bars")} />
      {coverage.length === 0 ? <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">{t("noBarsYet")}</p> : null}
      <ul className="text-12">
        {coverage.map(({ resolution, bars, firstMs, lastMs }) => {
          const zone = isSessionResolution(resolution) ? "UTC" : timeZone;
          return (
            <li key={resolution} className="grid grid-cols-[40px_1fr_auto] gap-2 px-3 py-1 max-md:px-4">
              <b>{resolution}</b>
              <span className="num text-tx-2">
                {t("span", { from: formatDate(firstMs, zone), to: formatDate(lastMs, zone) })}
              </span>
              <span className="num">{formatInteger(bars)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Uses({ detail: { uses } }: { readonly detail: InstrumentDetail }) {
  const t = useTranslations("instruments");
  if (uses.length === 0) return null;
  return (
    <section className="border-t border-line-2">
      <PanelHead title={t("usedBy")} sub={t("usedBySub")} />
      <UseList uses={uses} />
    </section>
  );
}
