import {
  CandlestickChart,
  House,
  LayoutList,
  type LucideIcon,
  ShieldHalf,
  SlidersHorizontal,
  WalletCards,
  Workflow,
} from "lucide-react";

export type NavKey = "home" | "desk" | "markets" | "portfolio" | "strategies" | "risk" | "admin";

export interface NavItem {
  readonly key: NavKey;
  readonly href: string;
  readonly icon: LucideIcon;
  /** The second key after `g`. */
  readonly letter: string;
}

/** The areas that are built, in the order of the rail. */
export const NAV: readonly NavItem[] = [
  { key: "home", href: "/home", icon: House, letter: "h" },
  { key: "desk", href: "/chart", icon: CandlestickChart, letter: "d" },
  { key: "markets", href: "/markets", icon: LayoutList, letter: "m" },
  { key: "portfolio", href: "/portfolio", icon: WalletCards, letter: "p" },
  { key: "strategies", href: "/strategies", icon: Workflow, letter: "s" },
  { key: "risk", href: "/risk", icon: ShieldHalf, letter: "r" },
  { key: "admin", href: "/admin", icon: SlidersHorizontal, letter: "a" },
];

export function areaOf(path: string): NavKey | null {
  return NAV.find((item) => path === item.href || path.startsWith(`${item.href}/`))?.key ?? null;
}
