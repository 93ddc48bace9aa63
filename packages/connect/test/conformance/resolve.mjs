const shim = `data:text/javascript,${encodeURIComponent('export * from "node:fs"; export { default } from "node:fs"; export const globSync = () => [];')}`;

export const resolve = (specifier, context, next) =>
  (specifier === "fs" || specifier === "node:fs") &&
  context.parentURL?.includes("/@modelcontextprotocol/conformance/")
    ? { url: shim, shortCircuit: true }
    : next(specifier, context);
