"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Banner, Button, Field, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";

const OFF = "off";
/** Every month has it. */
const DAYS = Array.from({ length: 28 }, (_, place) => String(place + 1));

/** The drill of each month, and one now: both on the account that is chosen. */
export function DrillForm({ drills }: { readonly drills: RouterOutputs["drills"]["list"] }) {
  const t = useTranslations("drills");
  const say = useFailureText();
  const { plan } = drills;
  const { accounts } = useAccount();
  const choices = (accounts ?? [])
    .filter(({ kind, archivedAt, mayTrade }) => kind === "paper" && archivedAt === null && mayTrade)
    .map(({ accountId, name }) => ({ value: accountId, label: name }));
  const [day, setDay] = useState(plan === null ? OFF : String(plan.day));
  const [chosen, setChosen] = useState<string | null>(plan?.accountId ?? null);
  const [symbol, setSymbol] = useState(plan?.symbol ?? "");
  const accountId = chosen ?? choices[0]?.value ?? "";
  const { save, begin } = useDrillMutations();
  const failure = [save.error, begin.error].find((error) => error !== null) ?? null;
  const said = failure === null ? null : toFailure(failure);
  const errorOf = (field: string) => (said?.path?.endsWith(field) === true ? say(said) : undefined);
  const hasField = ["accountId", "symbol", "day"].some((field) => said?.path?.endsWith(field) === true);
  const isBusy = drills.drills.some(({ endedAt }) => endedAt === null);
  return (
    <form
      noValidate
      aria-label={t("plan")}
      className="flex flex-wrap items-start gap-3 border-b border-line-2 px-3 pb-3 max-md:px-4"
      onSubmit={(event) => {
        event.preventDefault();
        begin.reset();
        save.mutate({ plan: day === OFF ? null : { day: Number(day), accountId, symbol } });
      }}
    >
      <div className="w-56 max-md:w-full">
        <Field label={t("account")} error={errorOf("accountId")}>
          <Select value={accountId} options={choices} onChange={setChosen} placeholder={t("noAccount")} />
        </Field>
      </div>
      <div className="w-56 max-md:w-full">
        <Field label={t("symbol")} hint={t("symbolHint")} error={errorOf("symbol")}>
          <TextInput value={symbol} maxLength={40} onChange={(event) => setSymbol(event.target.value)} />
        </Field>
      </div>
      <div className="w-44 max-md:w-full">
        <Field label={t("day")} error={errorOf("day")}>
          <Select
            value={day}
            options={[
              { value: OFF, label: t("days.off") },
              ...DAYS.map((value) => ({ value, label: t("dayOf", { day: value }) })),
            ]}
            onChange={setDay}
          />
        </Field>
      </div>
      <div className="flex gap-2 max-md:w-full md:mt-5.25">
        <Button type="submit" variant="primary" busy={save.isPending} className="max-md:h-11">
          {t("save")}
        </Button>
        <Button
          busy={begin.isPending}
          disabled={isBusy || accountId === "" || symbol.trim() === ""}
          className="max-md:h-11"
          onClick={() => {
            save.reset();
            begin.mutate({ accountId, symbol });
          }}
        >
          {t("now")}
        </Button>
      </div>
      {said === null || hasField ? null : (
        <div className="w-full">
          <Banner tone="bad">{say(said)}</Banner>
        </div>
      )}
    </form>
  );
}

function useDrillMutations() {
  const t = useTranslations("drills");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => void queryClient.invalidateQueries(trpc.drills.pathFilter());
  const meta = { quiet: true };
  const save = useMutation(
    trpc.drills.plan.mutationOptions({ meta, onSuccess: () => notify("success", t("saved")), onSettled }),
  );
  const begin = useMutation(
    trpc.drills.begin.mutationOptions({ meta, onSuccess: () => notify("success", t("begun")), onSettled }),
  );
  return { save, begin };
}
