import { getWebContainer } from "@/server/web-container";

/** Every address of the API for programs: which there are, the table of routes says. */
async function handle(request: Request): Promise<Response> {
  return (await getWebContainer()).rest.answer(request);
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
