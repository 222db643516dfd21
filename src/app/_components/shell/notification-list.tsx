"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import { useCallback, useState } from "react";
import { useTranslations } from "use-intl";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { isNotificationView } from "@/app/_lib/use-event-effects";
import { EpochMs } from "@/modules/_kernel";
import { IconButton, Link, Popover } from "../ui";
import { News } from "./opened";

const SHOWN = 30;
const REFRESH_MS = 60_000;
/** Older news are no news: they wait in the list. */
const TOLD_WITHIN_MS = 60_000;

/** The newest of what this person was told; how many of them are unread; and the way to mark them read. */
export function useNotifications() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery(trpc.notification.list.queryOptions({ limit: SHOWN }, { refetchInterval: REFRESH_MS }));
  const { mutate } = useMutation(
    trpc.notification.markRead.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.notification.list.queryFilter()),
    }),
  );
  const unread = list.data?.filter((one) => one.readAt === null).length ?? 0;
  const newest = list.data?.[0]?.createdAt;
  const markRead = useCallback(() => {
    // Only what was on the screen: what came meanwhile stays unread.
    if (unread > 0 && newest !== undefined) mutate({ upToMs: EpochMs.of(newest) });
  }, [unread, newest, mutate]);
  return { list, unread, markRead };
}

export function NotificationBell() {
  const t = useTranslations("notifications");
  const [open, setOpen] = useState(false);
  const notifications = useNotifications();
  const onOpenChange = (next: boolean) => {
    News.ahead();
    setOpen(next);
    if (!next) notifications.markRead();
  };
  return (
    <Popover
      label={t("title")}
      open={open}
      onOpenChange={onOpenChange}
      align="end"
      trigger={
        <IconButton
          label={t("title")}
          icon={<Bell size={16} strokeWidth={1.5} />}
          count={notifications.unread}
          tooltip={false}
        />
      }
    >
      <div className="flex items-center gap-2 px-3 pt-2.5 pb-2 text-12">
        <h2 className="font-semibold">{t("title")}</h2>
        <span className="num text-tx-3">
          {notifications.unread > 0 ? t("unread", { count: notifications.unread }) : null}
        </span>
        <span className="flex-1" />
        <Link
          href="/admin/notifications"
          className="link inline-flex items-center text-11 max-md:min-h-11"
          onClick={() => onOpenChange(false)}
        >
          {t("all")}
        </Link>
      </div>
      <News list={notifications.list} onFollow={() => onOpenChange(false)} />
    </Popover>
  );
}

/** Tells what has just come, in the tab the person looks at: failures stay until they are read. */
export function useNotificationToasts(): void {
  const text = useCatalogText();
  const t = useTranslations("notifications");
  const tell = useCallback(
    (event: HubEvent) => {
      if (!isNotificationView(event.payload) || document.visibilityState !== "visible") return;
      const { severity, messageKey, facts, href, createdAt } = event.payload;
      // A stream that resumes brings what was missed: that is for the list, not for the edge of the screen.
      if (Date.now() - createdAt > TOLD_WITHIN_MS) return;
      const link =
        href === null ? undefined : (
          <Link href={href} className="link">
            {t("open")}
          </Link>
        );
      if (severity === "failure") notifyFailed(text(`notifications.text.${messageKey}`, facts), link);
      else notify(severity, text(`notifications.text.${messageKey}`, facts), link);
    },
    [text, t],
  );
  useLiveEvent("notification.created", tell);
}
