import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../src/config/index.js";
import { createReport } from "../src/report/index.js";
import { openCommandLines } from "./command-lines.js";

const commandLines = openCommandLines();
const home = mkdtempSync(join(tmpdir(), "jackfield-init-"));
let folder = "";
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(home, String(count));
  mkdirSync(folder);
});
afterAll(() => {
  commandLines.end();
  rmSync(home, { recursive: true });
});

const put = (path: string, content: string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
};
const text = (path: string): string => readFileSync(join(folder, path), "utf8");
const run = (...args: readonly string[]) => commandLines.run(args, folder);

type Operation = { readonly tag?: string; readonly method?: string };

const spec = (operations: Readonly<Record<string, Operation>>): string =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Shop", version: "1.0.0" },
    servers: [{ url: "https://api.shop.example/v1" }],
    security: [{ key: [] }],
    paths: Object.fromEntries(
      Object.entries(operations).map(([id, { tag, method = "get" }]) => [
        id.startsWith("/") ? id : `/${id}`,
        {
          [method]: {
            ...(!id.startsWith("/") && { operationId: id }),
            ...(tag !== undefined && { tags: [tag] }),
            responses: { 200: { description: "Done" } },
          },
        },
      ]),
    ),
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
  });

const config = async () => {
  const report = createReport();
  const loaded = await loadConfig({ folder }, report);
  expect(report.diagnostics).toEqual([]);
  return loaded;
};

const many = (tag: string, size: number): Readonly<Record<string, Operation>> =>
  Object.fromEntries(Array.from({ length: size }, (_, index) => [`${tag}${index}`, { tag }]));

describe("init", () => {
  test("proposes variables and a list of tools for each tag, of which at most 40 are served", async () => {
    put("shop.json", spec({ ...many("Orders", 30), ...many("Reports", 15), ...many("Users", 10) }));
    expect(await run("init", "shop.json", "--name", "@acme/shop")).toMatchObject({ code: 0 });
    expect(await config()).toMatchObject({
      name: "shop",
      package: { name: "@acme/shop" },
      credentials: { key: { key: "SHOP_KEY" } },
      profiles: { default: ["@orders", "@users"] },
    });
    const generated = await run("generate");
    expect(generated, generated.err).toMatchObject({ code: 0 });
    const { profiles } = JSON.parse(text("surface.json"));
    const [served] = profiles.filter(({ name }: { name: string }) => name === "default");
    expect(served.tools).toHaveLength(40);
    expect(JSON.parse(text("package.json")).scripts.build).toBe("jackfield build .");
  });

  test("few tools need no choice", async () => {
    put("shop.json", spec(many("Orders", 3)));
    expect(await run("init", "shop.json")).toMatchObject({ code: 0 });
    expect((await config())?.profiles).toEqual({});
  });

  test("a second run leaves what was edited, and completes what was not", async () => {
    put("shop.json", spec(many("Orders", 3)));
    await run("init", "shop.json");
    put("jackfield.config.ts", text("jackfield.config.ts").replace('name: "shop"', 'name: "store"'));
    const second = await run("init", "shop.json");
    expect(second).toMatchObject({ code: 0 });
    expect(second.err).toContain("left as they are: jackfield.config.ts");
    expect((await config())?.name).toBe("store");
  });

  test("a package.json that was there keeps what it says; the defaults of npm init say nothing", async () => {
    put("shop.json", spec(many("Orders", 1)));
    put("package.json", JSON.stringify({ name: "mine", private: true, scripts: { build: "make" } }));
    await run("init", "shop.json");
    expect(JSON.parse(text("package.json"))).toMatchObject({
      name: "mine",
      private: true,
      type: "module",
      scripts: { build: "make", generate: "jackfield generate" },
    });
    const npmInit = {
      name: "folder",
      description: "",
      license: "ISC",
      scripts: { test: "echo no test specified" },
    };
    put("package.json", JSON.stringify(npmInit));
    await run("init", "shop.json", "--name", "@acme/shop");
    expect(JSON.parse(text("package.json"))).toMatchObject({
      name: "@acme/shop",
      description: "MCP server for Shop.",
      license: "MIT",
      scripts: { test: "node --test test/*.test.mjs" },
    });
  });

  test.each<[string, readonly string[], string]>([
    ["no spec", [], "init needs a spec"],
    ["a missing spec", ["nothing.yaml"], "Cannot read nothing.yaml"],
    ["a missing configuration", ["shop.json", "--from-stainless", "nothing"], "it does not exist"],
    [
      "a file that is none",
      ["shop.json", "--from-stainless", "shop.json"],
      "it has no resources with methods",
    ],
  ])("%s is said in one line, and nothing is written", async (_, args, problem) => {
    put("shop.json", spec(many("Orders", 1)));
    const ran = await run("init", ...args);
    expect(ran.code).toBeGreaterThan(1);
    expect(ran.err).toContain(problem);
    expect(existsSync(join(folder, "jackfield.config.ts"))).toBe(false);
  });
});

describe("from Stainless", () => {
  const before = `organization: { name: shop }
targets: { typescript: { package_name: "@acme/shop", production_repo: acme/shop-node } }
client_settings:
  default_env_prefix: ACME
  opts:
    api_key: { type: string, read_env: ACME_API_KEY, auth: { security_scheme: key } }
    region: { type: string, read_env: ACME_REGION, description: Where orders are kept }
security_schemes: { key: { type: apiKey, in: header, name: X-Key } }
environments: { production: "https://api.shop.example/v1", staging: "https://staging.shop.example/v1" }
resources:
  $shared: { models: { order: Order } }
  orders:
    methods:
      list: { endpoint: get /orders, paginated: false }
      retrieve: get /orders/{order_id}
      old: get /gone
      internal: { endpoint: get /internal, mcp: false }
      find: { endpoint: get /search, mcp: { tool_name: search_orders } }
    subresources:
      lineItems: { methods: { list: "get /orders/{order_id}/items" } }
`;

  test("callers keep the names of tools and variables", async () => {
    const paths = ["/orders", "/orders/{id}", "/orders/{id}/items", "/internal", "/search", "/unnamed"];
    put("shop.json", spec(Object.fromEntries(paths.map((path) => [path, {}]))));
    put("sdk/.stainless/stainless.yml", before);
    const ran = await run("init", "shop.json", "--from-stainless", "sdk", "--yes");
    expect(ran, ran.err).toMatchObject({ code: 0 });
    expect(ran.err).toContain("old_orders called get /gone, which no spec has");
    expect(await config()).toMatchObject({
      name: "shop",
      prefix: "ACME",
      credentials: { key: { key: "ACME_API_KEY" } },
      variables: { ACME_REGION: "Where orders are kept" },
      hosts: { deployment: { variable: "ACME_ENVIRONMENT", values: ["production", "staging"] } },
      package: { name: "@acme/shop-mcp", repository: "https://github.com/acme/shop-node" },
    });
    const generated = await run("generate");
    expect(generated, generated.err).toMatchObject({ code: 0 });
    expect(JSON.parse(text("surface.json")).tools.map(({ name }: { name: string }) => name)).toEqual([
      "list_orders",
      "list_orders_line_items",
      "retrieve_orders",
      "search_orders",
    ]);
    const { actions } = parse(text("patches/names-of-before.yaml"));
    expect(actions.at(-1)).toEqual({ target: "$.paths['/unnamed'].get", update: { "x-mcp": false } });
  });
});

test("help of a served spec names its variables; a value with a hyphen and a folder are explained", async () => {
  put("shop.json", spec(many("Orders", 1)));
  const help = await run("serve", "shop.json", "--help");
  expect(help.code).toBe(0);
  expect(help.out + help.err).toContain("SHOP_KEY");
  expect((await run("serve", "--help")).out).toContain("Usage: jackfield serve");
  expect((await run("serve", "shop.json", "--timeout", "-1")).err).toContain("write --timeout=<value>");
  expect((await run("inspect", ".")).err).toContain("Name the spec itself");
});
