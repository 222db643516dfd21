"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, Field, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { useWatchlistChanges, Watchlist } from "./use-watchlists";

const NAME_CHARS_MAX = 60;
const NO_SYMBOLS: readonly string[] = [];

export interface ListDialogProps {
  /** Undefined: a new one. */
  readonly list: Watchlist | undefined;
  /** What a new one begins with. */
  readonly symbols?: readonly string[];
  readonly changes: Pick<ReturnType<typeof useWatchlistChanges>, "create" | "edit">;
  readonly onClose: () => void;
}

/** Name of a list, and whether everybody sees it. */
export function ListDialog({ list, symbols = NO_SYMBOLS, changes, onClose }: ListDialogProps) {
  const t = useTranslations("watchlists");
  const say = useFailureText();
  const [name, setName] = useState(list?.name ?? "");
  const [shared, setShared] = useState(list?.shared ?? false);
  const { create, edit } = changes;
  const error = create.error ?? edit.error;
  const close = () => {
    create.reset();
    edit.reset();
    onClose();
  };
  const save = () => {
    if (list === undefined) create.mutate({ name, shared, symbols: [...symbols] }, { onSuccess: close });
    else edit.mutate({ watchlistId: list.watchlistId, change: { name, shared } }, { onSuccess: close });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : close())}
      title={list === undefined ? t("createTitle") : t("editTitle")}
      actions={
        <Button
          variant="primary"
          busy={create.isPending || edit.isPending}
          disabled={name.trim() === ""}
          onClick={save}
        >
          {t("save")}
        </Button>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") save();
        }}
      >
        <Field
          label={t("name")}
          required
          hint={t("nameHint")}
          error={error === null ? undefined : say(toFailure(error))}
        >
          <TextInput
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Checkbox checked={shared} onChange={setShared} label={t("share")} hint={t("shareHint")} />
      </form>
    </Dialog>
  );
}
