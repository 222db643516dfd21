"use client";

import { useTranslations } from "use-intl";
import { FailedState, SkeletonRows } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { StreamNote } from "../desk/blotter/stream-note";
import { useAccount } from "../desk/trading/use-account";
import { TourOffer } from "../shell/tour/tour-offer";
import { AccountsPanel } from "./accounts-panel";
import { EquityPanel } from "./equity-panel";
import { FirstStepsPanel, useFirstSteps } from "./first-steps-panel";
import { KeyStrip, KeyStripWaiting } from "./key-strip";
import { NeedsPanel } from "./needs-panel";
import { OrdersPanel } from "./orders-panel";
import { PositionsPanel } from "./positions-panel";
import { FeedsPanel, HeadroomPanel, JobsPanel } from "./side-panels";
import { TodayPanel } from "./today-panel";
import { useHome } from "./use-home";

const WAITING_ROWS = 5;
/** Rows of one column, a line between each two. */
const STACK = "flex min-w-0 flex-col [&>*:not(:first-child)]:border-t [&>*]:border-line-2";

/** Home: what one has, what needs one, what runs. A panel without anything to say is not there. */
export function Dashboard() {
  const t = useTranslations("home");
  const { accounts, account, error, retry } = useAccount();
  const home = useHome(account);
  const { left, hide } = useFirstSteps();
  const { rows, error: positionsError } = home.positions;
  const isSettled = left !== undefined && (account === null || rows !== undefined || positionsError !== null);
  return (
    <>
      <h1 className="sr-only">{t("title")}</h1>
      <StreamNote />
      <TourOffer />
      {accounts === undefined ? (
        error === null ? (
          <KeyStripWaiting />
        ) : (
          <FailedState title={t("accountsFailed")} error={error} onRetry={retry} />
        )
      ) : account === null ? null : (
        <KeyStrip account={account} home={home} />
      )}
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)_352px] max-[1200px]:grid-cols-1 max-md:flex-none">
        <div className={`${STACK} max-[1200px]:border-b max-[1200px]:border-line-2`}>
          <NeedsPanel account={account} isChoosing={accounts === undefined} home={home} />
          {left === undefined || left === null ? null : <FirstStepsPanel left={left} onHide={hide} />}
          {left === undefined ? (
            <SkeletonRows rows={WAITING_ROWS} label={t("loading")} />
          ) : account === null ? null : (
            <>
              <PositionsPanel account={account} home={home} />
              <EquityPanel key={account.accountId} account={account} home={home} />
            </>
          )}
        </div>
        {/* Under the rest it waits for it, so that nothing moves down under a thumb. */}
        <aside
          aria-label={t("aside")}
          className={cn(
            STACK,
            "border-l border-line-2 max-[1200px]:border-l-0",
            isSettled ? null : "max-[1200px]:hidden",
          )}
        >
          {account === null ? null : (
            <>
              <AccountsPanel chosen={account} money={home.money} />
              <HeadroomPanel home={home} />
              <OrdersPanel account={account} home={home} />
            </>
          )}
          <TodayPanel account={account} />
          <JobsPanel />
          <FeedsPanel home={home} />
        </aside>
      </div>
    </>
  );
}
