import { getWebContainer } from "@/server/web-container";

/** The description that clients are generated from. It says nothing that is not in the source: nobody is asked for a key. */
export async function GET(): Promise<Response> {
  return Response.json((await getWebContainer()).rest.document());
}
