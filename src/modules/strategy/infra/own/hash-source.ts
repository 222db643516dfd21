import { createHash } from "node:crypto";
import type { StrategyKind } from "../../domain/own/own-version";

/** What a run card names a version by: sha256 over its kind and its source, as hexadecimal text. */
export const hashSource = (kind: StrategyKind, source: string): string =>
  createHash("sha256").update(`${kind}\n${source}`).digest("hex");
