"use client";

import { Compass, Keyboard, LogOut, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { notifyFailed } from "@/app/_lib/notify";
import { usePreferences } from "@/app/_lib/preferences";
import { useSession } from "@/app/_lib/session";
import { Menu, type MenuItem } from "../ui";
import { useShell } from "./shell-state";

/** Two letters that stand for a person: of their names, or of their address. */
export function initialsOf(name: string, email: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  const [first = "", second = ""] = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? email, ""];
  return (second === "" ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1)).toUpperCase();
}

/** Its script comes with the press: where that cannot be had, the server cannot be told either. */
async function signOut(onFailure: () => void): Promise<void> {
  const file = await import("./sign-out").catch(() => null);
  if (file === null) onFailure();
  else await file.signOutHere(onFailure);
}

export function UserMenu({ side }: { readonly side: "right" | "bottom" }) {
  const t = useTranslations("shell");
  const session = useSession();
  const preferences = usePreferences();
  const { setKeysOpen, setTourOpen } = useShell();
  const tour = useTranslations("tour");
  const router = useRouter();
  if (session === null) return null;
  const { user } = session;
  const initials = initialsOf(user.name, user.email);

  const items: MenuItem[] = [
    { kind: "text", key: "who", label: `${user.email}, ${t(`role.${user.role}`)}` },
    {
      kind: "item",
      key: "profile",
      label: t("profile"),
      icon: <UserRound size={14} />,
      onSelect: () => router.push("/admin/profile"),
    },
    {
      kind: "item",
      key: "keys",
      label: t("keys"),
      keys: "?",
      icon: <Keyboard size={14} />,
      onSelect: () => setKeysOpen(true),
    },
    {
      kind: "item",
      key: "tour",
      label: tour("menu"),
      icon: <Compass size={14} />,
      onSelect: () => setTourOpen(true),
    },
    { kind: "line", key: "line-1" },
    ...preferences.choices.map(
      (choice): MenuItem => ({
        kind: "radio",
        key: choice.key,
        label: choice.label,
        value: choice.value,
        options: choice.options,
        onChange: choice.onChange,
      }),
    ),
    { kind: "line", key: "line-2" },
    { kind: "text", key: "zone", label: t("zone", { zone: user.timeZone }) },
    {
      kind: "item",
      key: "out",
      label: t("signOut"),
      icon: <LogOut size={14} />,
      onSelect: () => void signOut(() => notifyFailed(t("signOutFailed"), t("signOutFailedNote"))),
    },
  ];
  return (
    <Menu
      side={side}
      align="end"
      items={items}
      trigger={
        <button
          type="button"
          aria-label={t("userMenu", { initials, who: user.name === "" ? user.email : user.name })}
          className="grid place-items-center rounded-8 max-md:size-11"
        >
          <span className="grid size-7 place-items-center rounded-[50%] border border-line-2 text-[10.5px] font-medium text-tx-2 hover:border-line-3 hover:text-tx-1">
            {initials}
          </span>
        </button>
      }
    />
  );
}
