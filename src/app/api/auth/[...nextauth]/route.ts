import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import nextAuth from "next-auth";
import { makeAuthOptions } from "@/server/api/auth";
import { getWebContainer } from "@/server/web-container";

interface RouteContext {
  readonly params: Promise<{ readonly nextauth: string[] }>;
}

/** next-auth reads the request through Next's own headers and cookies; options are built from the running container. */
async function handle(request: NextRequest, context: RouteContext): Promise<Response> {
  const { env, signIn } = await getWebContainer();
  const jar = await cookies();
  const options = makeAuthOptions({
    env,
    signIn,
    browser: {
      cookie: (name) => jar.get(name)?.value ?? null,
      keep: (name, value, how) => void jar.set(name, value, how),
    },
  });
  const answer: unknown = await nextAuth(request, { params: await context.params }, options);
  if (!(answer instanceof Response)) throw new TypeError("next-auth answers a route handler with a Response");
  return answer;
}

export { handle as GET, handle as POST };
