import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/**
 * The look of code, made of the tokens of the page: it follows dark, light and the chosen pair by itself, for the rules name
 * variables and not colours.
 */
const frame = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--bg-1)", color: "var(--tx-1)", fontSize: "var(--fs-13)" },
  "&.cm-focused": { outline: "none" },
  "&.cm-focused .cm-content": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--tx-1)" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--tx-1)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--bg-3)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--bg-2) 60%, transparent)" },
  ".cm-gutters": {
    backgroundColor: "var(--bg-1)",
    color: "var(--tx-3)",
    borderRight: "1px solid var(--line-1)",
    fontVariantNumeric: "tabular-nums",
  },
  ".cm-activeLineGutter": { backgroundColor: "var(--bg-2)", color: "var(--tx-1)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--bg-3)", border: "none", color: "var(--tx-2)", padding: "0 6px" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--line-3)",
  },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--danger-soft)" },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: "var(--accent-soft)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--accent)" },
  ".cm-tooltip": {
    backgroundColor: "var(--bg-2)",
    color: "var(--tx-1)",
    border: "1px solid var(--line-2)",
    borderRadius: "var(--r-8)",
    boxShadow: "var(--shadow)",
    fontFamily: "var(--font)",
    fontSize: "var(--fs-12)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    fontSize: "var(--fs-12)",
    maxHeight: "240px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", lineHeight: "18px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--bg-3)",
    color: "var(--tx-1)",
  },
  ".cm-completionDetail": { color: "var(--tx-3)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)" },
  ".cm-tooltip.cm-completionInfo": { padding: "6px 10px", maxWidth: "360px", lineHeight: "18px" },
  ".cm-panels": { backgroundColor: "var(--bg-2)", color: "var(--tx-1)", fontFamily: "var(--font)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line-2)" },
  ".cm-textfield": {
    backgroundColor: "var(--bg-1)",
    border: "1px solid var(--line-3)",
    borderRadius: "var(--r-4)",
    color: "var(--tx-1)",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--bg-3)",
    border: "1px solid var(--line-3)",
    borderRadius: "var(--r-4)",
    color: "var(--tx-1)",
  },
});

/** What the check says: a wave under the place, a mark in the gutter, the words beside it. */
const faults = EditorView.theme({
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "2px solid var(--line-3)", lineHeight: "18px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--danger)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--danger) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--warn) 1px",
    textUnderlineOffset: "3px",
  },
  ".cm-lintRange-active": { backgroundColor: "var(--danger-soft)" },
  ".cm-gutter-lint": { width: "16px" },
  ".cm-lint-marker": { width: "9px", height: "9px", margin: "5px 0 0 1px", content: "none" },
  // Square and triangle, as every lamp of the product: the shape says it before the colour does.
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--danger)", borderRadius: "1px" },
  ".cm-lint-marker-warning": {
    content: "none",
    backgroundColor: "var(--warn)",
    clipPath: "polygon(50% 0, 100% 100%, 0 100%)",
  },
});

/** What changed between two versions: a tint under the line, a stronger one under the words. */
const changes = EditorView.theme({
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--down-soft)" },
  "&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine": { backgroundColor: "var(--up-soft)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "none",
    textDecoration: "underline var(--down) 2px",
    textUnderlineOffset: "4px",
  },
  "&.cm-merge-b .cm-changedText, .cm-insertedLine": {
    background: "none",
    textDecoration: "underline var(--up) 2px",
    textUnderlineOffset: "4px",
  },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": { background: "var(--down)" },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--up)" },
  ".cm-deletedChunk": { paddingLeft: "8px" },
  ".cm-insertedLine, .cm-deletedLine, .cm-deletedLine del": { textDecoration: "none" },
  ".cm-collapsedLines": {
    background: "var(--bg-2)",
    color: "var(--tx-3)",
    fontFamily: "var(--font)",
    fontSize: "var(--fs-11)",
    padding: "3px 12px",
  },
  // Its usual mark is in no font of ours.
  ".cm-collapsedLines::before": { content: '"↕"', marginInlineEnd: "7px" },
  ".cm-collapsedLines::after": { content: '""' },
});

const inks = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.moduleKeyword, tags.definitionKeyword], color: "var(--ink-c)" },
  {
    tag: [tags.string, tags.special(tags.string), tags.number, tags.bool, tags.null, tags.regexp],
    color: "var(--ink-d)",
  },
  { tag: [tags.comment], color: "var(--tx-3)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], fontWeight: "500" },
  { tag: [tags.typeName, tags.className], color: "var(--accent)" },
  { tag: [tags.punctuation, tags.operator, tags.bracket], color: "var(--tx-2)" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

export const codeTheme: Extension = [frame, faults, changes, syntaxHighlighting(inks)];
