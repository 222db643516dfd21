"use client";

import { useTranslations } from "use-intl";
import { quantity } from "../quantity";
import type { Item } from "./types";

/** What an item says, in words. */
export function useItemWords() {
  const t = useTranslations("reconcile.items");
  const what = ({ about, kind, key, symbol }: Item) => {
    const name = about === "order" || about === "fill" ? (symbol ?? key) : about === "word" ? (symbol ?? "") : key;
    return `${t(`kinds.${kind}`, { about: t(`abouts.${about}`) })}${name === "" ? "" : ` · ${name}`}`;
  };
  /** One side of it: what it has, or that it has nothing. */
  const side = (facts: Item["ours"]): string => {
    if (facts === null) return t("nothing");
    const text = (name: string) => (typeof facts[name] === "string" ? facts[name] : null);
    if (typeof facts["words"] === "number") return t("words", { count: facts["words"] });
    const amount = text("amount");
    if (amount !== null) return quantity(amount);
    const qty = text("qty");
    if (qty === null) return text("type") ?? t("unknown");
    const way = text("side");
    const price = text("price");
    const filled = text("filledQty");
    const head = way === null ? quantity(qty) : `${way} ${quantity(qty)}`;
    if (price !== null) return `${head} @ ${price}`;
    return filled === null ? head : `${head} (${quantity(filled)})`;
  };
  return { what, side };
}
