"use client";

import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Panel, SignedNumber, Skeleton } from "@/app/_components/ui";
import { formatMoney } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { numberOf } from "../desk/blotter/column-parts";
import { Stage } from "../desk/scope/stage";
import type { AccountView } from "../desk/trading/types";
import { useAccount } from "../desk/trading/use-account";
import type { LiveMoney } from "./live-money";
import { sumByCurrency } from "./sum-by-currency";

/** Each is a question to the server: the others are on the page of accounts. */
const SHOWN_MAX = 8;
const REFRESH_MS = 30_000;

/** All accounts of the person side by side, and the sum of each currency; money of two currencies is never added. */
export function AccountsPanel({ chosen, money }: { readonly chosen: AccountView; readonly money: LiveMoney | null }) {
  const t = useTranslations("home.accounts");
  const trpc = useTRPC();
  const { accounts, choose } = useAccount();
  const mine = (accounts ?? []).filter(({ archivedAt, mine: isMine }) => archivedAt === null && isMine);
  const shown = mine.slice(0, SHOWN_MAX);
  const overviews = useQueries({
    queries: shown.map(({ accountId }) => ({
      ...trpc.accounts.get.queryOptions({ accountId }, { meta: { quiet: true } }),
      refetchInterval: REFRESH_MS,
    })),
  });
  if (mine.length < 2) return null;
  const rows = shown.map((account, place) => {
    const overview = overviews[place]?.data;
    // The chosen one as the strip above says it: by live prices.
    const isLive = account.accountId === chosen.accountId && money !== null && overview !== undefined;
    return { account, overview: isLive ? { ...overview, equity: money.equity, dayPnl: money.dayPnl } : overview };
  });
  const known = rows.flatMap(({ overview }) => (overview === undefined ? [] : [overview]));
  const sums = known.length === mine.length ? sumByCurrency(known) : [];
  const head = "pt-1.5 pb-1 font-normal text-tx-3";
  return (
    <Panel title={t("title")} sub={String(mine.length)}>
      <table className="num w-full text-12 leading-4.5">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="text-left">
            <th scope="col" className={`${head} pl-3 max-md:pl-4`}>
              {t("name")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("equity")}
            </th>
            <th scope="col" className={`${head} pr-3 text-right max-md:pr-4`}>
              {t("day")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ account, overview }) => (
            <tr key={account.accountId} className={account.accountId === chosen.accountId ? "h-6 bg-bg-2" : "h-6"}>
              <th scope="row" className="max-w-0 truncate pl-3 text-left font-normal max-md:pl-4">
                <button
                  type="button"
                  aria-current={account.accountId === chosen.accountId}
                  onClick={() => choose(account.accountId)}
                  className="max-w-full truncate font-semibold hover:underline max-md:min-h-11"
                >
                  {account.name}
                </button>{" "}
                <Stage kind={account.kind} />
              </th>
              <td className="text-right">
                {overview === undefined ? (
                  <Skeleton className="w-16" />
                ) : (
                  <>
                    {formatMoney(numberOf(overview.equity), account.baseCurrency)}{" "}
                    <span className="text-tx-3">{account.baseCurrency}</span>
                  </>
                )}
              </td>
              <td className="pr-3 text-right max-md:pr-4">
                {overview === undefined ? null : (
                  <SignedNumber
                    value={numberOf(overview.dayPnl)}
                    text={formatMoney(numberOf(overview.dayPnl), account.baseCurrency, { signed: true })}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
        {sums.length === 0 ? null : (
          <tfoot>
            {sums.map(({ currency, equity, dayPnl }) => (
              <tr key={currency} className="h-6 border-t border-line-2">
                <th scope="row" className="pl-3 text-left font-normal text-tx-2 max-md:pl-4">
                  {t("total")}
                </th>
                <td className="text-right">
                  {formatMoney(numberOf(equity), currency)} <span className="text-tx-3">{currency}</span>
                </td>
                <td className="pr-3 text-right max-md:pr-4">
                  <SignedNumber
                    value={numberOf(dayPnl)}
                    text={formatMoney(numberOf(dayPnl), currency, { signed: true })}
                  />
                </td>
              </tr>
            ))}
          </tfoot>
        )}
      </table>
      {mine.length > SHOWN_MAX ? (
        <p className="px-3 pb-2 text-11 text-tx-3 max-md:px-4">{t("others", { count: mine.length - SHOWN_MAX })}</p>
      ) : null}
    </Panel>
  );
}
