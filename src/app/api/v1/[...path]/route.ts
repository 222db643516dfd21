import { handleRest } from "@/server/api/rest/handle";
import { getWebContainer } from "@/server/container";

/** Every address of the API for programs: which there are, the table of routes says. */
async function handle(request: Request): Promise<Response> {
  return handleRest(request, await getWebContainer());
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
