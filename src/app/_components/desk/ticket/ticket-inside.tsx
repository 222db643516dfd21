"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, lateDialog } from "@/app/_components/ui";
import type { LiveQuote } from "@/app/_lib/quotes";
import { useMayTrade } from "@/app/_lib/session";
import type { Instrument } from "../../market/types";
import type { AccountScope } from "../trading/use-account";
import { Ticket } from "./ticket";
import { TicketLoading } from "./ticket-loading";

const NewAccountDialog = lateDialog(() => import("../scope/new-account").then((module) => module.NewAccountDialog));

interface TicketInsideProps {
  /** Undefined until it is here, and where nothing has the symbol. */
  readonly instrument: Instrument | undefined;
  readonly quote: LiveQuote | undefined;
  readonly scope: AccountScope;
}

/** The ticket, or what is missing to have one. */
export function TicketInside({ scope, instrument, quote }: TicketInsideProps) {
  const t = useTranslations("ticket");
  const words = useTranslations("account");
  const mayTrade = useMayTrade();
  const { accounts, account, error, retry } = scope;
  if (accounts === undefined) {
    if (error === null) return <TicketLoading />;
    return <FailedState title={words("failed")} error={error} onRetry={retry} />;
  }
  if (!mayTrade) return <Say>{t("viewer")}</Say>;
  if (account === null) return <NoAccount />;
  if (account.archivedAt !== null) return <Say>{t("archived", { name: account.name })}</Say>;
  if (account.kind !== "paper") return <Say>{t("external", { name: account.name })}</Say>;
  if (!account.mayTrade) return <Say>{t("notYours", { name: account.name })}</Say>;
  if (instrument === undefined) return <TicketLoading />;
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
