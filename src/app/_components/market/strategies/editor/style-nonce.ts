import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/**
 * Lets the editor's style sheet pass the page's content security policy. The policy is that of the document, so the nonce is
 * read off one of its own scripts: what a later navigation brings belongs to another answer.
 */
export function styleNonce(root: Document): Extension {
  const script = root.querySelector("script[nonce]");
  const nonce = script instanceof HTMLScriptElement ? script.nonce : "";
  return nonce === "" ? [] : EditorView.cspNonce.of(nonce);
}
