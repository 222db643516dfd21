"use client";

import { Archive, ArchiveRestore, Lock, MoreHorizontal, Share2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { IconButton, Menu } from "@/app/_components/ui";
import { notify, notifyFailure } from "@/app/_lib/notify";
import type { CatalogEntry } from "./types";
import { useStrategyChanges } from "./use-strategies";

const ICON = { "aria-hidden": true, size: 14 } as const;

export interface ChangeMenuProps {
  readonly strategy: Pick<CatalogEntry, "slug" | "title" | "shared" | "archived">;
}

/** Share and archive, and back: whoever may change a strategy does these too. */
export function ChangeMenu({ strategy }: ChangeMenuProps) {
  const t = useTranslations("strategies");
  const { archive, share } = useStrategyChanges();
  const { slug, title, archived, shared } = strategy;
  const name = { name: title };
  const said = (text: string) => ({
    onSuccess: () => notify("success", text),
    onError: (error: unknown) => notifyFailure(error, t("changeFailed", name)),
  });
  return (
    <Menu
      trigger={<IconButton label={t("more", name)} tooltip={false} icon={<MoreHorizontal {...ICON} />} />}
      items={[
        {
          kind: "item",
          key: "share",
          label: shared ? t("unshare") : t("share"),
          icon: shared ? <Lock {...ICON} /> : <Share2 {...ICON} />,
          disabled: share.isPending,
          onSelect: () =>
            share.mutate({ slug, shared: !shared }, said(shared ? t("unshared", name) : t("sharedNow", name))),
        },
        {
          kind: "item",
          key: "archive",
          label: archived ? t("restore") : t("archive"),
          icon: archived ? <ArchiveRestore {...ICON} /> : <Archive {...ICON} />,
          disabled: archive.isPending,
          onSelect: () =>
            archive.mutate(
              { slug, archived: !archived },
              said(archived ? t("restored", name) : t("archivedNow", name)),
            ),
        },
      ]}
    />
  );
}
