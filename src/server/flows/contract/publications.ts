import type { EpochMs, UserId } from "@/modules/_kernel";
import type { StrategyParams } from "@/modules/strategy";
import type { DeploymentState } from "./deployments";
import type { Actor, Answer } from "./shared";

/** Values under a name, complete: those of the moment at which they were published. */
export interface PublishedPresetView {
  /** A new deployment takes it like a preset of one's own. */
  readonly presetId: string;
  readonly name: string;
  readonly params: StrategyParams;
}

/** One version of a strategy that an administrator lets people run, with the values it may have. */
export interface PublicationView {
  readonly publicationId: string;
  /** Name of a built-in strategy, or slug. */
  readonly strategy: string;
  /** Of the version; null: built in. */
  readonly number: number | null;
  /** As requests name it: a built-in name, or `<slug>@<number>`. */
  readonly name: string;
  /** None: the strategy's defaults. */
  readonly presets: readonly PublishedPresetView[];
  /** Numbers that may move between two ends, both inside, away from the preset. */
  readonly bounds: Readonly<Record<string, { readonly least: number; readonly most: number }>>;
  /** Any value that the strategy takes. */
  readonly isFree: boolean;
  readonly note: string;
  /** Null: the command line. */
  readonly by: string | null;
  readonly at: EpochMs;
}

/** The same as administrators see it. */
export interface PublicationLine extends PublicationView {
  readonly title: string;
  /** Null: everybody who trades. */
  readonly people: readonly { readonly userId: UserId; readonly name: string }[] | null;
  readonly withdrawnBy: string | null;
  /** Null: it lets people begin. */
  readonly withdrawnAt: EpochMs | null;
  /** Deployments that it let in and that are not stopped. */
  readonly running: number;
}

/** A publication with what runs on it. */
export interface PublicationUse {
  readonly publication: PublicationLine;
  /** Not stopped, newest first. */
  readonly deployments: readonly {
    readonly deploymentId: string;
    readonly name: string;
    readonly owner: string | null;
    readonly state: DeploymentState;
  }[];
}

export interface PublishInput {
  /** Built-in name, `<slug>@<number>`, or `<slug>` for the newest version now. */
  readonly strategy: string;
  /** What they do not say is the strategy's default; each name once. */
  readonly presets: readonly { readonly name: string; readonly params: StrategyParams }[];
  readonly bounds: PublicationView["bounds"];
  readonly isFree: boolean;
  /** Null: everybody who trades. */
  readonly people: readonly string[] | null;
  readonly note: string;
}

/** News: topic `strategies.published` with `{strategy}`. */
export interface PublicationFlows {
  /** For administrators; newest first. */
  listPublications(actor: Actor, query: { readonly withdrawn: boolean }): Answer<readonly PublicationLine[]>;
  readPublication(actor: Actor, publicationId: string): Answer<PublicationUse>;
  /** Lets people run one version. Its values are kept as they are: a preset that is changed later changes nothing here. */
  publishStrategy(actor: Actor, input: PublishInput): Answer<PublicationLine>;
  /** Nothing new begins by it. What runs goes on, and is said. */
  withdrawPublication(actor: Actor, publicationId: string): Answer<PublicationUse>;
  /** Whether people deploy of what is not their own only what is published to them. */
  readPublicationTerms(actor: Actor): Promise<{ readonly isRequired: boolean }>;
  /** Administrators only. What runs already goes on. */
  setPublicationTerms(actor: Actor, terms: { readonly isRequired: boolean }): Answer<{ readonly isRequired: boolean }>;
}
