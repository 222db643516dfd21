"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button, FailedState, lazily, SkeletonRows, WhenSeen } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useIsPhone, useIsScreenKnown } from "@/app/_lib/use-media";
import { Aside, Facts } from "./aside-late";
import type { PartProps } from "./desk-instrument";
import { DeskTools } from "./layout/desk-tools";
import type { LayoutControl } from "./layout/maximize-button";
import { TicketPanel } from "./ticket/ticket-panel";
import { useTradeState } from "./trading/trade-state";
import { useAccount } from "./trading/use-account";

const BLOTTER_ROWS = 5;
// After the chart: neither its first paint nor its data wait for it.
const Blotter = lazily(() => import("./blotter/blotter").then((module) => module.Blotter), BlotterLoading);

function BlotterLoading() {
  const t = useTranslations("blotter");
  return <SkeletonRows rows={BLOTTER_ROWS} label={t("title")} />;
}

interface LowerProps extends PartProps {
  readonly layout: LayoutControl;
  readonly isWide: boolean;
}

/** Under the chart: the blotter, and on a narrow screen the ticket and what it changes beside it. */
export function Lower({ shown, account, layout, isWide }: LowerProps) {
  const t = useTranslations("ticket");
  const whatIf = useTranslations("whatIf");
  const blotter = useTranslations("blotter");
  const words = useTranslations("account");
  const phone = useIsPhone();
  // The account may be known before the screen is: a phone would load, and draw once, what lies under its foot.
  const isScreenKnown = useIsScreenKnown();
  const { accounts, error, retry } = useAccount();
  const { symbol, instrument, quote, onSymbol } = shown;
  const before =
    isWide || phone
      ? []
      : [
          {
            value: "ticket" as const,
            label: t("tab"),
            content: <TicketPanel symbol={symbol} instrument={instrument} quote={quote} headless />,
          },
          {
            value: "what-if" as const,
            label: whatIf("title"),
            content: <Aside shown={shown} account={account} />,
          },
        ];
  return (
    <>
      <TradeButtons />
      {accounts === undefined || !isScreenKnown ? (
        error === null ? (
          <BlotterLoading />
        ) : (
          <FailedState title={words("failed")} error={error} safe={blotter("safe")} onRetry={retry} />
        )
      ) : account === null ? (
        isWide ? (
          <p className="p-3 text-12 text-tx-2">{blotter("noAccount")}</p>
        ) : (
          <UnderTheFoot isPhone={phone}>
            <TicketPanel symbol={symbol} instrument={instrument} quote={quote} headless />
          </UnderTheFoot>
        )
      ) : (
        <UnderTheFoot isPhone={phone}>
          <Blotter
            account={account}
            symbol={symbol}
            onSymbol={onSymbol}
            before={before}
            tools={<DeskTools of="lower" layout={layout} />}
          />
        </UnderTheFoot>
      )}
      {phone ? (
        <WhenSeen>
          <Facts shown={shown} />
        </WhenSeen>
      ) : null}
    </>
  );
}

interface UnderTheFootProps {
  readonly isPhone: boolean;
  readonly children: ReactNode;
}

/** On a phone the chart fills the screen, and what is under it waits for a thumb. */
function UnderTheFoot({ isPhone, children }: UnderTheFootProps) {
  return isPhone ? <WhenSeen>{children}</WhenSeen> : children;
}

/** A phone has no keys: the ticket is opened by a thumb. */
function TradeButtons() {
  const t = useTranslations("ticket");
  const { openTicket } = useTradeState();
  if (!useMayTrade()) return null;
  return (
    <div className="grid grid-cols-2 gap-3 border-y border-line-2 px-4 py-2 md:hidden">
      <Button onClick={() => openTicket("buy")} className="h-11 border-up text-up">
        {t("buy")}
      </Button>
      <Button onClick={() => openTicket("sell")} className="h-11 border-down text-down">
        {t("sell")}
      </Button>
    </div>
  );
}
