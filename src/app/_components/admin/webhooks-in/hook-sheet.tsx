"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, Sheet } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { HookCalls } from "./hook-calls";
import { HookTerms, HookTrial } from "./hook-terms";
import type { Webhook } from "./types";

/** One webhook: what it did, what it would do, and how it reads what comes. */
export function HookSheet({ hook, onClose }: { readonly hook: Webhook; readonly onClose: () => void }) {
  const t = useTranslations("webhooksIn");
  return (
    <Sheet
      open
      onOpenChange={onClose}
      title={hook.name}
      sub={`${t(`modes.${hook.mode}`)} · ${hook.accountName}`}
      className="md:w-[min(560px,100vw)]"
    >
      <div className="flex flex-col gap-5 p-3 max-md:px-4">
        <ModeSteps hook={hook} />
        {hook.mine ? (
          <Part title={t("try")}>
            <HookTrial hook={hook} />
          </Part>
        ) : null}
        <Part title={t("calls")}>
          <HookCalls hookId={hook.hookId} />
        </Part>
        <Part title={t("limits")}>
          <HookTerms key={JSON.stringify([hook.template, hook.limits])} hook={hook} />
        </Part>
      </div>
    </Sheet>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-12 font-semibold text-tx-1">{title}</h3>
      {children}
    </section>
  );
}

/** From a dry run to live, and back. */
function ModeSteps({ hook }: { readonly hook: Webhook }) {
  const t = useTranslations("webhooksIn");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const change = useMutation(
    trpc.webhookIn.change.mutationOptions({
      onSuccess: () => {
        notify("success", t("changed"));
        void queryClient.invalidateQueries(trpc.webhookIn.pathFilter());
      },
      onSettled: () => setAsking(false),
    }),
  );
  const to = (mode: Webhook["mode"]) => change.mutate({ hookId: hook.hookId, mode });
  const { mode, mine, triedAt } = hook;
  return (
    <div className="flex flex-col gap-2 text-12 text-tx-2">
      <p>{t(`modesHint.${mode}`)}</p>
      <div className="flex flex-wrap gap-2">
        {mine && mode !== "live" ? (
          <Button variant="primary" disabled={triedAt === null} onClick={() => setAsking(true)}>
            {t("goLive")}
          </Button>
        ) : null}
        {mine && mode !== "dry" ? <Button onClick={() => to("dry")}>{t("toDry")}</Button> : null}
        {mode === "off" ? null : <Button onClick={() => to("off")}>{t("off")}</Button>}
      </div>
      {mine && triedAt === null ? <p>{t("notTried")}</p> : null}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("goLiveTitle", { name: hook.name })}
        consequence={t("goLiveText", { account: hook.accountName })}
        confirmLabel={t("goLive")}
        busy={change.isPending}
        onConfirm={() => to("live")}
      />
    </div>
  );
}
