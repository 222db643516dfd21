"use client";

import { Bot, CircleAlert, CircleHelp, Clock, OctagonAlert, Scale, ShieldAlert, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Link, lateDialog, Panel, Skeleton } from "@/app/_components/ui";
import { formatDuration } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { useNow } from "@/app/_lib/use-now";
import type { AccountView } from "../desk/trading/types";
import { toneOf } from "./needs";
import type { Home } from "./use-home";
import { useNeedWords } from "./use-need-words";

const HaltDialog = lateDialog(() => import("../desk/scope/halt-dialog").then((module) => module.HaltDialog));

const SECOND_MS = 1_000;
/** More than these are on the pages they lead to. */
const SHOWN_MAX = 6;
const ICONS = {
  unknown_order: CircleHelp,
  quarantined: CircleHelp,
  trading: OctagonAlert,
  over_limit: ShieldAlert,
  near_limit: ShieldAlert,
  unknown_limit: ShieldAlert,
  asked: ShieldAlert,
  waiting: ShieldAlert,
  unreconciled: Scale,
  deployment: Bot,
  unprotected: TriangleAlert,
  stale: Clock,
  unpriced: Clock,
  feed: Clock,
  health: CircleAlert,
} as const;

/** What a person should look at now, most urgent first. On a quiet day one line says so. */
export function NeedsPanel({
  account,
  isChoosing,
  home,
}: {
  readonly account: AccountView | null;
  /** It is not known yet which account that is. */
  readonly isChoosing: boolean;
  readonly home: Home;
}) {
  const t = useTranslations("home.needs");
  const words = useNeedWords(account);
  const mayTrade = useMayTrade();
  const now = useNow(SECOND_MS);
  const [changing, setChanging] = useState(false);
  const { needs, state, unread } = home;
  if (needs.length === 0)
    return (
      <Panel title={t("title")} {...(unread === null && !isChoosing ? { sub: "0" } : {})} tools={<IncidentLink />}>
        {isChoosing || unread === "reading" ? (
          <Reading label={t("reading")} />
        ) : (
          <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{unread === null ? t("quiet") : t("unread")}</p>
        )}
      </Panel>
    );
  return (
    <Panel
      title={t("title")}
      sub={String(needs.length)}
      tools={
        <>
          <span className="text-11 max-lg:hidden">{t("order")}</span>
          <IncidentLink />
        </>
      }
    >
      <ul>
        {needs.slice(0, SHOWN_MAX).map((need, place) => {
          const { title, text, sinceMs, action, href } = words(need);
          const Icon = ICONS[need.kind];
          return (
            <li
              // Needs of one kind have no name of their own; their order is their urgency.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              key={`${need.kind} ${place}`}
              className="grid grid-cols-[16px_minmax(0,1fr)_auto_auto] items-center gap-x-3 border-b border-line-1 px-3 py-1.75 text-12 leading-4.5 last:border-b-0 max-md:grid-cols-[16px_minmax(0,1fr)_auto] max-md:px-4"
            >
              <Icon
                aria-hidden="true"
                size={16}
                strokeWidth={1.5}
                className={toneOf(need) === "bad" ? "text-danger" : "text-warn"}
              />
              <div className="min-w-0">
                <p className="font-semibold text-tx-1">
                  <span className="sr-only">{t(`tone.${toneOf(need)}`)} </span>
                  {title}
                </p>
                {text === "" ? null : <p className="num text-tx-2">{text}</p>}
              </div>
              <time className="num text-tx-3 max-md:hidden">
                {sinceMs === null || now === 0 ? null : formatDuration(now - sinceMs)}
              </time>
              {href !== null ? (
                <Button asChild size="sm" className="min-w-28 max-md:h-11 max-md:min-w-0">
                  <Link href={href}>{action}</Link>
                </Button>
              ) : mayTrade ? (
                <Button size="sm" className="min-w-28 max-md:h-11 max-md:min-w-0" onClick={() => setChanging(true)}>
                  {action}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
      {needs.length > SHOWN_MAX ? (
        <p className="px-3 pb-2 text-11 text-tx-3 max-md:px-4">{t("more", { count: needs.length - SHOWN_MAX })}</p>
      ) : null}
      {changing && account !== null ? (
        <HaltDialog target={account} state={state} wanted="active" onClose={() => setChanging(false)} />
      ) : null}
    </Panel>
  );
}

/** As high as what a quiet day says: a line of it, two on a phone. */
function Reading({ label }: { readonly label: string }) {
  return (
    <output aria-label={label} className="px-3 py-2.5 text-12 leading-4.5 max-md:min-h-14 max-md:px-4">
      <Skeleton className="w-40" />
    </output>
  );
}

/** A page without script, so the browser goes there itself. */
function IncidentLink() {
  const t = useTranslations("shell");
  return (
    <a href="/incident" className="text-12 text-accent hover:underline max-md:py-3" title={t("incidentNote")}>
      {t("incident")}
    </a>
  );
}
