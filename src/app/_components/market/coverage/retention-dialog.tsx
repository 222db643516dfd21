"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, Field, Note, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatBytes, formatDate } from "@/app/_lib/format";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { KEEP_DAYS_MAX, KEEP_DAYS_MIN } from "@/modules/data";
import type { RouterOutputs } from "@/server/api/root";

type Kept = RouterOutputs["storage"]["read"]["resolutions"][number];

/** Takes how long bars of a resolution are kept. What would go is shown before it can be said. */
export function RetentionDialog({ of, onClose }: { readonly of: Kept; readonly onClose: () => void }) {
  const t = useTranslations("storage");
  const trpc = useTRPC();
  const client = useQueryClient();
  const say = useFailureText();
  const { resolution } = of;
  const [text, setText] = useState(of.keepDays === null ? "" : String(of.keepDays));
  /** The days whose outcome was asked for. */
  const [asked, setAsked] = useState<number | null>(null);
  const days = text.trim() === "" ? null : Number(text);
  const wrong = days !== null && !(Number.isInteger(days) && days >= KEEP_DAYS_MIN && days <= KEEP_DAYS_MAX);
  const preview = useQuery(
    trpc.storage.preview.queryOptions({ resolution, keepDays: asked ?? KEEP_DAYS_MAX }, { enabled: asked !== null }),
  );
  const keep = useMutation(
    trpc.storage.keep.mutationOptions({
      onSuccess(now) {
        client.setQueryData(trpc.storage.read.queryKey(), now);
        notify("success", days === null ? t("savedForEver") : t("saved", { days }));
        onClose();
      },
    }),
  );
  const shown = asked !== null && asked === days ? preview.data : undefined;
  const mayKeep = !wrong && (days === null || shown !== undefined);
  const failure = keep.error ?? (asked === days ? preview.error : null);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("dialogTitle", { resolution })}
      description={t("dialogText")}
      actions={
        mayKeep ? (
          <Button
            variant={days === null ? "primary" : "danger-fill"}
            busy={keep.isPending}
            onClick={() => keep.mutate({ resolution, keepDays: days })}
          >
            {days === null ? t("saveForEver") : t("save", { days })}
          </Button>
        ) : (
          <Button variant="primary" busy={preview.isFetching} disabled={wrong} onClick={() => setAsked(days)}>
            {t("preview")}
          </Button>
        )
      }
    >
      <Field
        label={t("daysLabel")}
        hint={t("daysHint", { least: KEEP_DAYS_MIN, most: KEEP_DAYS_MAX })}
        error={wrong ? t("daysHint", { least: KEEP_DAYS_MIN, most: KEEP_DAYS_MAX }) : undefined}
      >
        <TextInput inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <div aria-live="polite">
        {failure === null || failure === undefined ? null : <Banner tone="bad">{say(toFailure(failure))}</Banner>}
        {shown === undefined ? null : (
          <Note tone={shown.bars === 0 ? "ok" : "warn"}>
            {t("previewed", {
              bars: shown.bars,
              series: shown.series,
              bytes: formatBytes(shown.bytes),
              date: formatDate(shown.beforeMs, "UTC"),
            })}{" "}
            {shown.bars === 0 ? null : t("longer", { longer: shown.longer.join(", ") })}
          </Note>
        )}
      </div>
    </Dialog>
  );
}
