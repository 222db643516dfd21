import { referenceTo, type StrategyPublication } from "@/modules/strategy";
import type { PublicationView } from "../../contract/publications";
import type { Authors } from "../views";

/** As requests name what was published. */
export const nameOf = ({ strategy, number }: Pick<StrategyPublication, "strategy" | "number">): string =>
  number === null ? strategy : referenceTo(strategy, number);

export function publicationView(publication: StrategyPublication, authors: Authors): PublicationView {
  const { publicationId, strategy, number, presets, bounds, isFree, note, publishedBy, publishedAtMs } = publication;
  return {
    publicationId,
    strategy,
    number,
    name: nameOf(publication),
    presets,
    bounds,
    isFree,
    note,
    by: authors(publishedBy),
    at: publishedAtMs,
  };
}
