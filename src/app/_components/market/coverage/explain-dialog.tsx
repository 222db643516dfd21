"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, Field, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { type Finding, useSayOfFinding } from "./use-coverage";

const REASONS = ["reason", "halted", "no_trade"] as const;
const REASON_LENGTH_MAX = 500;

/** Takes the reason why a finding is as it is. Null is closed. */
export function ExplainDialog({
  finding,
  onClose,
}: {
  readonly finding: Finding | null;
  readonly onClose: () => void;
}) {
  if (finding === null) return null;
  return <OpenDialog key={finding.findingId} finding={finding} onClose={onClose} />;
}

function OpenDialog({ finding, onClose }: { readonly finding: Finding; readonly onClose: () => void }) {
  const t = useTranslations("finding");
  const f = useTranslations("form");
  const say = useFailureText();
  const { explain } = useSayOfFinding();
  const [explanation, setExplanation] = useState<(typeof REASONS)[number]>("reason");
  const [reason, setReason] = useState("");
  const [isTried, setIsTried] = useState(false);
  const isMissing = explanation === "reason" && reason.trim() === "";
  const save = () => {
    setIsTried(true);
    if (isMissing) return;
    explain.mutate(
      { findingId: finding.findingId, explanation, reason },
      {
        onSuccess: () => {
          notify("success", t("explained"));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("explainTitle")}
      description={`${finding.symbol} ${finding.resolution}, ${t(`kinds.${finding.kind}`)}. ${t("explainText")}`}
      actions={
        <Button variant="primary" busy={explain.isPending} onClick={save}>
          {t("save")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {explain.error === null ? null : <Banner tone="bad">{say(toFailure(explain.error))}</Banner>}
        <Field label={t("because")}>
          <Select
            value={explanation}
            options={REASONS.map((one) => ({ value: one, label: t(`explanations.${one}`) }))}
            onChange={setExplanation}
          />
        </Field>
        <Field label={t("reason")} hint={t("reasonHint")} error={isTried && isMissing ? f("needsValue") : null}>
          <TextInput value={reason} maxLength={REASON_LENGTH_MAX} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  );
}
