import { afterEach, describe, expect, it } from "vitest";
import type { EngineSettings } from "../src/index.js";
import { type Answer, callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

const cookiesOf = (settings: Partial<EngineSettings>, answer: Answer, request = {}) =>
  listen(answer).then((server) => ({
    ...callerFor({ url: server.url, options: settings, request }),
    cookies: () => server.asked.map(({ headers }) => headers.cookie),
    server,
  }));

/** Signs in once: the first call of a client without a session gets one. */
const session: Answer = ({ headers }, response, count) =>
  json(
    response,
    200,
    { cookie: headers.cookie ?? "none" },
    headers.cookie?.includes("sid=") ? {} : { "set-cookie": `sid=session-${count}; HttpOnly; Path=/` },
  );

describe("cookies of an API", () => {
  it("are not kept unless the operator wants it", async () => {
    const { call, cookies } = await cookiesOf({}, session);
    await call("get");
    await call("get");
    expect(cookies()).toEqual([undefined, undefined]);
  });

  it("go with the later calls of the tenant that got them, and of no other", async () => {
    const { callAs, cookies } = await cookiesOf({ keepCookies: true }, session);
    for (const tenant of ["a", "b", "a", "b"]) await callAs(tenant, "get");
    expect(cookies()).toEqual([undefined, undefined, "sid=session-1", "sid=session-2"]);
  });

  it("are hidden where the API repeats them", async () => {
    const { call } = await cookiesOf({ keepCookies: true }, session);
    await call("get");
    expect((await call("get")).structuredContent).toEqual({ cookie: "sid=***" });
  });

  it("give way to a cookie of the request itself", async () => {
    const { call, cookies } = await cookiesOf({ keepCookies: true }, session, {
      parameters: { q: { in: "cookie", name: "sid" } },
    });
    await call("get");
    await call("get", { q: "mine" });
    expect(cookies()).toEqual([undefined, "sid=mine"]);
  });

  it("of a redirect are there at its end, and go away when the API says so", async () => {
    const { call, cookies } = await cookiesOf({ keepCookies: true }, ({ url }, response, count) => {
      const headers =
        count === 1
          ? { location: "/thing?again", "set-cookie": "sid=session-one" }
          : { "set-cookie": "sid=; Max-Age=0" };
      response.writeHead(url.endsWith("again") ? 200 : count === 1 ? 302 : 200, headers).end();
    });
    await call("get");
    await call("get");
    expect(cookies()).toEqual([undefined, "sid=session-one", undefined]);
  });

  it("of another path, another domain, or too long are not sent", async () => {
    const set = ["a=1; Path=/other", "b=2; Domain=other.test", `d=${"4".repeat(5000)}`, "e=5"];
    const { call, cookies } = await cookiesOf({ keepCookies: true }, (_, response) =>
      response.writeHead(200, { "set-cookie": set }).end(),
    );
    await call("get");
    await call("get");
    expect(cookies()).toEqual([undefined, "e=5"]);
  });

  it("are a hundred at most", async () => {
    const { call, cookies } = await cookiesOf({ keepCookies: true }, (_, response, count) =>
      response
        .writeHead(200, { "set-cookie": Array.from({ length: 60 }, (_, n) => `c${count}-${n}=1`) })
        .end(),
    );
    for (let n = 0; n < 4; n += 1) await call("get");
    expect(Math.max(...cookies().map((header) => header?.split(";").length ?? 0))).toBeLessThanOrEqual(100);
  });
});
