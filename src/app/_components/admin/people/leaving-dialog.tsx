"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, FailedState, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";
import type { Person } from "./people-columns";

type Leaving = RouterOutputs["people"]["leaving"];

export interface LeavingDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

/** Asks about each open order and each key of somebody before they are deactivated. */
export function LeavingDialog({ person, onClose, onDone }: LeavingDialogProps) {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const { userId, email } = person;
  // Never from memory: an order that was sent a moment ago is asked about too.
  const leaving = useQuery(trpc.people.leaving.queryOptions({ userId }, { gcTime: 0, staleTime: 0 }));
  if (leaving.data !== undefined && !leaving.isFetching)
    return <Leave leaving={leaving.data} onClose={onClose} onDone={onDone} />;
  return (
    <Dialog open onOpenChange={onClose} title={t("deactivateTitle", { email })}>
      {leaving.error === null ? (
        <SkeletonRows rows={4} label={t("label")} />
      ) : (
        <FailedState title={t("failed")} error={leaving.error} onRetry={() => void leaving.refetch()} />
      )}
    </Dialog>
  );
}

function Leave({ leaving, onClose, onDone }: Omit<LeavingDialogProps, "person"> & { readonly leaving: Leaving }) {
  const t = useTranslations("people");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const { person, orders, keys, deployments } = leaving;
  const [cancelOrders, setCancelOrders] = useState<readonly string[]>(orders.map(({ orderId }) => orderId));
  const [revokeKeys, setRevokeKeys] = useState<readonly string[]>(keys.map(({ keyId }) => keyId));
  const [stopDeployments, setStopDeployments] = useState<readonly string[]>(
    deployments.map(({ deploymentId }) => deploymentId),
  );
  const deactivate = useMutation(
    trpc.people.deactivate.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ notCanceled, notStopped }) => {
        const count = notCanceled.length + notStopped.length;
        onDone(count === 0 ? t("deactivated") : t("deactivatedBut", { count }));
      },
    }),
  );
  const toggled = (list: readonly string[], id: string, isOn: boolean) =>
    isOn ? [...list, id] : list.filter((each) => each !== id);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("deactivateTitle", { email: person.email })}
      description={t("deactivateText")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="danger"
            busy={deactivate.isPending}
            onClick={() =>
              deactivate.mutate({
                userId: person.userId,
                cancelOrders: [...cancelOrders],
                revokeKeys: [...revokeKeys],
                stopDeployments: [...stopDeployments],
              })
            }
          >
            {t("deactivate")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-12">
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-semibold">{t("openOrders", { count: orders.length })}</legend>
          {orders.map(({ orderId, side, qty, filledQty, symbol, ordType }) => (
            <Checkbox
              key={orderId}
              checked={cancelOrders.includes(orderId)}
              onChange={(isOn) => setCancelOrders(toggled(cancelOrders, orderId, isOn))}
              label={t("cancelOrder", { side, qty, filled: filledQty, symbol, type: ordType.replaceAll("_", " ") })}
            />
          ))}
        </fieldset>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-semibold">{t("openDeployments", { count: deployments.length })}</legend>
          {deployments.map(({ deploymentId, name }) => (
            <Checkbox
              key={deploymentId}
              checked={stopDeployments.includes(deploymentId)}
              onChange={(isOn) => setStopDeployments(toggled(stopDeployments, deploymentId, isOn))}
              label={t("stopDeployment", { name })}
            />
          ))}
          {deployments.length === 0 ? null : <p className="text-tx-3">{t("deploymentsHint")}</p>}
        </fieldset>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 font-semibold">{t("openKeys", { count: keys.length })}</legend>
          {keys.map(({ keyId, name }) => (
            <Checkbox
              key={keyId}
              checked={revokeKeys.includes(keyId)}
              onChange={(isOn) => setRevokeKeys(toggled(revokeKeys, keyId, isOn))}
              label={t("revokeKey", { name })}
            />
          ))}
          {keys.length === 0 ? null : <p className="text-tx-3">{t("keysHint")}</p>}
        </fieldset>
        {deactivate.error === null ? null : (
          <p role="alert" className="text-danger">
            {say(toFailure(deactivate.error))}
          </p>
        )}
      </div>
    </Dialog>
  );
}
