"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { FailedState } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";
import type { StopScope, StopStep } from "./use-stop";

type Account = RouterOutputs["orders"]["previewStop"]["accounts"][number];

/** Orders and positions change while somebody thinks. */
const PREVIEW_EVERY_MS = 3_000;

/** Exactly what a step would do now, account by account. */
export function StopPreview({ scope, step }: { readonly scope: StopScope; readonly step: StopStep }) {
  const t = useTranslations("halt.stop");
  const trpc = useTRPC();
  const preview = useQuery({
    ...trpc.orders.previewStop.queryOptions({ scope, step }, { meta: { quiet: true } }),
    refetchInterval: PREVIEW_EVERY_MS,
  });
  if (preview.data === undefined)
    return preview.error === null ? (
      <p className="text-12 text-tx-3">{t("loading")}</p>
    ) : (
      <FailedState title={t("failed")} error={preview.error} onRetry={() => void preview.refetch()} />
    );
  const { accounts, isMore } = preview.data;
  if (accounts.length === 0) return <p className="text-12 text-tx-2">{t("nobody")}</p>;
  return (
    <section
      aria-label={t("title")}
      className="flex max-h-64 flex-col gap-2 overflow-y-auto text-12"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      {accounts.map((account) => (
        <AccountLines key={account.accountId} account={account} isNamed={accounts.length > 1} />
      ))}
      {isMore ? <p className="text-tx-3">{t("more")}</p> : null}
    </section>
  );
}

function AccountLines({ account, isNamed }: { readonly account: Account; readonly isNamed: boolean }) {
  const t = useTranslations("halt.stop");
  const say = useFailureText();
  const { cancels, closes, stays } = account;
  return (
    <div>
      {isNamed ? <b className="font-medium">{account.account}</b> : null}
      <ul className="list-disc pl-5 text-tx-2">
        <li>
          {t("cancels", { count: cancels.length })}
          {cancels.length === 0 ? null : `: ${cancels.map((order) => t("line", order)).join(", ")}`}
        </li>
        {closes.map(({ symbol, side, qty, why }) => (
          <li key={symbol} className={why === null ? "" : "text-warn"}>
            {t(why === null ? "close" : "closeNot", { side, qty, symbol })}
            {why === null ? null : ` ${say(fromJobError(why))}`}
          </li>
        ))}
        {stays === 0 ? null : <li>{t("stays", { count: stays })}</li>}
      </ul>
    </div>
  );
}
