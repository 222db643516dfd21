"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import type { NotificationView } from "@/app/_lib/use-event-effects";
import { useFormat } from "@/app/_lib/use-format";
import { EmptyState, FailedState, Link, SkeletonRows } from "../ui";

const LOOKS = {
  info: { icon: Info, tone: "text-tx-3" },
  success: { icon: CircleCheck, tone: "text-accent" },
  warning: { icon: TriangleAlert, tone: "text-warn" },
  failure: { icon: CircleAlert, tone: "text-danger" },
} as const;

interface NotificationItemsProps {
  readonly list: Pick<UseQueryResult<readonly NotificationView[], unknown>, "data" | "error" | "isError" | "refetch">;
  readonly onFollow?: () => void;
}

/** News, newest first, or what stands there without any. */
export function NotificationItems({ list, onFollow }: NotificationItemsProps) {
  const t = useTranslations("notifications");
  if (list.isError && list.data === undefined) {
    return <FailedState title={t("failed")} error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data === undefined) return <SkeletonRows rows={3} label={t("loading")} />;
  if (list.data.length === 0) return <EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>;
  return (
    <ul>
      {list.data.map((one) => (
        <li key={one.notificationId} className="border-t border-line-1">
          <NotificationItem one={one} onFollow={onFollow} />
        </li>
      ))}
    </ul>
  );
}

function NotificationItem({
  one,
  onFollow,
}: {
  readonly one: NotificationView;
  readonly onFollow: (() => void) | undefined;
}) {
  const t = useTranslations("notifications");
  const text = useCatalogText();
  const format = useFormat();
  const look = LOOKS[one.severity];
  const words = text(`notifications.text.${one.messageKey}`, one.facts);
  return (
    <div className="grid grid-cols-[16px_1fr_auto] items-start gap-2.5 px-3 py-2 text-12 leading-4.5 max-md:px-4">
      <look.icon aria-hidden="true" size={15} strokeWidth={1.5} className={cn("mt-px", look.tone)} />
      <p className={one.readAt === null ? "font-medium text-tx-1" : "text-tx-2"}>
        {one.readAt === null ? <span className="sr-only">{t("new")} </span> : null}
        {one.href === null ? (
          words
        ) : (
          <Link href={one.href} className="link" {...(onFollow === undefined ? {} : { onClick: onFollow })}>
            {words}
          </Link>
        )}
      </p>
      <time className="num text-tx-3">{format.dateTime(one.createdAt)}</time>
    </div>
  );
}
