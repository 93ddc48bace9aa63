// Other packages that serve a spec, at the versions that the figures are of, each started as its own guide says.
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { install, runIn } from "./npm.mjs";
import { jackfield } from "./paths.mjs";
import { runNode } from "./processes.mjs";

export const peers = {
  generator: "openapi-mcp-generator@4.0.1",
  ivotoby: "@ivotoby/openapi-mcp-server@1.16.1",
  fastmcp: "fastmcp@4.20.16",
};

/**
 * Installs the peers once.
 * @param {string} folder New.
 */
export const installPeers = async (folder) => ({
  home: folder,
  modules: await install(folder, Object.values(peers)),
});

/**
 * What to start with `node` for each peer, with every operation as a tool.
 * @param {{ home: string, modules: string }} installed
 * @param {string} spec A JSON file.
 * @param {string} url Of the API.
 * @param {string} folder New; it holds what is generated.
 */
export const peerCommands = (installed, spec, url, folder) => {
  const { home, modules } = installed;
  return {
    generator: async () => {
      const program = join(modules, "openapi-mcp-generator/bin/openapi-mcp-generator.js");
      mkdirSync(folder, { recursive: true });
      await runIn(process.execPath, [program, "-i", spec, "-o", folder, "--force"], home);
      // Each of its projects has the same dependencies.
      const project = join(home, "project");
      if (!existsSync(project)) {
        mkdirSync(project);
        copyFileSync(join(folder, "package.json"), join(project, "package.json"));
        await install(project);
      }
      symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
      await runIn(process.execPath, [join(folder, "node_modules/typescript/bin/tsc")], folder);
      return [join(folder, "build/index.js")];
    },
    ivotoby: async () => {
      const program = join(modules, "@ivotoby/openapi-mcp-server/bin/mcp-server.js");
      return [program, "--api-base-url", url, "--openapi-spec", spec, "--tools", "all"];
    },
    fastmcp: async () => {
      const main = join(home, "fastmcp.mjs");
      writeFileSync(
        main,
        `import { readFileSync } from "node:fs";
import { fromOpenAPI } from "fastmcp/openapi";
const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
const server = await fromOpenAPI({ spec, maxTools: 100_000 });
await server.start({ transportType: "stdio" });
`,
      );
      return [main, spec];
    },
  };
};

/** What to start with `node` for Jackfield: from the spec, and generated and built. */
export const ourCommands = (spec, folder) => {
  const flags = ["--no-auth", "--mode", "all"];
  return {
    serve: async () => [jackfield, "serve", spec, ...flags],
    built: async () => {
      await runNode([jackfield, "--quiet", "generate", "--spec", spec, "--out", folder, "--name", "bench"]);
      await runNode([jackfield, "--quiet", "build", folder]);
      return [join(folder, "dist/server.js"), ...flags];
    },
  };
};
