// The service worker, in two parts with one owner each: pushes (Settings > Notifications) and, below, what works offline (the app).

// ---- pushes -----------------------------------------------------------------------------------------------------

/** Tells the house what became of a push. The session's cookie says who; without one it is left untold. */
async function tellHouse(procedure, input) {
  try {
    await fetch(`/api/trpc/${procedure}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ json: input }),
    });
  } catch {
    // Offline again: the notification in the app still waits to be read.
  }
}

self.addEventListener("push", (event) => {
  let told = { text: "Something happened: open Bifrost Trader.", path: "/admin/notifications" };
  try {
    told = { ...told, ...event.data.json() };
  } catch {
    // Every push must be shown, or the browser takes the permission away: what cannot be read is shown as that.
  }
  const { id, notificationId, text, path, severity, at } = told;
  const loud = severity === "failure" || severity === "warning";
  const shown = self.registration.showNotification("Bifrost Trader", {
    body: text,
    tag: id,
    timestamp: at,
    icon: "/icon-192.png",
    badge: "/icon-192.png",
    requireInteraction: severity === "failure",
    silent: !loud,
    data: { path, notificationId },
    actions: [
      { action: "open", title: "Open" },
      ...(notificationId ? [{ action: "acknowledge", title: "Acknowledge" }] : []),
    ],
  });
  const delivered = id ? tellHouse("notify.delivered", { deliveryId: id }) : null;
  event.waitUntil(Promise.all([shown, delivered]));
});

self.addEventListener("notificationclick", (event) => {
  const { path, notificationId } = event.notification.data ?? {};
  event.notification.close();
  const known = notificationId ? tellHouse("notify.acknowledge", { notificationId }) : null;
  if (event.action === "acknowledge") {
    event.waitUntil(Promise.resolve(known));
    return;
  }
  // Only ever a page of this house.
  const address = new URL(path ?? "/", self.location.origin);
  const to = address.origin === self.location.origin ? address.href : self.location.origin;
  event.waitUntil(Promise.all([known, openPage(to)]));
});

/** In the window that is there, or a new one. */
async function openPage(to) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [open] = windows;
  if (open === undefined) return self.clients.openWindow(to);
  const focused = await open.focus();
  return focused.navigate(to).catch(() => self.clients.openWindow(to));
}
