import { makeApiDocument } from "@/server/api/rest/document";
import { getWebContainer } from "@/server/container";

/** The description that clients are generated from. It says nothing that is not in the source: nobody is asked for a key. */
export async function GET(): Promise<Response> {
  const { env, flows } = await getWebContainer();
  const { version } = await flows.installation();
  return Response.json(makeApiDocument({ version, serverUrl: env.publicUrl }));
}
