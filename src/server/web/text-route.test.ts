import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { german } from "@/app/messages/german";
import { browserTexts } from "./browser-texts";
import { catalogFile } from "./catalog-file";
import { answerTexts } from "./text-route";

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => void answerTexts(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe("the texts of pages", () => {
  it("are kept for good under an address that names what they say", async () => {
    const { address } = await catalogFile("de");
    const answer = await fetch(`${url}${address}`);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(await answer.json()).toEqual(browserTexts(german));
    expect(address).not.toBe((await catalogFile("en")).address);
  });

  it("are today's, and not kept, for a page of another build", async () => {
    const answer = await fetch(`${url}/texts.json?language=de&tag=older`, {
      headers: { "accept-encoding": "identity" },
    });
    expect([answer.headers.get("cache-control"), answer.headers.get("content-encoding")]).toEqual(["no-store", null]);
    expect(await answer.json()).toEqual(browserTexts(german));
  });

  it.each(["", "?language=xx", "?language=../de", "?language=de&language=de&tag[]=1"])(
    "are there in one of our languages, whatever is asked: %j",
    async (query) => {
      const answer = await fetch(`${url}/texts.json${query}`);
      expect(answer.status).toBe(200);
      expect(Object.keys(Object(await answer.json()))).toContain("signIn");
    },
  );

  it("are only read", async () => {
    expect((await fetch(`${url}/texts.json`, { method: "POST" })).status).toBe(405);
    const head = await fetch(`${url}/texts.json`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});
