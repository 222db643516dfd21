"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { lazily, SkeletonRows, Tabs } from "@/app/_components/ui";
import type { PartProps } from "./desk-instrument";

const FACT_ROWS = 5;
// After the chart: neither its first paint nor its data wait for them.
const WhatIf = lazily(() => import("./what-if/what-if").then((module) => module.WhatIf));
const BookPanel = lazily(() => import("./book/book-panel").then((module) => module.BookPanel));
const InstrumentFacts = lazily(
  () => import("../market/instrument-facts").then((module) => module.InstrumentFacts),
  FactsLoading,
);

function FactsLoading() {
  const t = useTranslations("whatIf");
  return <SkeletonRows rows={FACT_ROWS} label={t("instrument")} />;
}

/** What is known of the instrument. */
export function Facts({ shown }: Pick<PartProps, "shown">) {
  const { instrument, resolution, onResolution } = shown;
  if (instrument === undefined) return null;
  return (
    <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
      <InstrumentFacts instrument={instrument} resolution={resolution} onResolution={onResolution} />
    </div>
  );
}

/** Under the ticket: what the order would change, depth and last trades, and what is known of the instrument. */
export function Aside({ shown, account }: PartProps) {
  const t = useTranslations("whatIf");
  const book = useTranslations("desk.book");
  const { instrument, quote } = shown;
  const [tab, setTab] = useState<"what-if" | "book" | "instrument">("what-if");
  if (account === null) return <Facts shown={shown} />;
  return (
    <Tabs
      label={t("title")}
      value={tab}
      onChange={setTab}
      items={[
        { value: "what-if", label: t("title"), content: <WhatIf account={account} symbol={shown.symbol} /> },
        {
          value: "book",
          label: book("title"),
          content:
            instrument === undefined ? null : (
              <BookPanel key={instrument.instrumentId} instrument={instrument} quote={quote} />
            ),
        },
        { value: "instrument", label: t("instrument"), content: <Facts shown={shown} /> },
      ]}
      className="flex-1"
    />
  );
}
