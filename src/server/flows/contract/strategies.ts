import type { EpochMs } from "@/modules/_kernel";
import type { ParameterField, StrategyParams } from "@/modules/strategy";
import type { PublicationFlows, PublicationView } from "./publications";
import type { Actor, Answer } from "./shared";

/** `code`: TypeScript on the SDK. `rules`: a condition tree as canonical JSON. */
export type StrategyKind = "code" | "rules";

export type StrategyCategory = "trend" | "reversion" | "breakout" | "momentum" | "pairs" | "other";

/** What everybody may know of a strategy who may run it. */
export interface StrategyFacts {
  readonly title: string;
  readonly description: string;
  readonly category: StrategyCategory;
  /** Where the idea comes from; empty when nobody said. */
  readonly source: string;
  /** How many instruments it trades, both inside. */
  readonly instruments: { readonly minimum: number; readonly maximum: number };
  /** Resolutions it decides on besides its base. */
  readonly series: readonly string[];
  readonly parameters: readonly ParameterField[];
}

/** One line of the catalog: a built-in strategy, or one of somebody here. */
export interface CatalogEntry extends StrategyFacts {
  /** Built in: its name. Otherwise its slug; a backtest takes `<slug>@<version>`, or `<slug>` for the newest. */
  readonly slug: string;
  readonly origin: "built-in" | "own";
  /** Of a built-in one `code`. */
  readonly kind: StrategyKind;
  /** Newest number; null for a built-in one. */
  readonly version: number | null;
  readonly archived: boolean;
  readonly shared: boolean;
  /** Whether the asking person may change it. */
  readonly mine: boolean;
  /** Name of its author; null for a built-in one and for one of the house. */
  readonly author: string | null;
  /** When its newest version was saved; null for a built-in one. */
  readonly savedAtMs: EpochMs | null;
  /** Whether its source may be read. Of one that is only published to somebody, the newest published version stands here. */
  readonly readable: boolean;
  /** What of it is published to the asking person, newest first. */
  readonly published: readonly PublicationView[];
}

/** One version without its source. Never changes. */
export interface StrategyVersionView {
  readonly number: number;
  /** sha256 of kind and source, hexadecimal. */
  readonly hash: string;
  readonly note: string;
  /** The version it repeats, when it is a rollback. */
  readonly rolledBackTo: number | null;
  readonly author: string | null;
  readonly savedAtMs: EpochMs;
}

export interface StrategyVersionSource extends StrategyVersionView {
  readonly slug: string;
  readonly kind: StrategyKind;
  /** TypeScript, or canonical JSON of rules. */
  readonly source: string;
  readonly facts: StrategyFacts;
}

/** What a version says of itself, for whoever may run it. */
export interface StrategyVersionFacts {
  readonly slug: string;
  readonly number: number;
  readonly facts: StrategyFacts;
}

export interface StrategyDetail extends CatalogEntry {
  readonly newest: StrategyVersionSource;
}

/** One thing about a source. Lines and columns count from 1; 0 is the file as a whole. */
export interface Diagnostic {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly severity: "error" | "warning";
}

export interface StrategyCheck {
  /** At most 100, as they stand in the file. Without an error it can be saved. */
  readonly diagnostics: readonly Diagnostic[];
  /** What it says of itself; null while it has an error. */
  readonly facts: StrategyFacts | null;
}

export interface SaveStrategyInput {
  readonly slug: string;
  readonly kind: StrategyKind;
  readonly source: string;
  readonly note: string;
  /** The version it was changed from; null makes a new strategy of that slug. */
  readonly from: number | null;
}

export interface StrategyExample {
  readonly name: string;
  readonly title: string;
  readonly category: StrategyCategory;
  readonly description: string;
  readonly source: string;
}

/** What an editor needs to know of the SDK. */
export interface StrategySdk {
  /** The declaration file that sources are checked against. */
  readonly declarations: string;
  /** What `import { ... } from "bifrost"` can name. */
  readonly names: readonly {
    readonly name: string;
    readonly kind: "function" | "value" | "type";
    readonly help: string;
  }[];
  /** A strategy that compiles and does nothing yet. */
  readonly blank: string;
}

export interface StrategyPreset {
  readonly presetId: string;
  /** Name of a built-in strategy or slug. */
  readonly strategy: string;
  readonly name: string;
  readonly params: StrategyParams;
  readonly savedAtMs: EpochMs;
  /** By whom and when it was published to the asking person; null: it is their own, to change and delete. */
  readonly publication: Pick<PublicationView, "publicationId" | "name" | "by" | "at"> | null;
}

/**
 * Strategies that people wrote themselves, and their versions. A version never changes: what a run card names can be read
 * for ever. Its source is its author's alone until it is shared; admins see all. What somebody may not see is not found.
 */
export interface StrategiesFlows extends PublicationFlows {
  /** Built-in ones first, then own ones by slug; archived ones when asked for. */
  listCatalog(actor: Actor, query: { readonly archived: boolean }): Promise<readonly CatalogEntry[]>;
  findStrategyDetail(actor: Actor, slug: string): Answer<StrategyDetail>;
  /** Newest first. */
  listStrategyVersions(actor: Actor, slug: string, limit: number): Answer<readonly StrategyVersionView[]>;
  readStrategyVersion(actor: Actor, slug: string, number: number): Answer<StrategyVersionSource>;
  /** The same without its source, for whoever may run that version: what is published to them is enough. */
  readStrategyFacts(actor: Actor, slug: string, number: number): Answer<StrategyVersionFacts>;
  /** Both sources, for a comparison side by side. */
  compareStrategyVersions(
    actor: Actor,
    slug: string,
    numbers: { readonly left: number; readonly right: number },
  ): Answer<{ readonly left: StrategyVersionSource; readonly right: StrategyVersionSource }>;
  /** Checks, compiles and keeps a new version. The source that is newest already makes no further one. */
  saveStrategy(actor: Actor, input: SaveStrategyInput): Answer<StrategyDetail>;
  listStrategyExamples(): readonly StrategyExample[];
  createStrategyFromExample(
    actor: Actor,
    input: { readonly slug: string; readonly example: string },
  ): Answer<StrategyDetail>;
  strategySdk(): StrategySdk;
  /** Saves a new version equal to an old one. */
  rollBackStrategy(
    actor: Actor,
    input: { readonly slug: string; readonly to: number; readonly from: number },
  ): Answer<StrategyDetail>;
  /** An archived one is in no list and starts no new run; its versions and runs stay. */
  archiveStrategy(actor: Actor, slug: string, archived: boolean): Answer<CatalogEntry>;
  shareStrategy(actor: Actor, slug: string, shared: boolean): Answer<CatalogEntry>;
  /** Nothing is kept. */
  checkStrategy(actor: Actor, input: { readonly kind: StrategyKind; readonly source: string }): Answer<StrategyCheck>;
  /** The asking person's own, by name, then those that are published to them. */
  listStrategyPresets(actor: Actor, strategy: string): Answer<readonly StrategyPreset[]>;
  /** `presetId` null makes a new one. A name is there once for each strategy and person. */
  saveStrategyPreset(
    actor: Actor,
    input: {
      readonly presetId: string | null;
      readonly strategy: string;
      readonly name: string;
      readonly params: StrategyParams;
    },
  ): Answer<StrategyPreset>;
  deleteStrategyPreset(actor: Actor, presetId: string): Answer<null>;
  /** Takes a removal of the last fifteen minutes back; refuses `preset.name_taken` where another has its name by now. */
  restoreStrategyPreset(actor: Actor, presetId: string): Answer<StrategyPreset>;
}
