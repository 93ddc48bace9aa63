import type { Declare } from "./command.js";

export const build: Declare = (program, run) => {
  const command = program
    .command("build <folder>")
    .description(
      "Bundle a generated server into <folder>/dist, which runs with plain node and needs no install.",
    );
  command.addHelpText(
    "after",
    `
Examples:
  jackfield build my-server   then: node my-server/dist/server.js`,
  );
  command.action(
    run(async (session) => (await import("../build.js")).runBuild(command.args[0] ?? "", session)),
  );
};
