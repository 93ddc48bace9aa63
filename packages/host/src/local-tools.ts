import { type App, type LocalTool, recordOf } from "@jackfield/contract";

/**
 * An app with hand-written tools beside its generated ones: listed, selected, validated and called alike. A name that
 * both have is a fault of the package and makes listing fail; search mode finds generated tools only.
 */
export const withLocalTools = (app: App, tools: readonly LocalTool[]): App => {
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  return {
    ...app,
    async catalog() {
      const generated = await app.catalog();
      const twice = generated.find(({ name }) => byName.has(name));
      if (twice !== undefined) throw new Error(`the tool ${twice.name} is generated and written by hand`);
      return [...generated, ...tools.map((tool) => recordOf(tool, true))].sort((a, b) =>
        a.name < b.name ? -1 : 1,
      );
    },
    async load(record) {
      return byName.get(record.name) ?? app.load(record);
    },
  };
};
