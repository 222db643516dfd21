"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Button, Chip, EmptyState, FailedState, PageHead, SkeletonRows } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { BookButton } from "./book-dialog";
import { NewAccountDialog } from "./new-account-dialog";
import { OutageBanner } from "./reconcile/outage-banner";
import type { AccountView } from "./types";

const SKELETON_ROWS = 6;

export interface AccountGateProps {
  readonly title: string;
  /** What stands at the top before it is known which account that is; above the rows that come. */
  readonly waiting?: ReactNode;
  readonly children: (account: AccountView) => ReactNode;
}

/** Lets a page about the chosen account begin, and says what to do where there is none. */
export function AccountGate({ title, waiting, children }: AccountGateProps) {
  const t = useTranslations("portfolio");
  const { accounts, account, error, retry } = useAccount();
  const mayTrade = useMayTrade();
  if (account !== null) {
    return (
      <>
        <PageHead
          title={title}
          sub={`${account.name} · ${t(`kinds.${account.kind}`)}`}
          tools={
            <div className="flex flex-wrap items-center gap-2 py-1">
              {account.archivedAt === null ? null : <Chip>{t("archived")}</Chip>}
              {account.mine ? null : <Chip>{t("notMine")}</Chip>}
              <BookButton account={account} />
            </div>
          }
        />
        {account.kind === "paper" ? <OutageBanner accountId={account.accountId} /> : null}
        {children(account)}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={title}
        // The room of what can be done with an account, so that nothing moves when it comes.
        tools={mayTrade && accounts === undefined ? <span className="my-1 h-(--ctl)" /> : undefined}
      />
      {error !== null ? (
        <FailedState title={t("failed")} error={error} onRetry={retry} />
      ) : accounts === undefined ? (
        <>
          {waiting}
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        </>
      ) : (
        <NoAccount />
      )}
    </>
  );
}

function NoAccount() {
  const t = useTranslations("portfolio");
  const mayTrade = useMayTrade();
  const { choose } = useAccount();
  const [opening, setOpening] = useState(false);
  const open = (
    <Button variant="primary" onClick={() => setOpening(true)}>
      {t("open")}
    </Button>
  );
  return (
    <>
      <EmptyState title={t("emptyTitle")} actions={mayTrade ? open : undefined}>
        {mayTrade ? t("emptyText") : t("emptyViewer")}
      </EmptyState>
      {opening ? (
        <NewAccountDialog
          onClose={() => setOpening(false)}
          onOpened={({ accountId }) => {
            setOpening(false);
            choose(accountId);
          }}
        />
      ) : null}
    </>
  );
}
