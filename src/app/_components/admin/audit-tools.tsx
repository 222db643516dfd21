"use client";

import { useMutation } from "@tanstack/react-query";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { Banner, Button, FailedState, TextInput } from "../ui";

type AuditCheck = RouterOutputs["system"]["verifyAudit"];

/** Nobody waits longer than this for a list after the last key. */
const TYPED_MS = 300;
const FIELDS = ["actor", "action", "subject"] as const;

/** Which rows are shown, in the address. */
export function useAuditFilter() {
  return useQueryStates(
    {
      actor: parseAsString.withDefault(""),
      action: parseAsString.withDefault(""),
      subject: parseAsString.withDefault(""),
    },
    { limitUrlUpdates: debounce(TYPED_MS) },
  );
}

/** Says which rows are shown, and holds the whole log against its seals. */
export function AuditTools() {
  const t = useTranslations("admin.audit");
  const trpc = useTRPC();
  const [filter, setFilter] = useAuditFilter();
  const verify = useMutation(trpc.system.verifyAudit.mutationOptions({ meta: { quiet: true } }));
  return (
    <>
      <search
        aria-label={t("filter.label")}
        className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line-2 bg-bg-1 px-4 py-2"
      >
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            type="search"
            aria-label={t(`filter.${field}`)}
            placeholder={t(`filter.${field}`)}
            className="w-52 max-sm:w-full"
            value={filter[field]}
            onChange={(event) => void setFilter({ [field]: event.target.value })}
          />
        ))}
        <span className="flex-1" />
        <Button busy={verify.isPending} onClick={() => verify.mutate({ knownHead: null })}>
          {t("verify.button")}
        </Button>
      </search>
      {verify.error === null ? null : <FailedState title={t("verify.failed")} error={verify.error} />}
      {verify.data === undefined ? null : <CheckNote check={verify.data} />}
    </>
  );
}

/** Whether the log holds, and where it does not. */
function CheckNote({ check }: { readonly check: AuditCheck }) {
  const t = useTranslations("admin.audit.verify");
  const format = useFormat();
  const { fault, sealed, head, unsealed } = check;
  const tail = unsealed === null ? "" : ` ${t("tail", { rows: unsealed.rows, first: unsealed.firstId })}`;
  if (fault !== null)
    return (
      <Banner tone="bad">
        <b>
          {t(fault.kind, { seal: fault.sealNo, row: fault.logId ?? "", at: format.dateTime(fault.sealedAt, true) })}
        </b>{" "}
        {t("until", { sealed })}
      </Banner>
    );
  return (
    <Banner tone="ok">
      <span className="break-all">
        {head === null ? t("empty") : t("whole", { sealed, head })}
        {tail} {head === null ? null : t("keep")}
      </span>
    </Banner>
  );
}
