"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, lateDialog, lazily, PanelHead, SkeletonRows } from "@/app/_components/ui";
import type { LiveQuote } from "@/app/_lib/quotes";
import { useMayTrade } from "@/app/_lib/session";
import type { Instrument } from "../../market/types";
import { Stage } from "../scope/stage";
import { type AccountScope, useAccount } from "../trading/use-account";

const SKELETON_ROWS = 8;
// After the chart: neither its first paint nor its data wait for them.
const Ticket = lazily(() => import("./ticket").then((module) => module.Ticket), Loading);
const NewAccountDialog = lateDialog(() => import("../scope/new-account").then((module) => module.NewAccountDialog));

function Loading() {
  const t = useTranslations("ticket");
  return <SkeletonRows rows={SKELETON_ROWS} label={t("title")} />;
}

export interface TicketPanelProps {
  readonly symbol: string;
  /** Undefined until it is here, and where nothing has the symbol. */
  readonly instrument: Instrument | undefined;
  readonly quote: LiveQuote | undefined;
  /** Without a head of its own, inside a tab or a sheet. */
  readonly headless?: boolean;
}

/** The ticket of the instrument on the chart, or what is missing to have one. */
export function TicketPanel({ symbol, instrument, quote, headless = false }: TicketPanelProps) {
  const scope = useAccount();
  const { account } = scope;
  return (
    <section className="flex min-h-0 min-w-0 flex-1 flex-col bg-bg-1">
      {headless ? null : (
        <PanelHead
          title={symbol}
          sub={instrument?.name}
          tools={account === null ? undefined : <Stage kind={account.kind} />}
        />
      )}
      <Inside scope={scope} instrument={instrument} quote={quote} />
    </section>
  );
}

interface InsideProps extends Pick<TicketPanelProps, "instrument" | "quote"> {
  readonly scope: AccountScope;
}

function Inside({ scope, instrument, quote }: InsideProps) {
  const t = useTranslations("ticket");
  const words = useTranslations("account");
  const mayTrade = useMayTrade();
  const { accounts, account, error, retry } = scope;
  if (accounts === undefined) {
    if (error === null) return <Loading />;
    return <FailedState title={words("failed")} error={error} onRetry={retry} />;
  }
  if (!mayTrade) return <Say>{t("viewer")}</Say>;
  if (account === null) return <NoAccount />;
  if (account.archivedAt !== null) return <Say>{t("archived", { name: account.name })}</Say>;
  if (account.kind !== "paper") return <Say>{t("external", { name: account.name })}</Say>;
  if (!account.mayTrade) return <Say>{t("notYours", { name: account.name })}</Say>;
  if (instrument === undefined) return <Loading />;
  return <Ticket account={account} instrument={instrument} quote={quote} />;
}

function Say({ children }: { readonly children: ReactNode }) {
  return <p className="p-3 text-12 text-tx-2 max-md:p-4">{children}</p>;
}

/** Trades simulated money at once: one press makes the account. */
function NoAccount() {
  const t = useTranslations("ticket");
  const words = useTranslations("account");
  const [making, setMaking] = useState(false);
  return (
    <>
      <EmptyState
        title={t("noAccountTitle")}
        actions={
          <Button variant="primary" onClick={() => setMaking(true)} className="max-md:h-11">
            {words("make")}
          </Button>
        }
      >
        {t("noAccount")}
      </EmptyState>
      {making ? <NewAccountDialog onClose={() => setMaking(false)} /> : null}
    </>
  );
}
