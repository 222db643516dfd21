import type { RouterOutputs } from "@/server/api/root";

type Role = RouterOutputs["session"]["me"]["user"]["role"];

interface AdminTab {
  readonly name:
    | "health"
    | "features"
    | "jobs"
    | "audit"
    | "people"
    | "publications"
    | "keys"
    | "api"
    | "webhooksIn"
    | "webhooksOut"
    | "notifications"
    | "channels"
    | "deliveries"
    | "phone"
    | "profile"
    | "security"
    | "sessions";
  readonly path: string;
  /** Offered to administrators alone, as the API gives it to them alone. */
  readonly isForAdmins?: true;
}

export interface AdminGroup {
  readonly name: "system" | "people" | "programs" | "messages" | "you";
  readonly tabs: readonly [AdminTab, ...AdminTab[]];
}

/** What belongs together, by whose it is: the house's first, one's own last. */
const GROUPS: readonly AdminGroup[] = [
  {
    name: "system",
    tabs: [
      { name: "health", path: "/admin" },
      { name: "features", path: "/admin/features", isForAdmins: true },
      { name: "jobs", path: "/admin/jobs" },
      { name: "audit", path: "/admin/audit", isForAdmins: true },
    ],
  },
  {
    name: "people",
    tabs: [
      { name: "people", path: "/admin/people", isForAdmins: true },
      { name: "publications", path: "/admin/publications", isForAdmins: true },
    ],
  },
  {
    name: "programs",
    tabs: [
      { name: "keys", path: "/admin/keys" },
      { name: "api", path: "/admin/api" },
      { name: "webhooksIn", path: "/admin/webhooks-in" },
      { name: "webhooksOut", path: "/admin/webhooks-out" },
    ],
  },
  {
    name: "messages",
    tabs: [
      { name: "notifications", path: "/admin/notifications" },
      { name: "channels", path: "/admin/notifications/settings" },
      { name: "deliveries", path: "/admin/deliveries" },
      { name: "phone", path: "/admin/phone" },
    ],
  },
  {
    name: "you",
    tabs: [
      { name: "profile", path: "/admin/profile" },
      { name: "security", path: "/admin/security" },
      { name: "sessions", path: "/admin/sessions" },
    ],
  },
];

/** The groups that somebody of that role is offered, each with at least one page. */
export function groupsFor(role: Role): readonly AdminGroup[] {
  return GROUPS.flatMap(({ name, tabs }): readonly AdminGroup[] => {
    const [first, ...others] = tabs.filter(({ isForAdmins }) => isForAdmins !== true || role === "admin");
    return first === undefined ? [] : [{ name, tabs: [first, ...others] }];
  });
}

/** The group of a page; the first where the page is in none. */
export function groupOf(groups: readonly AdminGroup[], path: string): AdminGroup {
  const found = groups.find(({ tabs }) => tabs.some((tab) => tab.path === path)) ?? groups[0];
  if (found === undefined) throw new RangeError("everybody is offered a group");
  return found;
}
