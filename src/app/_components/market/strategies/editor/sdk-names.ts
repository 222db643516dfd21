import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

/** What the server tells of the SDK: the declarations it checks sources against, and what a file may import. */
export interface SdkFacts {
  readonly declarations: string;
  readonly names: readonly {
    readonly name: string;
    readonly kind: "function" | "value" | "type";
    readonly help: string;
  }[];
}

/** What the editor offers while one writes. */
export interface SdkNames {
  readonly exported: readonly Completion[];
  /** Members of the SDK's types, offered behind a dot. A name that several types have stands once. */
  readonly members: readonly Completion[];
}

const COMPLETION_TYPES = { function: "function", value: "variable", type: "type" } as const;

const DOC = String.raw`(?:\/\*\*(?<doc>(?:[^*]|\*(?!\/))*)\*\/\s*)?`;
/** An indented `name(...)` or `name: type`, with the comment before it. */
const MEMBER = new RegExp(
  String.raw`${DOC}^[ \t]+(?:readonly )?(?<name>[A-Za-z_$][\w$]*)(?<rest>(?:\?|<[^>\n]*>)?[(:][^\n]*)`,
  "gm",
);
/** Begins a method: what follows the name is a list of parameters. */
const IS_METHOD = /^(?:\?|<[^>]*>)?\(/;

const DETAIL_LENGTH_MAX = 60;

/** A comment's sentences in one line, without its stars. */
function docText(doc: string): string {
  return doc
    .split("\n")
    .map((line) => line.replace(/^\s*\*?\s?/, ""))
    .join(" ")
    .trim();
}

function memberOf({ name = "", rest = "", doc = "" }: Record<string, string | undefined>): Completion {
  const shape = rest.replace(/[;{]\s*$/, "").trim();
  const info = docText(doc);
  return {
    label: name,
    type: IS_METHOD.test(rest) ? "method" : "property",
    detail: shape.length > DETAIL_LENGTH_MAX ? `${shape.slice(0, DETAIL_LENGTH_MAX)}\u2026` : shape,
    ...(info === "" ? {} : { info }),
  };
}

/** Members are read off the declarations, so that there is no second list of them to keep in step. */
export function readSdkNames({ declarations, names }: SdkFacts): SdkNames {
  const members = [...declarations.matchAll(MEMBER)]
    .map(({ groups = {} }) => memberOf(groups))
    // The declarations' own marks, such as `$type`, are nobody's to write.
    .filter(({ label }) => !label.startsWith("$"));
  return {
    exported: names.map(({ name, kind, help }) => ({
      label: name,
      type: COMPLETION_TYPES[kind],
      ...(help === "" ? {} : { info: help }),
    })),
    members: [...new Map(members.map((one) => [one.label, one])).values()],
  };
}

/** Offers the SDK's names while one writes, and the members of its types behind a dot; nothing inside texts and comments. */
export function completeSdk({ exported, members }: SdkNames) {
  return (context: CompletionContext): CompletionResult | null => {
    const member = context.matchBefore(/\.[\w$]*/);
    if (member !== null) return { from: member.from + 1, options: [...members], validFor: /^[\w$]*$/ };
    const word = context.matchBefore(/[A-Za-z_$][\w$]*/);
    if (word === null && !context.explicit) return null;
    return { from: word?.from ?? context.pos, options: [...exported], validFor: /^[\w$]*$/ };
  };
}
