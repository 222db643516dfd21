"use client";

import { useTranslations } from "use-intl";
import { FailedState } from "@/app/_components/ui";
import { AccountGate } from "./account-gate";
import { AccountStrip, AccountStripWaiting } from "./account-strip";
import { PositionsTable } from "./positions-table";
import type { AccountView } from "./types";
import { useOverview } from "./use-portfolio";

/** One account: what it is worth, and what it holds. */
export function OverviewPage() {
  const t = useTranslations("portfolio");
  return (
    <AccountGate title={t("tabs.overview")} waiting={<AccountStripWaiting />}>
      {(account) => <AccountOverview key={account.accountId} account={account} />}
    </AccountGate>
  );
}

function AccountOverview({ account }: { readonly account: AccountView }) {
  const t = useTranslations("portfolio");
  const overview = useOverview(account.accountId);
  return (
    <>
      {overview.data !== undefined ? (
        <AccountStrip overview={overview.data} />
      ) : overview.error !== null ? (
        <FailedState title={t("overviewFailed")} error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <AccountStripWaiting currency={account.baseCurrency} />
      )}
      <PositionsTable account={account} />
    </>
  );
}
