"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, FailedState, Field, IconButton, SkeletonRows, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyUndo } from "@/app/_lib/notify";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { deviceOf } from "./arrangement";
import { useArrangement, useSavedLayouts } from "./use-layouts";

const NAME_CHARS_MAX = 40;
const SKELETON_ROWS = 3;

/** The person's saved arrangements: open one, save this one under a name, delete one. They are there wherever one signs in. */
export function LayoutsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("desk.layouts");
  const say = useFailureText();
  const format = useFormat();
  const { body, take } = useArrangement();
  const { list, save, remove, restore } = useSavedLayouts(true);
  const [name, setName] = useState("");
  const failure = save.error === null ? null : toFailure(save.error);
  const removed = remove.error === null ? null : toFailure(remove.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("saved")}
      description={t("hint")}
      actions={<Button onClick={onClose}>{t("close")}</Button>}
    >
      <form
        noValidate
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { name, device: deviceOf(window.innerWidth), body },
            {
              onSuccess: (saved) => {
                setName("");
                notify("success", t("done", { name: saved.name }));
              },
            },
          );
        }}
      >
        <Field label={t("name")} error={failure === null ? null : say(failure)} className="flex-1">
          <TextInput
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {t("save")}
        </Button>
      </form>
      {removed === null ? null : <Banner tone="bad">{say(removed)}</Banner>}
      {list.data === undefined ? (
        list.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={list.error} onRetry={() => void list.refetch()} />
        )
      ) : list.data.saved.length === 0 ? (
        <p className="py-3 text-12 text-tx-3">{t("none")}</p>
      ) : (
        <ul className="flex flex-col" aria-label={t("saved")}>
          {list.data.saved.map((each) => (
            <li key={each.layoutId} className="flex items-center gap-2 border-t border-line-1 py-1">
              <button
                type="button"
                className="min-w-0 flex-1 truncate text-left text-13 hover:text-accent max-md:min-h-11"
                onClick={() => {
                  take(each.body);
                  onClose();
                }}
              >
                {each.name}
              </button>
              <span className="text-11 text-tx-3">
                {t(`device.${each.device}`)}, {t("count", { count: each.body.charts })},{" "}
                {format.dateTime(each.changedAt)}
              </span>
              <IconButton
                label={t("delete", { name: each.name })}
                icon={<Trash2 aria-hidden="true" size={14} />}
                onClick={() => {
                  const { layoutId, changedAt: _at, ...layout } = each;
                  remove.mutate(
                    { layoutId },
                    { onSuccess: () => notifyUndo(t("deleted", { name: each.name }), () => restore.mutate(layout)) },
                  );
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
