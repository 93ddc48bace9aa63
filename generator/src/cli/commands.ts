import type { Declare } from "./command.js";

/** Every command, in the order in which `--help` lists them. One is loaded when it is chosen, so a short one stays quick. */
const commands: Readonly<Record<string, () => Promise<Declare>>> = {
  generate: async () => (await import("./generate.js")).generateCommand,
  check: async () => (await import("./check.js")).checkCommand,
  diff: async () => (await import("./diff.js")).diffCommand,
  patch: async () => (await import("./patch.js")).patchCommand,
  lint: async () => (await import("./lint.js")).lintCommand,
  pull: async () => (await import("./pull.js")).pullCommand,
  inspect: async () => (await import("./inspect.js")).inspectCommand,
  report: async () => (await import("./report.js")).reportCommand,
  serve: async () => (await import("./serve.js")).serveCommand,
  tenants: async () => (await import("./tenants.js")).tenantsCommand,
  build: async () => (await import("./build.js")).buildCommand,
};

/** The command that a line chooses; all of them where it chooses none, for help and for suggestions. */
export const commandsFor = async (argv: readonly string[]): Promise<readonly Declare[]> => {
  // A value may look like a command too: then both are loaded.
  const named = Object.entries(commands).filter(([name]) => argv.includes(name));
  const all = named.length === 0 || argv.includes("help") ? Object.entries(commands) : named;
  return Promise.all(all.map(([, load]) => load()));
};
