"use client";

import { javascript } from "@codemirror/lang-javascript";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { codeTheme } from "./code-theme";
import { styleNonce } from "./style-nonce";

export interface Side {
  readonly source: string;
  /** Which version it is, for screen readers. */
  readonly label: string;
}

export interface DifferenceCanvasProps {
  readonly before: Side;
  readonly after: Side;
  /** One column, before and after in place: for a phone. */
  readonly unified: boolean;
}

/** Lines that did not change are folded, but for some around each change. */
const COLLAPSE = { margin: 3, minSize: 6 };

function readOnly(label: string): Extension {
  return [
    styleNonce(document),
    codeTheme,
    javascript({ typescript: true }),
    lineNumbers(),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
}

/** Shows the two texts in `parent` and returns what takes them away again. */
function showDifference(parent: HTMLElement, { before, after, unified }: DifferenceCanvasProps): () => void {
  if (unified) {
    const view = new EditorView({
      parent,
      doc: after.source,
      extensions: [
        readOnly(after.label),
        unifiedMergeView({ original: before.source, mergeControls: false, collapseUnchanged: COLLAPSE }),
      ],
    });
    return () => view.destroy();
  }
  const view = new MergeView({
    parent,
    a: { doc: before.source, extensions: readOnly(before.label) },
    b: { doc: after.source, extensions: readOnly(after.label) },
    collapseUnchanged: COLLAPSE,
  });
  return () => view.destroy();
}

/** What changed between two versions. Loaded by `CodeDifference` alone. */
export function DifferenceCanvas({ before, after, unified }: DifferenceCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const [beforeText, beforeLabel, afterText, afterLabel] = [before.source, before.label, after.source, after.label];
  useEffect(() => {
    if (box.current === null) return undefined;
    return showDifference(box.current, {
      before: { source: beforeText, label: beforeLabel },
      after: { source: afterText, label: afterLabel },
      unified,
    });
  }, [beforeText, beforeLabel, afterText, afterLabel, unified]);
  return <div ref={box} className="code-difference h-full min-h-0 min-w-0 overflow-auto" />;
}
