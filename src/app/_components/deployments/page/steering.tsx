"use client";

import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { newKey } from "@/app/_components/desk/trading/new-key";
import { Button, ConfirmDialog, lateDialog } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { writeQty } from "../../desk/trading/amounts";
import { ShadowButton } from "../shadow/shadow-button";
import type { DeploymentDetail } from "../types";
import { useSteering } from "../use-deployments";

const HaltDialog = lateDialog(() => import("../../desk/scope/halt-dialog").then((module) => module.HaltDialog));

type Asked = "pause" | "stop" | "flatten";

/** Start, pause, close and stop: what the asking person may do now, each with what it will do. */
export function Steering({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments.steer");
  const say = useFailureText();
  const { deploymentId, name, may, openOrders, positions } = deployment;
  const { start, pause, stop, flatten } = useSteering(deploymentId);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [isHalting, setHalting] = useState(false);
  const told = (what: Asked | "start") => ({
    onSuccess: () => {
      notify("success", t(`done.${what}`, { name }));
      setAsked(null);
    },
    onError: (error: unknown) => {
      notifyFailed(t(`failed.${what}`, { name }), say(toFailure(error)));
      setAsked(null);
    },
  });
  const go = (what: Asked) => {
    if (what === "pause") pause.mutate({ deploymentId }, told(what));
    else if (what === "stop") stop.mutate({ deploymentId }, told(what));
    else flatten.mutate({ deploymentId, idempotencyKey: newKey() }, told(what));
  };
  const held = positions
    .filter(({ qty }) => Number(qty) !== 0)
    .map(({ qty, symbol }) => `${writeQty(qty)} ${symbol}`)
    .join(", ");
  const isBusy = pause.isPending || stop.isPending || flatten.isPending;
  const button = "max-md:h-11";
  return (
    <div className="flex flex-wrap items-center gap-2 py-1">
      {may.includes("start") ? (
        <Button
          variant="primary"
          busy={start.isPending}
          onClick={() => start.mutate({ deploymentId }, told("start"))}
          className={button}
        >
          {t("start")}
        </Button>
      ) : null}
      <ShadowButton deployment={deployment} />
      {may.includes("pause") ? (
        <Button onClick={() => setAsked("pause")} className={button}>
          {t("pause")}
        </Button>
      ) : null}
      {may.includes("flatten") && (held !== "" || openOrders > 0) ? (
        <Button variant="danger" onClick={() => setAsked("flatten")} className={button}>
          {t("flatten")}
        </Button>
      ) : null}
      {may.includes("stop") ? (
        <Button variant="danger" onClick={() => setAsked("stop")} className={button}>
          {t("stop")}
        </Button>
      ) : null}
      {may.includes("stop") ? (
        <Button
          variant="danger"
          icon={<CircleAlert aria-hidden="true" size={13} />}
          onClick={() => setHalting(true)}
          className={button}
        >
          {t("halt")}
        </Button>
      ) : null}
      {isHalting ? (
        <HaltDialog target={deployment} state={undefined} wanted="halted" onClose={() => setHalting(false)} />
      ) : null}
      {asked === null ? null : (
        <ConfirmDialog
          open
          onOpenChange={(open) => (open ? undefined : setAsked(null))}
          title={t(`title.${asked}`, { name })}
          consequence={t(`will.${asked}`, { orders: openOrders, held: held === "" ? "none" : held })}
          confirmLabel={t(asked)}
          danger={asked !== "pause"}
          busy={isBusy}
          onConfirm={() => go(asked)}
        />
      )}
    </div>
  );
}
