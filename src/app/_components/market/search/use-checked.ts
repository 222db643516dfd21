"use client";

import { useDeferredValue, useMemo } from "react";
import { checkSearch, countAllowed, findStrategy, makeSpace } from "@/modules/strategy";
import { searchSpec } from "@/server/api/routers/search-input";
import type { Strategy } from "../types";
import { requestOf, type SearchForm } from "./form-state";
import type { SearchRequest } from "./search-types";

interface Checked {
  readonly points: number | null;
  /** Points that constraints and the strategy's own rules allow; null where the grid is too large to look at all of them. */
  readonly allowed: number | null;
  /** Values of each parameter that varies. */
  readonly counts: Readonly<Record<string, number>>;
}

/** How many combinations the form names, or why it cannot: the server's own check, made here while one types. */
export function useChecked(form: SearchForm, strategy: Strategy | undefined): Checked {
  // Looking at every combination of a large grid takes a moment, and typing goes on meanwhile.
  const typed = useDeferredValue(form);
  return useMemo(() => {
    const parsed = searchSpec.safeParse(requestOf(typed));
    if (!parsed.success) return { points: null, allowed: null, counts: {} };
    if (!findStrategy(typed.strategy).ok) return spaceOf(parsed.data.ranges, strategy);
    const checked = checkSearch(parsed.data);
    if (!checked.ok)
      return {
        points: checked.error.kind === "search.grid_too_large" ? checked.error.points : null,
        allowed: null,
        counts: {},
      };
    const counts = Object.fromEntries(checked.value.space.axes.map(({ name, count }) => [name, count]));
    const { space, accepts } = checked.value;
    return { points: space.points, allowed: countAllowed(space, accepts), counts };
  }, [typed, strategy]);
}

/** Of a strategy whose code only the server has: how many combinations there are, its own rules aside. */
function spaceOf(ranges: SearchRequest["ranges"], strategy: Strategy | undefined): Checked {
  const space = makeSpace(strategy?.parameters ?? [], ranges);
  if (!space.ok) return { points: null, allowed: null, counts: {} };
  const counts = Object.fromEntries(space.value.axes.map(({ name, count }) => [name, count]));
  return { points: space.value.points, allowed: null, counts };
}
