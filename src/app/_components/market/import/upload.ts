import { z } from "zod";
import { routeError } from "@/app/_lib/route-error";

const answerSchema = z.object({ uploadId: z.string(), bytes: z.number(), sha256: z.string() });
export type Upload = z.infer<typeof answerSchema>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What an upload was answered with. Throws a RouteError for a refusal, and for a 2xx that is not an answer of ours. */
export function readUploadAnswer(status: number, text: string, requestId: string | null): Upload {
  const body = parseJson(text);
  if (status < 200 || status > 299) throw routeError(status, body, requestId);
  const answer = answerSchema.safeParse(body);
  if (!answer.success) throw routeError(502, null, requestId);
  return answer.data;
}

export interface UploadWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (sentBytes: number) => void;
}

/** Sends a file as it is. `fetch` cannot tell how much of a body has left, so this is the older request. */
export function uploadFile(file: File, { signal, onProgress }: UploadWatch): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/uploads");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-filename", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      try {
        resolve(readUploadAnswer(request.status, request.responseText, request.getResponseHeader("x-request-id")));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    request.addEventListener("error", () => reject(routeError(0, null, null)));
    request.addEventListener("abort", () => reject(new DOMException("upload canceled", "AbortError")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
