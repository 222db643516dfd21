import { makeApiDocument } from "./document";
import { handleRest, type RestParts } from "./handle";
import { listReference, type ReferenceSection } from "./reference";

/** The API for programs as route handlers and pages reach it: built once, in the web server's own bundle. */
export interface RestService {
  /** Answers every address of it. Never rejects. */
  answer(request: Request): Promise<Response>;
  /** OpenAPI 3.1. */
  document(): unknown;
  reference(): readonly ReferenceSection[];
}

export function makeRestService(
  parts: RestParts,
  { version, publicUrl }: { readonly version: string; readonly publicUrl: string },
): RestService {
  let reference: readonly ReferenceSection[] | null = null;
  return {
    answer: (request) => handleRest(request, parts),
    document: () => makeApiDocument({ version, serverUrl: publicUrl }),
    reference: () => (reference ??= listReference()),
  };
}
