"use client";

import { GitCompare, History, MoreHorizontal, Play, ScrollText, Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import {
  ConfirmDialog,
  FailedState,
  IconButton,
  Menu,
  type MenuItem,
  Note,
  PanelHead,
  SkeletonRows,
} from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { notify } from "@/app/_lib/notify";
import { useSession } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { nameOfVersion } from "../names";
import { PublishDialog } from "../publish/publish-dialog";
import type { StrategyDetail, StrategyVersion } from "../types";
import { useVersions } from "../use-runnable";
import { useStrategyChanges, useStrategyVersions } from "../use-strategies";
import type { EditorAddress } from "./use-editor-address";

const SKELETON_ROWS = 6;
const HASH_SHOWN = 8;
const ICON = { "aria-hidden": true, size: 14 } as const;

export interface VersionsPanelProps {
  readonly strategy: StrategyDetail;
  readonly address: EditorAddress;
  /** Whether the person may roll back. */
  readonly mayChange: boolean;
  /** Whether the editor holds changes that are not saved. */
  readonly isChanged: boolean;
}

/** Address of the backtest form, filled in with one version. */
export function backtestOf(slug: string, number: number): string {
  return `/strategies/backtest?strategy=${encodeURIComponent(nameOfVersion(slug, number))}`;
}

/** Every version, newest first: read it, compare it, test it, roll back to it. */
export function VersionsPanel(props: VersionsPanelProps) {
  const { strategy } = props;
  const t = useTranslations("strategyEditor");
  const versions = useStrategyVersions(strategy.slug);
  const [rollingTo, setRollingTo] = useState<number | null>(null);
  const [publishing, setPublishing] = useState<number | null>(null);
  return (
    <section aria-label={t("versions")} className="flex min-h-0 flex-col">
      <PanelHead
        title={t("versions")}
        sub={versions.data === undefined ? undefined : formatInteger(strategy.newest.number)}
      />
      <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
        {versions.data === undefined && versions.error !== null ? (
          <FailedState title={t("versionsFailed")} error={versions.error} onRetry={() => void versions.refetch()} />
        ) : versions.data === undefined ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loadingVersions")} />
        ) : (
          <ol>
            {versions.data.map((version) => (
              <VersionRow
                key={version.number}
                {...props}
                version={version}
                onRollBack={setRollingTo}
                onPublish={setPublishing}
              />
            ))}
          </ol>
        )}
      </div>
      {publishing === null ? null : (
        <PublishVersion slug={strategy.slug} number={publishing} onClose={() => setPublishing(null)} />
      )}
      {rollingTo === null ? null : <RollBack {...props} to={rollingTo} onClose={() => setRollingTo(null)} />}
    </section>
  );
}

interface VersionRowProps extends VersionsPanelProps {
  readonly version: StrategyVersion;
  readonly onRollBack: (number: number) => void;
  readonly onPublish: (number: number) => void;
}

/** Whether the page shows this version now. */
function isShown({ view }: EditorAddress, number: number, newest: number): boolean {
  if (view.kind === "compare") return view.from === number || view.to === number;
  return view.kind === "read" ? view.number === number : number === newest;
}

function VersionRow(props: VersionRowProps) {
  const { strategy, address, version } = props;
  const t = useTranslations("strategyEditor");
  const format = useFormat();
  const { number, hash, note, author, savedAtMs, rolledBackTo } = version;
  const newest = strategy.newest.number;
  const shown = isShown(address, number, newest);
  return (
    <li
      aria-current={shown ? "true" : undefined}
      className={cn(
        "flex items-start gap-1 border-b border-line-1 py-1.5 pr-1 pl-3 max-md:pl-4",
        shown ? "bg-bg-3" : null,
      )}
    >
      <button
        type="button"
        onClick={() => (number === newest ? address.edit() : address.read(number))}
        className="min-w-0 flex-1 text-left text-12 leading-4.5 max-md:min-h-11"
      >
        <span className="flex items-baseline gap-2">
          <b className="text-tx-1">{t("number", { number })}</b>
          {number === newest ? <span className="text-11 text-tx-3">{t("newest")}</span> : null}
          <code className="ml-auto font-mono text-11 text-tx-3" title={hash}>
            {hash.slice(0, HASH_SHOWN)}
          </code>
        </span>
        <span className="block truncate text-tx-2" title={note}>
          {rolledBackTo === null ? null : `${t("rolledBack", { number: rolledBackTo })}${note === "" ? "" : ": "}`}
          {note === "" && rolledBackTo === null ? <span className="text-tx-3">{t("noNote")}</span> : note}
        </span>
        <span className="num block truncate text-11 text-tx-3">
          {t("by", { author: author ?? t("house"), time: format.dateTime(savedAtMs) })}
        </span>
      </button>
      <VersionMenu {...props} />
    </li>
  );
}

function VersionMenu({ strategy, address, mayChange, version, onRollBack, onPublish }: VersionRowProps) {
  const t = useTranslations("strategyEditor");
  const publications = useTranslations("publications");
  const isAdmin = useSession()?.user.role === "admin";
  const router = useRouter();
  const { number } = version;
  const newest = strategy.newest.number;
  const items: MenuItem[] = [
    {
      kind: "item",
      key: "read",
      label: t("read"),
      icon: <ScrollText {...ICON} />,
      onSelect: () => (number === newest ? address.edit() : address.read(number)),
    },
  ];
  if (number > 1) {
    items.push({
      kind: "item",
      key: "before",
      label: t("compareBefore", { number: number - 1 }),
      icon: <GitCompare {...ICON} />,
      onSelect: () => address.compare(number - 1, number),
    });
  }
  if (number < newest) {
    items.push({
      kind: "item",
      key: "newest",
      label: t("compareNewest"),
      icon: <GitCompare {...ICON} />,
      onSelect: () => address.compare(number, newest),
    });
  }
  if (!strategy.archived) {
    items.push({
      kind: "item",
      key: "backtest",
      label: t("backtestThis"),
      icon: <Play {...ICON} />,
      onSelect: () => router.push(backtestOf(strategy.slug, number)),
    });
  }
  if (!strategy.archived && isAdmin) {
    items.push({
      kind: "item",
      key: "publish",
      label: publications("publishThis"),
      icon: <Send {...ICON} />,
      onSelect: () => onPublish(number),
    });
  }
  if (mayChange && number < newest) {
    items.push({
      kind: "item",
      key: "back",
      label: t("rollBack"),
      icon: <History {...ICON} />,
      onSelect: () => onRollBack(number),
    });
  }
  return (
    <Menu
      trigger={<IconButton label={t("moreOf", { number })} tooltip={false} icon={<MoreHorizontal {...ICON} />} />}
      items={items}
    />
  );
}

/** Asks what of a version is published, once its parameters are read. */
function PublishVersion({
  slug,
  number,
  onClose,
}: {
  readonly slug: string;
  readonly number: number;
  readonly onClose: () => void;
}) {
  const name = nameOfVersion(slug, number);
  const [version] = useVersions([name]).strategies;
  return version === undefined ? null : (
    <PublishDialog strategy={name} parameters={version.parameters} onClose={onClose} />
  );
}

interface RollBackProps extends VersionsPanelProps {
  readonly to: number;
  readonly onClose: () => void;
}

/** Says exactly what a rollback makes, and makes it. */
function RollBack({ strategy, address, isChanged, to, onClose }: RollBackProps) {
  const t = useTranslations("strategyEditor");
  const say = useFailureText();
  const { rollBack } = useStrategyChanges();
  const newest = strategy.newest.number;
  const send = () =>
    rollBack.mutate(
      { slug: strategy.slug, to, from: newest },
      {
        onSuccess: (saved) => {
          notify("success", t("rolledBackNow", { version: saved.newest.number, number: to }));
          address.edit();
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("rollBackTitle", { number: to })}
      consequence={
        <>
          <p>{t("rollBackText", { next: newest + 1, number: to })}</p>
          {isChanged ? <p className="mt-2">{t("rollBackUnsaved")}</p> : null}
          {rollBack.error === null ? null : (
            <Note tone="bad" className="mt-2">
              {say(toFailure(rollBack.error))}
            </Note>
          )}
        </>
      }
      confirmLabel={t("rollBackNow")}
      busy={rollBack.isPending}
      onConfirm={send}
    />
  );
}
