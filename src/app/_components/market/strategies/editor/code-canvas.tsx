"use client";

import { ifNotIn } from "@codemirror/autocomplete";
import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";
import { forceLinting, linter, lintGutter } from "@codemirror/lint";
import { EditorState, type Extension, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import CodeMirror from "@uiw/react-codemirror";
import { useEffect, useMemo, useRef } from "react";
import { codeTheme } from "./code-theme";
import { type Fault, placeFaults, spanOf } from "./place-faults";
import { completeSdk, type SdkNames } from "./sdk-names";
import { styleNonce } from "./style-nonce";

/** A check waits so long after the last key. */
export const CHECK_DELAY_MS = 600;

/** What the page around the editor can ask of it. */
export interface CodeHandle {
  /** Puts the caret there, in sight, with the focus. */
  goTo(place: Pick<Fault, "line" | "column">): void;
  /** Checks now, without waiting for the person to pause: after an outage. */
  checkNow(): void;
}

export interface CodeCanvasProps {
  readonly value: string;
  /** What the text is, for screen readers. */
  readonly label: string;
  readonly readOnly: boolean;
  readonly onChange?: (value: string) => void;
  /** Ctrl S or Cmd S. */
  readonly onSave?: () => void;
  /** Finds what is wrong with the text; null where nothing is checked. Never rejects. */
  readonly check?: ((source: string) => Promise<readonly Fault[]>) | null;
  readonly names?: SdkNames | null;
  readonly onReady?: (handle: CodeHandle) => void;
}

const TAB_SPACES = 2;
/** In texts and comments words are words. */
const NOT_CODE = ["String", "TemplateString", "LineComment", "BlockComment", "RegExp"];

/** The same function for ever, which calls the newest `run`: the editor is set up once. */
function useNewest<A extends readonly unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  return useMemo(
    () =>
      (...args: A) =>
        newest.current(...args),
    [],
  );
}

/** The editor itself. Loaded by `CodeEditor` alone, so that no other page pays for it. */
export function CodeCanvas(props: CodeCanvasProps) {
  const { value, label, readOnly, names = null, onChange, onReady } = props;
  const isChecked = props.check !== undefined && props.check !== null;
  const check = useNewest(async (source: string) => (await props.check?.(source)) ?? []);
  const save = useNewest(() => props.onSave?.());
  const extensions = useMemo(() => {
    const saving: Extension = Prec.highest(
      keymap.of([
        {
          key: "Mod-s",
          preventDefault: true,
          run: () => {
            save();
            return true;
          },
        },
      ]),
    );
    const checking: Extension = isChecked
      ? [
          linter(async ({ state: { doc } }) => placeFaults(doc, await check(doc.toString())), {
            delay: CHECK_DELAY_MS,
          }),
          lintGutter(),
        ]
      : [];
    return [
      styleNonce(document),
      codeTheme,
      javascript({ typescript: true }),
      names === null ? [] : javascriptLanguage.data.of({ autocomplete: ifNotIn(NOT_CODE, completeSdk(names)) }),
      EditorState.tabSize.of(TAB_SPACES),
      // Reached by Tab whether or not it can be written in: what does not fit is scrolled by the keyboard.
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
      checking,
      saving,
    ];
  }, [names, label, isChecked, check, save]);
  return (
    <CodeMirror
      value={value}
      theme="none"
      height="100%"
      className="h-full min-h-0 min-w-0"
      readOnly={readOnly}
      editable={!readOnly}
      basicSetup={{ highlightActiveLine: !readOnly, highlightActiveLineGutter: !readOnly, tabSize: TAB_SPACES }}
      extensions={[...extensions]}
      {...(onChange === undefined ? {} : { onChange })}
      onCreateEditor={(view) => onReady?.(handleOf(view))}
    />
  );
}

function handleOf(view: EditorView): CodeHandle {
  return {
    goTo: (place) => {
      const { from } = spanOf(view.state.doc, place);
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    checkNow: () => forceLinting(view),
  };
}
