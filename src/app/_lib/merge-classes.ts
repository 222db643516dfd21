/**
 * Joining of class names without the table of all utilities there are: that table is larger than most pages' own script. It knows those
 * that `src/app` writes; a test holds every two of them against `tailwind-merge`.
 */

/** Utilities by the name before their value: of two with the same name the later one counts. */
const NAMES: ReadonlySet<string> = new Set(
  (
    "w h size min-w min-h max-w max-h m mx my mt mr mb ml p px py pt pr pb pl gap gap-x gap-y inset inset-x inset-y top right bottom " +
    "left z order basis grid-cols grid-rows col-span col-start row row-span row-start items content self justify justify-items " +
    "justify-self bg stroke text font leading tracking align whitespace break flex border border-t border-r border-b border-l border-x " +
    "border-y border-spacing rounded rounded-t rounded-r rounded-b rounded-l shadow opacity overflow overflow-x overflow-y cursor touch " +
    "pointer-events translate-x translate-y outline-offset fill"
  ).split(" "),
);

/** Utilities that are a word, by what they set. */
const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    display: "block inline-block inline flex inline-flex grid inline-grid contents table hidden",
    position: "static relative absolute fixed sticky",
    line: "underline line-through no-underline",
    "border-style": "border-solid border-dashed border-none",
    "border-collapse": "border-collapse border-separate",
    "flex-direction": "flex-row flex-col flex-row-reverse flex-col-reverse",
    "flex-wrap": "flex-wrap flex-nowrap",
    family: "font-sans font-mono",
    "text-align": "text-left text-center text-right",
    shrink: "shrink shrink-0",
    grow: "grow grow-0",
    list: "list-disc list-decimal list-none",
  }).flatMap(([group, words]) => words.split(" ").map((word) => [word, group] as const)),
);

/** What else a utility sets, so that what stood before it is gone. */
const ALSO: Readonly<Record<string, string>> = {
  size: "w h",
  m: "mx my mt mr mb ml",
  mx: "mr ml",
  my: "mt mb",
  p: "px py pt pr pb pl",
  px: "pr pl",
  py: "pt pb",
  gap: "gap-x gap-y",
  inset: "inset-x inset-y top right bottom left",
  "inset-x": "right left",
  "inset-y": "top bottom",
  flex: "basis grow shrink",
  "text-size": "leading",
  border: "border-t border-r border-b border-l border-x border-y",
  "border-x": "border-r border-l",
  "border-y": "border-t border-b",
  "border-color": "border-t-color border-r-color border-b-color border-l-color border-x-color border-y-color",
  rounded: "rounded-t rounded-r rounded-b rounded-l",
  overflow: "overflow-x overflow-y",
};

/** Two that are written apart and set the same. */
const SAME: Readonly<Record<string, string>> = { "row-span": "row" };

const SIZE = /^(?:\d|\[\d|$)/;

/** What a utility sets; null: nothing that is known here. */
function groupOf(utility: string): string | null {
  const word = WORDS.get(utility);
  if (word !== undefined) return word;
  // What is in brackets is all value.
  const plain = utility.replace(/[[(].*$/, "_");
  let name = plain;
  while (!NAMES.has(name)) {
    const end = name.lastIndexOf("-");
    if (end < 1) return null;
    name = name.slice(0, end);
  }
  const isSize = SIZE.test(utility.slice(name.length + 1));
  if (name === "text") return isSize ? "text-size" : "text-color";
  if (/^border(?:-[trblxy])?$/.test(name) && !isSize) return `${name}-color`;
  return SAME[name] ?? name;
}

interface Place {
  /** Under which states and sizes of the screen it counts. */
  readonly under: string;
  readonly group: string | null;
}

function placeOf(name: string): Place {
  let depth = 0;
  let start = 0;
  for (let at = 0; at < name.length; at += 1) {
    const sign = name[at];
    if (sign === "[" || sign === "(") depth += 1;
    else if (sign === "]" || sign === ")") depth -= 1;
    else if (sign === ":" && depth === 0) start = at + 1;
  }
  const utility = name.slice(start);
  const isImportant = /^!|!$/.test(utility);
  return {
    under: `${name.slice(0, start)}${isImportant ? "!" : ""}`,
    group: groupOf(utility.replace(/^!?-?|!$/g, "")),
  };
}

/** Of two names that set the same under the same states the later one stays, in its place. */
export function mergeClasses(names: string): string {
  const taken = new Set<string>();
  return names
    .split(/\s+/)
    .toReversed()
    .filter((name) => {
      const { under, group } = placeOf(name);
      if (group === null) return name !== "";
      if (taken.has(under + group)) return false;
      taken.add(under + group);
      for (const also of ALSO[group]?.split(" ") ?? []) taken.add(under + also);
      return true;
    })
    .toReversed()
    .join(" ");
}
