import type { HttpTool } from "./tool.js";

/**
 * The runtime's own arguments, which no API receives. `_fields` keeps some fields of a reply; `_from` goes on in a reply
 * that was too long for one result. The planner lists them where a reply is likely to be large, since some clients
 * refuse an argument that the list does not have; the runtime takes them on every tool.
 */
export const fieldsKey = "_fields";
export const fromKey = "_from";

/** Whether an argument of this name belongs to the API, so that it cannot be ours. */
const isReal = ({ request }: HttpTool, key: string): boolean => {
  const { parameters = {}, body } = request;
  if (Object.hasOwn(parameters, key)) return true;
  if (body === undefined) return false;
  if (body.mediaTypeKey === key) return true;
  return body.source.kind === "whole" ? body.source.key === key : Object.hasOwn(body.source.fields, key);
};

/** A reply is asked for again only where that has no effect. */
export const canRepeat = (method: string): boolean => /^(?:GET|HEAD)$/i.test(method);

export const takesFields = (tool: HttpTool): boolean => !isReal(tool, fieldsKey);
export const takesFrom = (tool: HttpTool): boolean =>
  canRepeat(tool.request.method) && !isReal(tool, fromKey);
