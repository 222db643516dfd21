"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { NotificationItems } from "../shell/notification-items";
import { useNotifications } from "../shell/notification-list";
import { Panel } from "../ui";

/** All that this person was told lately. Looking at the page marks it as read when one leaves. */
export function NotificationsPanel() {
  const t = useTranslations("notifications");
  const { list, unread, markRead } = useNotifications();
  useEffect(() => {
    const onHide = () => markRead();
    window.addEventListener("pagehide", onHide);
    return () => window.removeEventListener("pagehide", onHide);
  }, [markRead]);
  return (
    <Panel title={t("title")} sub={unread > 0 ? t("unread", { count: unread }) : undefined} className="min-h-0 flex-1">
      <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
        <NotificationItems list={list} />
      </div>
    </Panel>
  );
}
