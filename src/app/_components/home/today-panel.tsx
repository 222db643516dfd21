"use client";

import { useTranslations } from "use-intl";
import { Link, Panel } from "@/app/_components/ui";
import { formatPrice } from "@/app/_lib/format";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { useFormat } from "@/app/_lib/use-format";
import { useNow } from "@/app/_lib/use-now";
import { useSymbols } from "../desk/blotter/use-symbols";
import { writeQty } from "../desk/trading/amounts";
import type { AccountView } from "../desk/trading/types";
import { useFills } from "../desk/trading/use-trading";
import { useNotifications } from "../shell/notification-list";

const SHOWN = 8;
const MINUTE_MS = 60_000;
const TONES = { info: "text-tx-2", success: "text-tx-2", warning: "text-warn", failure: "text-danger" } as const;

/** What happened today, newest first: what the account traded and what the person was told. Not there on a day without events. */
export function TodayPanel({ account }: { readonly account: AccountView | null }) {
  const t = useTranslations("home.today");
  const text = useCatalogText();
  const format = useFormat();
  const { tickOf } = useSymbols();
  const fills = useFills(account?.accountId ?? null, null).rows ?? [];
  const news = useNotifications().list.data ?? [];
  const today = format.date(useNow(MINUTE_MS));
  const events = [
    ...fills.map(({ execId, orderId, at, side, qty, price, symbol }) => ({
      key: `${orderId} ${execId}`,
      at: at as number,
      text: t(`fill.${side}`, { qty: writeQty(qty), symbol, price: formatPrice(Number(price), tickOf(symbol)) }),
      href:
        account === null
          ? null
          : `/chart?account=${account.accountId}&symbol=${encodeURIComponent(symbol)}&under=fills`,
      tone: "text-tx-1",
    })),
    ...news.map(({ notificationId, createdAt, messageKey, facts, href, severity }) => ({
      key: notificationId,
      at: createdAt as number,
      text: text(`notifications.text.${messageKey}`, facts),
      href,
      tone: TONES[severity],
    })),
  ]
    .filter(({ at }) => format.date(at) === today)
    .toSorted((left, right) => right.at - left.at);
  if (events.length === 0) return null;
  return (
    <Panel title={t("title")} sub={t("events", { count: events.length })}>
      <ul className="py-1">
        {events.slice(0, SHOWN).map(({ key, at, text: words, href, tone }) => (
          <li
            key={key}
            className="flex items-baseline gap-3 px-3 py-0.75 text-12 leading-4.5 max-md:px-4 max-md:py-1.5"
          >
            <time className="num shrink-0 text-tx-3">{format.time(at)}</time>
            <span className={`min-w-0 ${tone}`}>
              {href === null ? (
                words
              ) : (
                <Link href={href} className="hover:underline">
                  {words}
                </Link>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
