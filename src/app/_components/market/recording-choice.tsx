"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";

/** Whether an instrument is streamed and recorded whoever looks, and the switch for it. */
export function RecordingChoice({ symbol }: { readonly symbol: string }) {
  const t = useTranslations("market.recording");
  const trpc = useTRPC();
  const client = useQueryClient();
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const options = trpc.instrument.recording.queryOptions({ symbol });
  const recording = useQuery(options);
  const change = useMutation(
    trpc.instrument.record.mutationOptions({ onSuccess: (now) => client.setQueryData(options.queryKey, now) }),
  );
  const failure = recording.error ?? change.error;
  const now = recording.data;
  return (
    <section className="border-t border-line-2 px-3 py-2 text-12 max-md:px-4" aria-label={t("title")}>
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-semibold">{t("title")}</h3>
        {now !== undefined && mayTrade && (now.recorded || now.feeds.length > 0) ? (
          <Button
            size="sm"
            busy={change.isPending}
            aria-pressed={now.recorded}
            onClick={() => change.mutate({ symbol, recorded: !now.recorded })}
          >
            {now.recorded ? t("stop") : t("start")}
          </Button>
        ) : null}
      </div>
      {failure === null ? null : (
        <p role="alert" className="text-danger">
          {say(toFailure(failure))}
        </p>
      )}
      <p className="text-tx-2" aria-live="polite">
        {now === undefined ? t("loading") : now.feeds.length === 0 ? t("nobody") : now.recorded ? t("on") : t("off")}
      </p>
    </section>
  );
}
