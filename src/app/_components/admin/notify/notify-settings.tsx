"use client";

import { useSession } from "@/app/_lib/session";
import { ChannelsPanel } from "./channels-panel";
import { HabitPanel } from "./habit-panel";
import { HousePanel } from "./house-panel";
import { RulesPanel } from "./rules-panel";

/** How this person is told things outside of the app, and, for administrators, what makes it possible. */
export function NotifySettings() {
  const isAdmin = useSession()?.user.role === "admin";
  return (
    <div className="min-h-0 flex-1 overflow-auto bg-bg-1 max-md:overflow-visible">
      <ChannelsPanel />
      <RulesPanel />
      <HabitPanel />
      {isAdmin ? <HousePanel /> : null}
    </div>
  );
}
