import { getWebContainer } from "@/server/web-container";

/** Webhooks in: `POST /api/hooks/<id>`, and `/api/hooks/<id>/<secret>` for who can say it nowhere else. */
export async function POST(request: Request): Promise<Response> {
  return (await getWebContainer()).answerHook(request);
}
