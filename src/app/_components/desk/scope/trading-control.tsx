"use client";

import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Lamp, type LampState, lateDialog } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import type { TradingStateView } from "../trading/types";
import { useAccount } from "../trading/use-account";
import { useTradingState } from "../trading/use-trading";

const HaltDialog = lateDialog(() => import("./halt-dialog").then((module) => module.HaltDialog));

const LAMPS: Record<TradingStateView["effective"], LampState> = { active: "ok", reduce_only: "warn", halted: "bad" };

/** Since when, by whom and why a state holds, in one line. */
export function useSince(): (state: TradingStateView) => string {
  const t = useTranslations("halt");
  const format = useFormat();
  return ({ since, by, reason }) =>
    since === null ? "" : t("since", { time: format.time(since), by: by ?? "none", reason: reason ?? "none" });
}

/** Whether the account trades, in a word, and the way to stop it: one glance away on every page. */
export function TradingControl() {
  const t = useTranslations("halt");
  const mayTrade = useMayTrade();
  const since = useSince();
  const { account } = useAccount();
  const { data: state } = useTradingState(account?.accountId ?? null);
  const [changing, setChanging] = useState(false);
  if (account === null || account.kind !== "paper") return null;
  const isActive = state === undefined || state.effective === "active";
  return (
    <>
      {state === undefined ? null : (
        <span title={since(state)} className="text-12 max-xl:hidden max-md:block">
          <Lamp state={LAMPS[state.effective]}>{t(`state.${state.effective}`)}</Lamp>
        </span>
      )}
      {mayTrade ? (
        <Button
          size="sm"
          variant={isActive ? "danger" : "default"}
          icon={<CircleAlert aria-hidden="true" size={13} />}
          onClick={() => setChanging(true)}
          className="max-md:h-11"
        >
          {t(isActive ? "halt" : "resume")}
        </Button>
      ) : null}
      {changing ? (
        <HaltDialog
          target={account}
          state={state}
          wanted={isActive ? "halted" : "active"}
          onClose={() => setChanging(false)}
        />
      ) : null}
    </>
  );
}
