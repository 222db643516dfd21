import { type ClassValue, clsx } from "clsx";
import { mergeClasses } from "./merge-classes";

/** Texts that are joined again and again; a page has some hundreds of different ones. */
const KEPT_MAX = 1_000;
const kept = new Map<string, string>();

/** Joins class names; of two that set the same property the later one wins. */
export function cn(...classes: ClassValue[]): string {
  const names = clsx(classes);
  const known = kept.get(names);
  if (known !== undefined) return known;
  const merged = mergeClasses(names);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(names, merged);
  return merged;
}
