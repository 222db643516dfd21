import type { TestProject } from "vitest/node";
import { EMAIL, PASSWORD } from "./first-run";
import { type RunningInstallation, startInstallation } from "./installation";

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly url: string;
}

type Question = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

declare module "vitest" {
  export interface ProvidedContext {
    /** An installation with its administrator and the sample data, the cookies of the administrator's session, and its folder. */
    usedInstallation: { readonly url: string; readonly cookies: readonly Cookie[]; readonly dataDir: string };
  }
}

const WORK_TIMEOUT_MS = 60_000;
const LOOK_MS = 200;

/**
 * One installation that every file but the first run's looks at: to start one and walk its wizard costs as much as most of
 * what a file tests. Files name what they make, and leave alone what they did not make.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let installation: RunningInstallation | null = null;
  try {
    const running = await startInstallation(4_781);
    installation = running;
    const { url } = running;
    const cookies = [...(await setUp(running))].map(([name, value]) => ({ name, value, url }));
    project.provide("usedInstallation", { url, cookies, dataDir: running.dataDir });
    return () => running.stop();
  } catch (error) {
    // Vitest loses what a set-up throws when it took the set-up from its cache.
    process.stderr.write(`${String(error)}\n${installation?.output() ?? ""}\n`);
    await installation?.stop();
    throw error;
  }
}

/** What the wizard does, without its pages: these are walked by the first run's own file. */
async function setUp({ url, setUpUrl }: RunningInstallation): Promise<ReadonlyMap<string, string>> {
  const cookies = new Map<string, string>();
  const ask = async (path: string, { headers, ...init }: Question = {}) => {
    const cookie = [...cookies].map((each) => each.join("=")).join("; ");
    const answer = await fetch(`${url}${path}`, { ...init, headers: { ...headers, origin: url, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const pair = /^([^=;]+)=([^;]*)/.exec(line);
      if (pair !== null) cookies.set(pair[1] ?? "", pair[2] ?? "");
    }
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const made = await ask("/api/trpc/setup.complete", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      json: {
        token: new URL(setUpUrl).searchParams.get("token"),
        email: EMAIL,
        name: "",
        password: PASSWORD,
        baseCurrency: "USD",
        timeZone: "Europe/Zurich",
        sampleData: true,
      },
    }),
  });
  const { csrfToken } = await ask("/api/auth/csrf");
  await ask("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ csrfToken, email: EMAIL, password: PASSWORD, json: "true" }),
  });
  const input = encodeURIComponent(JSON.stringify({ json: { jobId: made.result.data.json.sampleJobId } }));
  for (const since = Date.now(); ; await new Promise((done) => setTimeout(done, LOOK_MS))) {
    const { status } = (await ask(`/api/trpc/job.get?input=${input}`)).result.data.json;
    if (status === "succeeded") return cookies;
    if (status === "failed" || Date.now() - since > WORK_TIMEOUT_MS) throw new Error(`the sample data is ${status}`);
  }
}
