import type { App, CatalogRecord, LocalTool } from "@jackfield/runtime";

const recordOf = (tool: LocalTool): CatalogRecord => ({
  name: tool.name,
  ...(tool.title === undefined ? {} : { title: tool.title }),
  description: tool.description,
  inputSchema: tool.input,
  annotations: {
    readOnlyHint: tool.hints.readOnly,
    destructiveHint: tool.hints.destructive,
    idempotentHint: tool.hints.idempotent,
    openWorldHint: true,
  },
  tags: [],
  module: "",
});

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
      return [...generated, ...tools.map(recordOf)].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async load(record) {
      return byName.get(record.name) ?? app.load(record);
    },
  };
};
