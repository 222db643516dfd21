import { notify, notifyFailed } from "./notify";

/**
 * Puts a text on the clipboard and says whether it is there. A browser gives none to an address that is neither https nor this
 * machine, and may refuse any.
 */
export async function copyText(
  text: string,
  said: { readonly copied: string; readonly notCopied: string },
): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return notifyFailed(said.notCopied);
  }
  return notify("success", said.copied);
}
